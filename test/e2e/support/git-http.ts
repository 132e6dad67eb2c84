/** Git over HTTP at the played GitHub's own address, for the tokens of its App: the real git behind a small server. */
import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { GitHub } from "../../support/github/github";
import { systemTool } from "./tools";

/** A request that was let in. */
export interface GitRequest {
  /** `acme/shop`. */
  readonly repository: string;
  readonly service: "git-upload-pack" | "git-receive-pack";
}

interface Asked extends GitRequest {
  /** What is asked for, below the repository. */
  readonly path: string;
  readonly query: string;
}

/** What a URL asks for, with `.git` or without; undefined where it is nothing of Git's smart protocol. */
function askedBy(url: string): Asked | undefined {
  const { pathname, searchParams, search } = new URL(url, "http://localhost");
  const [, repository = "", path = ""] =
    /^\/([^/]+\/[^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(pathname) ?? [];
  const service = path === "info/refs" ? searchParams.get("service") : path;
  if (service !== "git-upload-pack" && service !== "git-receive-pack") return undefined;
  return { repository, service, path, query: search.slice(1) };
}

/** The password of the only user that GitHub knows for an App. */
function tokenOf({ headers: { authorization = "" } }: IncomingMessage): string | undefined {
  const [, encoded = ""] = /^basic (\S+)$/i.exec(authorization) ?? [];
  return /^x-access-token:(.+)$/.exec(Buffer.from(encoded, "base64").toString())?.[1];
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * Lets git answer, as a CGI program.
 *
 * @see https://git-scm.com/docs/git-http-backend
 */
function answer(asked: Asked, folder: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const { headers, method = "" } = request;
  const child = spawn(systemTool("git"), ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_PROTOCOL: headers["git-protocol"]?.toString() ?? "",
      PATH_INFO: `/${asked.repository.split("/")[1] ?? ""}.git/${asked.path}`,
      QUERY_STRING: asked.query,
      REQUEST_METHOD: method,
      REMOTE_USER: "x-access-token",
      CONTENT_TYPE: headers["content-type"] ?? "",
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: headers["content-encoding"] ?? "",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.on("error", () => response.writeHead(500).end());
  child.on("close", () => {
    const all = Buffer.concat(output);
    const end = all.indexOf("\r\n\r\n");
    const fields = new Map<string, string>();
    for (const line of all.subarray(0, Math.max(end, 0)).toString().split("\r\n")) {
      const [, name = "", value = ""] = /^([^:]+): (.*)$/.exec(line) ?? [];
      if (name !== "") fields.set(name.toLowerCase(), value);
    }
    const status = Number.parseInt(fields.get("status") ?? "200");
    fields.delete("status");
    response.writeHead(status, Object.fromEntries(fields)).end(all.subarray(end + 4));
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(body);
}

/**
 * Has the played GitHub serve repositories over HTTP.
 *
 * @param folder where the bare ones are, each as `<name>.git`
 * @returns every request that was let in, as they come
 */
export function serveGit(gitHub: GitHub, folder: string): readonly GitRequest[] {
  const requests: GitRequest[] = [];
  gitHub.website = (request, response) => {
    const asked = askedBy(request.url ?? "");
    if (!asked) {
      response.writeHead(404).end();
      return;
    }
    const token = tokenOf(request);
    if (token === undefined) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="GitHub"' }).end();
      return;
    }
    // What a token does not reach is not there.
    if (!gitHub.opens(token, asked.repository, asked.service === "git-receive-pack" ? "write" : "read")) {
      response.writeHead(404).end();
      return;
    }
    const { repository, service } = asked;
    requests.push({ repository, service });
    void bodyOf(request).then(
      (body) => answer(asked, folder, request, body, response),
      () => response.destroy(),
    );
  };
  return requests;
}
