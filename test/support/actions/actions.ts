/**
 * Plays GitHub Actions for one workflow: decides which jobs start, by GitHub's own expressions, and runs their scripts in
 * Bash. Steps that use an action are passed over: what they would install is on the PATH that is given. It answers what
 * the scripts ask of GitHub's API.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { at, isObject, text, type Json, type JsonObject } from "../synth";
import { filledIn, holds, type Contexts } from "./expression";

export interface ActionsOptions {
  /** `<owner>/<name>` */
  readonly repository: string;
  readonly workflow: JsonObject;
  /** The workflow's file, without its folder. */
  readonly file: string;
  /** A file of the repository at a commit or a branch. */
  readonly contents: (path: string, ref: string) => string | undefined;
  /** What scripts have beside GitHub's variables. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Job {
  readonly result: "success" | "failure" | "skipped";
  /** What its scripts have printed. */
  readonly log: string;
}

export interface Run {
  readonly id: number;
  readonly event: string;
  readonly title: string;
  readonly jobs: Record<string, Job>;
}

export class PlayedActions {
  /** All runs, the oldest first. */
  readonly runs: Run[] = [];
  private readonly token = randomBytes(16).toString("hex");
  private readonly server: Server;

  private constructor(private readonly options: ActionsOptions) {
    this.server = createServer((request, response) => {
      this.answer(request, response);
    });
  }

  static async start(options: ActionsOptions): Promise<PlayedActions> {
    const actions = new PlayedActions(options);
    await new Promise<void>((resolve) => actions.server.listen(0, "127.0.0.1", resolve));
    return actions;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** A repository dispatch; a type that the workflow does not listen to starts nothing. */
  async dispatch(type: string, payload: JsonObject): Promise<Run | undefined> {
    const types = at(this.options.workflow, "on", "repository_dispatch", "types");
    if (!Array.isArray(types) || !types.includes(type)) return undefined;
    return this.run("repository_dispatch", { action: type, client_payload: payload }, {});
  }

  /** Somebody starts it by hand. */
  byHand(inputs: JsonObject): Promise<Run> {
    return this.run("workflow_dispatch", { inputs }, inputs);
  }

  /** The same run again, with what was known then. */
  async again(run: Run, payload: JsonObject): Promise<Run> {
    const event = { action: run.title.replace(/ .*$/, ""), client_payload: payload };
    const jobs = await this.jobs({ github: this.github(run.id, event), inputs: {}, needs: {} }, run.id);
    return { ...run, jobs };
  }

  private github(id: number, event: JsonObject): JsonObject {
    return { event, run_id: String(id), repository: this.options.repository, token: this.token, actor: "somebody" };
  }

  private async run(event: string, payload: JsonObject, inputs: JsonObject): Promise<Run> {
    const id = (this.runs.at(-1)?.id ?? 1000) + 1;
    const contexts = { github: this.github(id, payload), inputs, needs: {} };
    const run = { id, event, title: "", jobs: {} };
    // At once, as other runs may begin meanwhile.
    this.runs.push(run);
    run.title = await filledIn(text(this.options.workflow["run-name"]), contexts);
    Object.assign(run.jobs, await this.jobs(contexts, id));
    return run;
  }

  /** One job after the other: each stands behind what it needs. */
  private async jobs(contexts: Contexts, id: number): Promise<Record<string, Job>> {
    const done: Record<string, Job> = {};
    const all = this.options.workflow["jobs"];
    for (const [name, job] of Object.entries(isObject(all) ? all : {})) {
      const needed = [at(job, "needs") ?? []].flat();
      const needs = Object.fromEntries(needed.map((each) => [text(each), { result: done[text(each)]?.result ?? "" }]));
      const own = { ...contexts, needs };
      const starts = await holds(at(job, "if"), own);
      done[name] = starts ? await this.steps(job, own, id) : { result: "skipped", log: "" };
    }
    return done;
  }

  private async steps(job: Json, contexts: Contexts, id: number): Promise<Job> {
    const folder = mkdtempSync(join(tmpdir(), "flux-delivery-job-"));
    const summary = join(folder, "summary");
    writeFileSync(summary, "");
    const { port } = this.server.address() as AddressInfo;
    const env = {
      ...this.options.env,
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_REPOSITORY: this.options.repository,
      GITHUB_RUN_ID: String(id),
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: folder,
    };
    try {
      let log = "";
      const steps = at(job, "steps");
      for (const step of Array.isArray(steps) ? steps.filter(isObject) : []) {
        if (step["run"] === undefined) continue;
        const own = isObject(step["env"]) ? step["env"] : {};
        const filled: [string, string][] = [];
        for (const [name, value] of Object.entries(own)) filled.push([name, await filledIn(text(value), contexts)]);
        const script = await filledIn(text(step["run"]), contexts);
        const { failed, output } = await bash(script, { ...env, ...Object.fromEntries(filled) }, folder);
        log += output;
        if (failed) return { result: "failure", log };
      }
      return { result: "success", log: log + readFileSync(summary, "utf8") };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private answer({ url = "", headers }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, "http://github.invalid");
    const root = `/repos/${this.options.repository}`;
    if (headers.authorization !== `Bearer ${this.token}`) response.writeHead(401).end();
    else if (pathname === `${root}/actions/workflows/${this.options.file}/runs`) {
      const runs = this.runs.filter(({ event }) => event === searchParams.get("event")).reverse();
      const page = runs.slice(0, Number(searchParams.get("per_page") ?? 30));
      const workflow_runs = page.map(({ id, event, title }) => ({ id, event, display_title: title }));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ workflow_runs }));
    } else {
      const path = pathname.startsWith(`${root}/contents/`) ? pathname.slice(`${root}/contents/`.length) : "";
      const content = this.options.contents(decodeURIComponent(path), searchParams.get("ref") ?? "");
      const isRaw = headers.accept === "application/vnd.github.raw+json";
      if (content === undefined || !isRaw) response.writeHead(404).end();
      else response.writeHead(200, { "content-type": "application/vnd.github.raw+json" }).end(content);
    }
  }
}

/** As GitHub starts `shell: bash`. */
function bash(
  script: string,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<{ failed: boolean; output: string }> {
  const args = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
  return new Promise((resolve) => {
    execFile("bash", args, { env, cwd, timeout: 120_000 }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, output: stdout + stderr });
    });
  });
}
