import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { root } from "./folders";
import type { Answer, Order, Reply } from "./worker";

/** Bytes. cdktf keeps every token that it made, so a worker grows, and one that ran out of memory judged no mutant. */
const enough = 1_500_000_000;

/** One worker process at a time, started again when it has grown or hangs. */
export class Worker {
  private child: ChildProcess | undefined;
  private isFresh = true;

  constructor(private readonly script: string) {}

  /**
   * @param timeout milliseconds after which a process is ended that loops on without reaching a mutant again
   * @returns undefined where there was none in time, or a process that did nothing else ended by itself
   */
  async ask(order: Order, timeout: number): Promise<Answer | undefined> {
    const wasFresh = this.isFresh;
    const reply = await this.send(order, timeout);
    if (reply === undefined || reply === "ended" || reply.heapUsed > enough) this.end();
    if (reply === "ended") return wasFresh ? undefined : this.ask(order, timeout);
    return reply?.answer;
  }

  end(): void {
    this.child?.removeAllListeners();
    this.child?.kill("SIGKILL");
    this.child = undefined;
    this.isFresh = true;
  }

  private send(order: Order, timeout: number): Promise<Reply | "ended" | undefined> {
    const child = (this.child ??= this.start());
    this.isFresh = false;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), timeout);
      const settle = (value: Reply | "ended"): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(value);
      };
      child.once("message", (message) => settle(message as Reply));
      child.once("exit", () => settle("ended"));
      child.send(order);
    });
  }

  private start(): ChildProcess {
    return fork(join(__dirname, "worker.ts"), [this.script], {
      cwd: root,
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
  }
}
