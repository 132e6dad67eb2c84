import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { root } from "./folders";
import type { Answer, Order } from "./worker";

/** Whoever loops on without reaching a mutant again is ended. */
const timeout = 60_000;
/** cdktf keeps every token that it made, so a worker grows. */
const ordersOfOneProcess = 150;

/** One worker process at a time, started again when it has grown or hangs. */
export class Worker {
  private child: ChildProcess | undefined;
  private orders = 0;

  constructor(private readonly script: string) {}

  /** @returns undefined where there was none in time, or the process ended by itself */
  async ask(order: Order): Promise<Answer | undefined> {
    if (this.orders >= ordersOfOneProcess) this.end();
    this.orders += 1;
    const child = (this.child ??= this.start());
    const answer = await new Promise<Answer | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), timeout);
      const settle = (value: Answer | undefined): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(value);
      };
      child.once("message", (message) => settle(message as Answer));
      child.once("exit", () => settle(undefined));
      child.send(order);
    });
    if (!answer) this.end();
    return answer;
  }

  end(): void {
    this.child?.removeAllListeners();
    this.child?.kill("SIGKILL");
    this.child = undefined;
    this.orders = 0;
  }

  private start(): ChildProcess {
    return fork(join(__dirname, "worker.ts"), [this.script], {
      cwd: root,
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
  }
}
