/** The pins of the real tools: what `pins/tools.json` says, checked against the Go modules beside it. */
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";

/** The test suites that need tools, cheapest first. */
export const GROUPS = ["opentofu", "git-side", "e2e"] as const;
export type Group = (typeof GROUPS)[number];

const text = z.string("expected a text").min(1, "expected a text");

const toolPin = z
  .strictObject({
    /** Name of the binary, and what users type. */
    name: text,
    /** Folder of the Go module that pins it, beside `tools.json`. */
    folder: text,
    /** Import path of its main package. */
    package: text,
    /** Version of the module that holds the package, as in go.mod. */
    version: text,
    /** Linker flags; `${version}` stands for the version. */
    ldflags: z.array(z.string("expected a text"), "expected a list").readonly(),
    /** How long its build takes on two cores, with the modules downloaded and nothing of another tool compiled twice. */
    seconds: z.int("expected whole seconds").positive("expected whole seconds"),
    groups: z.array(z.enum(GROUPS, `expected one of ${GROUPS.join(", ")}`), "expected a list").readonly(),
    /** One line on what the tests use it for. */
    purpose: text,
  })
  .readonly();
export type ToolPin = z.infer<typeof toolPin>;

const toolsFile = z.strictObject(
  { tools: z.array(toolPin, "expected a list") },
  { error: ({ code }) => (code === "invalid_type" ? "expected an object with a list 'tools'" : undefined) },
);

/** Where the pins are and the environment that tools are looked up in; tests bring their own. */
export interface Toolbox {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

export const projectToolbox: Toolbox = { folder: join(__dirname, "pins"), env: process.env };

/** Every pin, in the order in which they are built. */
export function readPins(toolbox: Toolbox = projectToolbox): readonly ToolPin[] {
  const file: unknown = JSON.parse(readFileSync(join(toolbox.folder, "tools.json"), "utf8"));
  const { data, error } = toolsFile.safeParse(file, { reportInput: true });
  if (error) throw new Error(error.issues.map(messageOf).join("\n"));
  return data.tools;
}

function messageOf({ code, path, message, input }: z.core.$ZodIssue): string {
  const place = path.length > 0 ? `tools.json: ${z.core.toDotPath(path)}` : "tools.json";
  const given = code === "unrecognized_keys" ? "" : `, got ${JSON.stringify(input)}`;
  return `${place}: ${message}${given}.`;
}

export function findPin(name: string, toolbox: Toolbox = projectToolbox): ToolPin {
  const pins = readPins(toolbox);
  const pin = pins.find((candidate) => candidate.name === name);
  if (pin === undefined) {
    throw new Error(`Unknown tool '${name}'. Known tools: ${pins.map((p) => p.name).join(", ")}.`);
  }
  return pin;
}

/** Text of the tool's go.mod. */
export function readGoMod(pin: ToolPin, toolbox: Toolbox): string {
  const file = join(toolbox.folder, pin.folder, "go.mod");
  if (!existsSync(file)) {
    throw new Error(`tools.json: '${pin.name}' names the folder '${pin.folder}', but ${file} is missing.`);
  }
  return readFileSync(file, "utf8");
}

/** The oldest Go that builds the tool: the `go` line of its go.mod. */
export function goNeeded(pin: ToolPin, toolbox: Toolbox): string {
  return /^go (\S+)$/m.exec(readGoMod(pin, toolbox))?.[1] ?? "1.24";
}

/** Throws when `tools.json` and go.mod disagree on the tool's package or version. */
export function checkPin(pin: ToolPin, toolbox: Toolbox): void {
  const goMod = readGoMod(pin, toolbox);
  const folder = relative(process.cwd(), join(toolbox.folder, pin.folder));
  const where = join(folder, "go.mod");
  const lines = goMod.split("\n").map((line) => line.replace(/\/\/.*/, "").trim());
  if (!lines.some((line) => line === pin.package || line === `tool ${pin.package}`)) {
    throw new Error(
      `tools.json says that '${pin.name}' is built from ${pin.package}, but ${where} has no such tool. ` +
        `Add it: cd ${folder} && go get -tool ${pin.package}@${pin.version}`,
    );
  }
  const required = lines
    .map((line) => /^(?:require\s+)?(\S+)\s+(v\S+)$/.exec(line))
    .flatMap((match) => (match?.[1] && match[2] ? [{ module: match[1], version: match[2] }] : []))
    .filter(({ module }) => pin.package === module || pin.package.startsWith(`${module}/`))
    .sort((a, b) => b.module.length - a.module.length)[0];
  if (required?.version !== pin.version) {
    throw new Error(
      `tools.json says that '${pin.name}' is ${pin.version}, but ${where} requires ` +
        `${required ? `${required.module} ${required.version}` : `no module that holds ${pin.package}`}. ` +
        "Write the same version in both.",
    );
  }
}

export function toGroup(value: unknown, where: string): Group {
  const group = GROUPS.find((known) => known === value);
  if (group === undefined) {
    throw new Error(`${where}: unknown group ${JSON.stringify(value)}. Known groups: ${GROUPS.join(", ")}.`);
  }
  return group;
}
