import { extname, join, resolve } from "node:path";
import { loadDeliveryFile } from "../config/load";
import { formatGiven, oneOf, UserError } from "../config/problems";
import type { DeliveryMap } from "../map/delivery-map";
import { deliveryMap } from "../map/graph";
import { html } from "../map/html";
import { mermaid, tooMuchForMermaid } from "../map/mermaid";
import { pageParts } from "../map/page-parts";
import { partOf } from "../map/picture";
import { svg } from "../map/svg";
import { Touch } from "../map/touch";
import type { Delivery } from "../model/delivery";
import { commonHelp, configFile, exitCodes, UsageError, type Command } from "./command";
import { whileWorking, type Step } from "./progress";
import { rootModules, synthesize } from "./synthesized";
import { writeAll } from "./write-all";

/** A map that nobody would see. */
class MapError extends UserError {}

const help = `Draws the delivery: stacks, repositories, keys and who reads them, and how a tag gets from CI to its Pods.

  npm run -s map -- [--out FILE] [--app NAME]... [--cluster NAME]...

  --out FILE         map.html is a page to search and click through, map.svg a picture, map.mmd Mermaid.
                     Left out: Mermaid on standard output
  --app NAME         only what this application touches; again for more
  --cluster NAME     only what this cluster touches; again for more
${commonHelp}
It is made of what a synth would write, so it shows what is applied. It holds names and paths, and no secret.

Exits 0 when the map is drawn, 1 when it can't be, 2 on a wrong flag.
`;

const options = {
  out: { type: "string" },
  app: { type: "string", multiple: true },
  cluster: { type: "string", multiple: true },
} as const;

/** Where the page's sources are, seen from the sources of the commands. */
const pageFolder = join(__dirname, "..", "map", "page");

const drawMermaid = (map: DeliveryMap): string => {
  const text = mermaid(map);
  const reason = tooMuchForMermaid(text);
  if (reason === undefined) return text;
  throw new MapError(
    `The map has ${reason}: draw a part of it by --app NAME or --cluster NAME, or a page by --out map.html`,
  );
};

/** By the ending of a file, how a map is written there. */
const formats: Readonly<Record<string, (map: DeliveryMap, delivery: Delivery) => string>> = {
  ".html": (map, { github }) => html(map, `Delivery of ${github.organization}`, pageParts(pageFolder)),
  ".mmd": drawMermaid,
  ".svg": (map) => svg(map),
};

/** Ids of what is asked for by name. */
function chosen(flag: string, given: readonly string[], there: readonly { readonly name: string }[]): string[] {
  const names = there.map(({ name }) => name);
  const unknown = given.find((name) => !names.includes(name));
  if (unknown === undefined) return given.map((name) => `${flag}:${name}`);
  const what = flag === "cluster" ? "--cluster" : "--app";
  throw new UsageError(`${what}: there is no ${flag} ${formatGiven(unknown)}; there is ${oneOf(names)}`);
}

/** The map of a delivery file, or the part of it that is asked for. */
function draw(
  delivery: Delivery,
  applications: readonly string[],
  clusters: readonly string[],
  debug: boolean,
  step: Step,
): DeliveryMap {
  const ids = [
    ...chosen("application", applications, delivery.applications),
    ...chosen("cluster", clusters, delivery.clusters),
  ];
  const synthesized = synthesize(delivery, debug, step);
  step("joining what names each other");
  const whole = deliveryMap(rootModules(synthesized), delivery);
  return ids.length === 0 ? whole : partOf(whole, new Touch(whole).of(ids));
}

/** Draws what a delivery file sets up. */
export const map: Command<typeof options> = {
  name: "map",
  help,
  options,
  run(values, output) {
    const { out } = output;
    const { out: file, app = [], cluster = [], debug } = values;
    const ending = file === undefined ? ".mmd" : extname(file);
    const format = Object.hasOwn(formats, ending) ? formats[ending] : undefined;
    if (!format) {
      const endings = oneOf(Object.keys(formats).map((each) => `map${each}`));
      throw new UsageError(
        `--out: got ${formatGiven(file)}, expected a file such as ${endings}: its ending says what is drawn`,
      );
    }
    const { delivery } = loadDeliveryFile(configFile(values));
    const text = whileWorking(output, ({ step }) => {
      const drawn = draw(delivery, app, cluster, debug, step);
      step("drawing");
      return format(drawn, delivery);
    });
    if (file === undefined) out(text);
    else {
      writeAll([{ target: resolve(file), text }]);
      out(`${file} is written.\n`);
    }
    return exitCodes.ok;
  },
};
