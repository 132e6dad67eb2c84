/** The pins of the real tools: what `tools.json` says, checked against the Go modules beside it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The test suites that need tools, cheapest first. */
export const GROUPS = ["opentofu", "git-side", "e2e"] as const;
export type Group = (typeof GROUPS)[number];

export interface ToolPin {
  /** Name of the binary, and what users type. */
  readonly name: string;
  /** Folder of the Go module that pins it, beside `tools.json`. */
  readonly folder: string;
  /** Import path of its main package. */
  readonly package: string;
  /** Version of the module that holds the package, as in go.mod. */
  readonly version: string;
  /** Linker flags; `${version}` stands for the version. */
  readonly ldflags: readonly string[];
  readonly groups: readonly Group[];
  /** One line on what the tests use it for. */
  readonly purpose: string;
}

/** Where the pins are and the environment that tools are looked up in; tests bring their own. */
export interface Toolbox {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

export const projectToolbox: Toolbox = { folder: __dirname, env: process.env };

/** Every pin, in the order in which they are built. */
export function readPins(toolbox: Toolbox = projectToolbox): readonly ToolPin[] {
  const file: unknown = JSON.parse(readFileSync(join(toolbox.folder, "tools.json"), "utf8"));
  const tools = isRecord(file) ? file["tools"] : undefined;
  if (!Array.isArray(tools)) {
    throw new Error("tools.json: expected an object with a list 'tools'.");
  }
  return tools.map((tool: unknown, index) => toPin(tool, `tools.json: tools[${index}]`));
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
  const where = `tools/${pin.folder}/go.mod`;
  const lines = goMod.split("\n").map((line) => line.replace(/\/\/.*/, "").trim());
  if (!lines.some((line) => line === pin.package || line === `tool ${pin.package}`)) {
    throw new Error(
      `tools.json says that '${pin.name}' is built from ${pin.package}, but ${where} has no such tool. ` +
        `Add it: cd tools/${pin.folder} && go get -tool ${pin.package}@${pin.version}`,
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

function toPin(value: unknown, where: string): ToolPin {
  if (!isRecord(value)) {
    throw new Error(`${where}: expected an object, got ${JSON.stringify(value)}.`);
  }
  const text = (key: string): string => {
    const found = value[key];
    if (typeof found !== "string" || found === "") {
      throw new Error(`${where}.${key}: expected a text, got ${JSON.stringify(found)}.`);
    }
    return found;
  };
  const list = (key: string): readonly unknown[] => {
    const found = value[key];
    if (!Array.isArray(found)) {
      throw new Error(`${where}.${key}: expected a list, got ${JSON.stringify(found)}.`);
    }
    return found;
  };
  return {
    name: text("name"),
    folder: text("folder"),
    package: text("package"),
    version: text("version"),
    ldflags: list("ldflags").map((flag) => {
      if (typeof flag !== "string") {
        throw new Error(`${where}.ldflags: expected texts, got ${JSON.stringify(flag)}.`);
      }
      return flag;
    }),
    groups: list("groups").map((group) => toGroup(group, `${where}.groups`)),
    purpose: text("purpose"),
  };
}

export function toGroup(value: unknown, where: string): Group {
  const group = GROUPS.find((known) => known === value);
  if (group === undefined) {
    throw new Error(`${where}: unknown group ${JSON.stringify(value)}. Known groups: ${GROUPS.join(", ")}.`);
  }
  return group;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
