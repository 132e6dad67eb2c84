/** Stands in for Alertmanager and for a chat: takes what Flux posts and keeps it. */
import { createServer, type Server } from "node:http";
import { at, isObject, type Json, type JsonObject } from "../../support/synth";
import { freePorts } from "./ports";

export interface ReceivedAlert {
  readonly labels: JsonObject;
  readonly annotations: JsonObject;
}

const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

export class EventSink {
  readonly alerts: ReceivedAlert[] = [];
  readonly messages: Json[] = [];

  private constructor(
    private readonly server: Server,
    readonly alertmanagerAddress: string,
    /** A webhook's URL, which is the secret of whoever has it. */
    readonly chatAddress: string,
  ) {}

  static async start(): Promise<EventSink> {
    const server = createServer();
    const [port] = await freePorts(1);
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const at = (path: string): string => `http://127.0.0.1:${port}${path}`;
    const sink = new EventSink(server, at("/api/v2/alerts"), at("/services/chat"));
    server.on("request", (request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      request.on("end", () => {
        const known = request.method === "POST" && sink.keep(at(request.url ?? ""), JSON.parse(body) as Json);
        response.writeHead(known ? 200 : 404).end();
      });
    });
    server.unref();
    return sink;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private keep(address: string, body: Json): boolean {
    if (address === this.chatAddress) {
      this.messages.push(body);
      return true;
    }
    for (const alert of Array.isArray(body) ? body : []) {
      this.alerts.push({ labels: object(at(alert, "labels")), annotations: object(at(alert, "annotations")) });
    }
    return address === this.alertmanagerAddress;
  }
}
