/** Reads requests and writes answers as GitHub's API does. */
import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isObject, type Json, type JsonObject } from "../synth";
import { Refusal, type Answer } from "./answer";

export type Headers = Readonly<Record<string, string>>;

export async function read(request: IncomingMessage): Promise<JsonObject> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  if (text === "") return {};
  let body: Json;
  try {
    body = JSON.parse(text) as Json;
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
  // As clients in Go write that there is nothing to say, such as Flux for an App's token.
  if (body === null) return {};
  if (!isObject(body)) throw new Refusal(400, "Body should be a JSON object");
  return body;
}

/** The answer to what failed; what is no refusal of GitHub's is a mistake here. @param docs below https://docs.github.com/rest */
export function refusalOf(error: unknown, docs: string): Answer {
  const { status, message, reasons } =
    error instanceof Refusal ? error : new Refusal(500, `the played GitHub failed: ${String(error)}`);
  const body = {
    message,
    ...(reasons.length > 0 ? { errors: reasons.map((reason) => ({ ...reason })) } : {}),
    documentation_url: `https://docs.github.com/rest${docs}`,
    status: String(status),
  };
  return { status, body };
}

/** Answers; a GET that the other side knows the answer of already has none again. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body }: Answer,
  headers: Headers,
): void {
  // Whoever asked may have been killed by now.
  response.on("error", () => undefined);
  const all = { ...headers, "x-github-request-id": randomUUID(), "x-github-media-type": "github.v3" };
  if (body === undefined) {
    response.writeHead(status, all).end();
    return;
  }
  const text = JSON.stringify(body);
  const etag = `W/"${createHash("sha256").update(text).digest("hex")}"`;
  if (request.method === "GET" && status === 200 && request.headers["if-none-match"] === etag) {
    response.writeHead(304, { ...all, etag }).end();
    return;
  }
  const ok = status < 300 ? { etag } : {};
  response.writeHead(status, { ...all, ...ok, "content-type": "application/json; charset=utf-8" }).end(text);
}
