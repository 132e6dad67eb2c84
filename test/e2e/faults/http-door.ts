/**
 * A reverse proxy that does wrong what it is told to, and else nothing. Whole requests pass, not bytes: that gives a true
 * n-th request of a kind. Behind TLS it shows the server's own certificate.
 */
import { createServer, request as requestHttp, Agent, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, request as requestHttps, Agent as TlsAgent } from "node:https";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { freePorts } from "../support/ports";
import type { Door, Faults } from "./fault";

export interface HttpDoorOptions {
  readonly door: Door;
  readonly faults: Faults;
  /** Port of the server behind it. */
  readonly to: number;
  /** The kind of a request, and of each piece of an answer that never ends. */
  readonly kindOf: (request: IncomingMessage) => RequestKind;
  /** Certificate and key of the server, in PEM. @default - plain HTTP */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface RequestKind {
  readonly request: string;
  /** @default - the answer ends by itself */
  readonly piece?: string;
}

export interface HttpDoor {
  readonly port: number;
  stop(): Promise<void>;
}

export async function openHttpDoor({ door, faults, to, kindOf, tls }: HttpDoorOptions): Promise<HttpDoor> {
  const [port = 0] = await freePorts(1);
  const agent = tls ? new TlsAgent({ keepAlive: true, ca: tls.cert }) : new Agent({ keepAlive: true });

  const ask = (request: IncomingMessage, body: Buffer, signal: AbortSignal): Promise<IncomingMessage> => {
    const { "transfer-encoding": chunked, ...headers } = request.headers;
    if (chunked !== undefined) headers["content-length"] = String(body.length);
    const options = { host: "127.0.0.1", port: to, path: request.url, method: request.method, headers, agent, signal };
    return new Promise((resolve, reject) => {
      (tls ? requestHttps : requestHttp)(options, resolve).once("error", reject).end(body);
    });
  };

  /** The pieces of an answer that never ends, as long as no fault ends it. */
  async function* pieces(answer: IncomingMessage, kind: string): AsyncGenerator<Buffer> {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      const fault = faults.next(door, kind);
      if (fault?.way === "refuse") throw new Cut();
      if (fault?.way === "delay") await pause(fault.delayMs);
      yield chunk;
      if (fault?.way === "lose") {
        // The piece itself is still to leave.
        await pause(20);
        throw new Cut();
      }
    }
  }

  const pass = async (request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> => {
    const body = await buffer(request);
    const kind = kindOf(request);
    const fault = faults.next(door, kind.request);
    if (fault?.way === "refuse") throw new Cut();
    if (fault?.way === "delay") await pause(fault.delayMs, undefined, { signal });
    if (fault?.way === "double") await buffer(await ask(request, body, signal));
    const answer = await ask(request, body, signal);
    if (fault?.way === "lose") {
      if (kind.piece === undefined) await buffer(answer);
      throw new Cut();
    }
    response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
    // Who watches waits for the first sign of life.
    response.flushHeaders();
    await pipeline(kind.piece === undefined ? answer : pieces(answer, kind.piece), response);
  };

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    // Whatever went wrong, a client behind a network sees no more than that the connection ends.
    pass(request, response, gone.signal).catch(() => request.socket.destroy());
  };
  const server = tls ? createTlsServer({ ...tls, ALPNProtocols: ["http/1.1"] }, serve) : createServer(serve);
  // A connection that is closed as the next request comes would be a fault that nobody has asked for.
  server.keepAliveTimeout = 0;
  server.unref();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    port,
    stop: async () => {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A connection that is to end. */
class Cut extends Error {}
