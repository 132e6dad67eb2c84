/**
 * `npm run bench:map`: the page of a fleet's map in a real Chromium, at the speed of this machine. Fails where the first
 * things are to be seen later than in a second, or where a frame takes over 100 ms while somebody filters, looks for something or
 * chooses.
 *
 *     npm run bench:map                        1,000 and 3,000 environments, five rounds each; the first are the goal
 *     npm run bench:map -- --short             100 environments, one round, with limits that a busy machine keeps; for CI
 *     npm run bench:map -- --picture FILE.png  a picture of the page of the shipped file, for the README
 */
import { statSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import type { DeliveryMap } from "../map/delivery-map";
import { html } from "../map/html";
import { mapOf, ourParts } from "../test/map/support/map";
import { launchChromium } from "../test/support/chromium";
import { shippedText } from "../test/support/synth";
import { fleetFile } from "./fleet";
import { table } from "./table";

interface Case {
  readonly environments: number;
  readonly rounds: number;
  /** Milliseconds until something of the map is painted. @default any */
  readonly firstPaint?: number;
  /** Milliseconds of the longest frame. @default any */
  readonly frame?: number;
}

const goals: readonly Case[] = [
  { environments: 1000, rounds: 5, firstPaint: 1000, frame: 100 },
  { environments: 3000, rounds: 3 },
];
const short: readonly Case[] = [{ environments: 100, rounds: 1, firstPaint: 3000, frame: 500 }];

/** Bytes that a README's picture may have. */
const mostOfPicture = 250_000;

const { values: options } = parseArgs({
  options: { short: { type: "boolean", default: false }, picture: { type: "string" } },
});

interface Times {
  readonly firstPaint: number;
  readonly frame: number;
  /** What was done in the longest frame. */
  readonly during: string;
}

/** What a person does, each in a frame of its own, a sign after the other. */
const actions = `(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  /** From an action until what it has asked for is painted: the second frame after it. */
  const times = [];
  const timed = async (what, act) => {
    await frame();
    const begin = performance.now();
    act();
    await frame();
    await new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(0); });
    times.push([performance.now() - begin, what]);
  };
  const search = document.querySelector("#search");
  const type = (text) => { search.value = text; search.dispatchEvent(new Event("input", { bubbles: true })); };
  for (let length = 1; length <= 9; length += 1) await timed("search", () => type("app-1 prod".slice(0, length)));
  await timed("search", () => type(""));
  for (const id of ["application", "environment", "cluster", "kind"]) {
    const select = document.querySelector("#" + id);
    const choose = (value) => { select.value = value; select.dispatchEvent(new Event("input", { bubbles: true })); };
    await timed(id, () => choose(select.options[Math.floor(select.options.length / 2)].value));
    await timed(id + " all", () => choose(""));
  }
  for (const column of document.querySelectorAll("section")) {
    const id = column.querySelector(".node").dataset.id;
    const button = () => [...document.querySelectorAll(".node")].find((each) => each.dataset.id === id);
    await timed("choose " + id, () => button().click());
    await timed("let go " + id, () => button().click());
  }
  return times.sort(([a], [b]) => b - a)[0];
})()`;

/**
 * When something of the map is painted. The page's own script is the last of it: what is painted before holds nothing of
 * the map. A first frame may be over before it counts as painted, so the entry is waited for.
 */
const untilPainted = `new Promise((done) => {
  const scriptDone = performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart;
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntriesByName("first-contentful-paint")) done(Math.max(startTime, scriptDone));
  }).observe({ type: "paint", buffered: true });
})`;

async function measure(browser: Browser, file: string): Promise<Times> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.goto(pathToFileURL(file).href);
  await page.locator(".node").first().waitFor();
  const firstPaint = await page.evaluate<number>(untilPainted);
  const [frame, during] = await page.evaluate<[number, string]>(actions);
  await page.close();
  return { firstPaint, frame, during };
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

async function picture(browser: Browser, file: string, scratch: string): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: 2260, height: 900 },
    deviceScaleFactor: 0.75,
    colorScheme: "light",
  });
  await page.goto(pathToFileURL(written(mapOf(shippedText()), scratch, "Delivery of developer-friendly")).href);
  await page.getByRole("button", { name: "parameter /github/echo-server/deploy-key", exact: true }).click();
  await page.screenshot({ path: file });
  const { size } = statSync(file);
  if (size > mostOfPicture) throw new Error(`${file} has ${size} bytes, more than ${mostOfPicture}`);
  console.log(`${file}: ${size} bytes`);
}

function written(map: DeliveryMap, scratch: string, title = "Delivery"): string {
  const file = join(scratch, "map.html");
  writeFileSync(file, html(map, title, ourParts));
  return file;
}

async function run(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "flux-delivery-bench-"));
  const browser = await launchChromium();
  try {
    if (options.picture !== undefined) {
      await picture(browser, options.picture, scratch);
      return;
    }
    const failures: string[] = [];
    const rows: string[][] = [];
    for (const { environments, rounds, firstPaint: latest, frame: longest } of options.short ? short : goals) {
      const before = process.cpuUsage();
      const map = mapOf(fleetFile(environments));
      const { user, system } = process.cpuUsage(before);
      const file = written(map, scratch);
      const times: Times[] = [];
      for (let round = 0; round < rounds; round += 1) times.push(await measure(browser, file));
      const firstPaint = median(times.map((each) => each.firstPaint));
      const frame = median(times.map((each) => each.frame));
      const during = times.find((each) => each.frame === frame)?.during ?? "";
      rows.push([
        `${environments}`,
        `${map.nodes.length}`,
        `${map.edges.length}`,
        (statSync(file).size / 1e6).toFixed(1),
        ((user + system) / 1e6).toFixed(1),
        firstPaint.toFixed(0),
        frame.toFixed(0),
      ]);
      console.error(`${environments}: the longest was ${during}`);
      if (latest !== undefined && firstPaint > latest)
        failures.push(`${environments}: ${firstPaint} ms until the map is there`);
      if (longest !== undefined && frame > longest) failures.push(`${environments}: ${frame} ms to ${during}`);
    }
    const head = [
      "environments",
      "things",
      "arrows",
      "MB",
      "CPU s to make",
      "ms to the map",
      "ms of the longest frame",
    ];
    console.log(table(head, rows, 0));
    for (const failure of failures) console.error(failure);
    process.exitCode = failures.length === 0 ? 0 : 1;
  } finally {
    await browser.close();
    rmSync(scratch, { recursive: true });
  }
}

void run();
