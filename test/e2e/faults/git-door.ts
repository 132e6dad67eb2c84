/**
 * A TCP proxy before sshd. What a connection is for is behind the encryption; so the command that sshd runs for a deploy
 * key says so, at a second port, and waits for the word to go on.
 */
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { freePorts } from "../support/ports";
import type { Fault, Faults } from "./fault";

export interface GitDoor {
  readonly port: number;
  /** Where sshd's commands ask: a line `<the client's port> fetch`, `push` or `committed`; the answer is a line too. */
  readonly wordPort: number;
  stop(): Promise<void>;
}

export interface GitDoorOptions {
  readonly faults: Faults;
  /** Port of sshd. */
  readonly to: number;
}

/** Bytes of sshd's after which a fetch has been answered: less than any answer has. */
const someBytes = 100;

interface Connection {
  readonly cut: () => void;
  readonly client: Socket;
  readonly upstream: Socket;
  fault: Fault | undefined;
}

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.unref();
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });

export async function openGitDoor({ faults, to }: GitDoorOptions): Promise<GitDoor> {
  const [port = 0, wordPort = 0] = await freePorts(2);
  const sockets = new Set<Socket>();
  /** By the port that sshd sees. */
  const connections = new Map<number, Connection>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
  };

  const connect = async (client: Socket): Promise<void> => {
    keep(client);
    const fault = faults.next("Git host", "connect");
    if (fault?.way === "refuse") return void client.destroy();
    client.pause();
    if (fault?.way === "delay") await pause(fault.delayMs);
    const upstream = createConnection({ port: to, host: "127.0.0.1" });
    keep(upstream);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    client.once("close", cut);
    upstream.once("close", cut);
    upstream.once("connect", () => {
      const { port: seen } = upstream.address() as AddressInfo;
      connections.set(seen, { cut, client, upstream, fault: undefined });
      upstream.once("close", () => connections.delete(seen));
      // Before the keys are exchanged.
      if (fault?.way === "lose") upstream.once("data", cut);
      client.pipe(upstream).pipe(client);
    });
  };

  /** The answer to a command of sshd's: what it is to do. */
  const word = async (seen: number, kind: string): Promise<string> => {
    const connection = connections.get(seen);
    if (!connection) return "stop";
    if (kind === "committed") {
      if (connection.fault?.way === "lose") connection.cut();
      return "go";
    }
    const fault = faults.next("Git host", kind);
    connection.fault = fault;
    if (fault?.way === "refuse") connection.cut();
    if (fault?.way === "delay") await pause(fault.delayMs);
    if (fault?.way === "lose" && kind === "fetch") {
      const { client, upstream, cut } = connection;
      const until = upstream.bytesRead + someBytes;
      // None of it may come through: a short answer, whole before the cut, would be a fetch that worked.
      upstream
        .unpipe(client)
        .on("data", () => {
          if (upstream.bytesRead > until) cut();
        })
        .resume();
    }
    return { refuse: "stop", lose: "go", delay: "go", double: "twice" }[fault?.way ?? "delay"];
  };

  const door = createServer((client) => void connect(client));
  const words = createServer({ allowHalfOpen: true }, (socket) => {
    keep(socket);
    createInterface(socket).once("line", (line) => {
      const [seen = "", kind = ""] = line.split(" ");
      void word(Number(seen), kind).then((answer) => socket.end(`${answer}\n`));
    });
  });
  await listening(door, port);
  await listening(words, wordPort);
  return {
    port,
    wordPort,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([door, words].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
