/** What a browser makes of the page. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import type { DeliveryMap } from "../../map/delivery-map";
import { html } from "../../map/html";
import { Touch } from "../../map/touch";
import { group } from "../opentofu/support/group";
import { launchChromium, needsChromium } from "../support/chromium";
import { shippedText } from "../support/synth";
import { hostileMap, mapOf, nodeOf, ourParts, textOf } from "./support/map";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const byGit = mapOf(textOf("examples/git.yaml"));

/** Run in the browser. */
const idsInOrder = (all: readonly { getAttribute(name: string): string | null }[]): string[] =>
  all.map((each) => each.getAttribute("data-id") ?? "");

group("The page in a browser", needsChromium, () => {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-map-"));
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(complaints.splice(0), []);
  });

  /** Opens the page of a map; whatever the browser complains of, or asks the network for, fails the test. */
  async function open(map: DeliveryMap, colorScheme: "light" | "dark" = "light"): Promise<void> {
    const file = join(folder, "map.html");
    writeFileSync(file, html(map, "Delivery of acme", ourParts));
    page = await browser.newPage({ colorScheme, viewport: { width: 1400, height: 900 } });
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("request", (request) => {
      if (request.url() !== pathToFileURL(file).href) complaints.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
  }

  const nodeButton = (id: string) => page.locator(`.node[data-id=${JSON.stringify(id)}]`);
  const idsOf = (selector: string): Promise<string[]> =>
    page
      .locator(selector)
      .evaluateAll(idsInOrder)
      .then((ids) => ids.sort());
  const focused = (): Promise<string> => page.evaluate<string>("document.activeElement?.dataset?.id ?? ''");
  /** Until what was asked for is drawn, in the next frame. */
  const settled = (): Promise<void> =>
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))");
  const status = (): Promise<string | null> => page.locator("#status").textContent();
  const idOf = (name: string): string => nodeOf(byGit, name).id;

  test("shows every thing, with an arrow for each.", async () => {
    await open(byGit);
    assert.deepEqual(await idsOf(".node"), byGit.nodes.map(({ id }) => id).sort());
    assert.equal(await page.locator("#lines path").count(), byGit.edges.length);
    assert.equal(await status(), `${byGit.nodes.length} things.`);
    assert.equal(await page.title(), "Delivery of acme");
  });

  test("finds by name, kind and file, whatever the case; all words must be there.", async () => {
    await open(byGit);
    await page.getByLabel("Search").fill("SHOP-git staging");
    await settled();
    assert.equal(await page.locator(".node").count(), 1);
    assert.deepEqual(await idsOf(".node"), [idOf("ExternalSecret flux-system/shop-git on staging")]);
    assert.equal(await status(), `1 of ${byGit.nodes.length} things.`);
    await page.getByLabel("Search").fill("nothing is called this");
    await page.getByText("Nothing is so.").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    assert.equal(await page.locator(".node").count(), byGit.nodes.length);
  });

  test("filters by application, environment, cluster and kind, together.", async () => {
    await open(byGit);
    const touch = new Touch(byGit);
    const both = (a: string, b: string): string[] => [...touch.of([a])].filter((id) => touch.of([b]).has(id)).sort();
    const shown = async (label: string, value: string): Promise<string[]> => {
      await page.getByLabel(label, { exact: true }).selectOption({ label: value });
      await settled();
      return idsOf(".node");
    };
    assert.deepEqual(await shown("Application", "web"), [...touch.of(["application:web"])].sort());
    assert.deepEqual(await shown("Cluster", "staging"), both("application:web", "cluster:staging"));
    const policies = await shown("Kind", "ImagePolicy");
    assert.deepEqual(policies, [idOf("ImagePolicy flux-system/web-dev on production")]);
    assert.deepEqual(await shown("Environment", "web production"), []);
  });

  for (const name of [
    "parameter /acme/github/ghcr/ghcr-token",
    "parameter /acme/github/shop/deploy-key/cluster-staging",
    "parameter /acme/slack/releases",
    "environment web dev",
    "cluster staging",
    "cluster production",
    "repository acme/fleet",
  ]) {
    test(`lights up what ${name} touches, and nothing else, until it is let go.`, async () => {
      await open(byGit);
      const touched = [...new Touch(byGit).of([idOf(name)])].sort();
      assert.ok(touched.length < byGit.nodes.length);
      await nodeButton(idOf(name)).click();
      assert.deepEqual(await idsOf(".node.lit"), touched);
      assert.deepEqual(await idsOf(".node[aria-pressed=true]"), [idOf(name)]);
      assert.equal(await status(), `${byGit.nodes.length} things. ${name} touches ${touched.length - 1} others.`);
      const isLit = new Set(touched);
      const drawn = byGit.edges.filter(({ from, to }) => isLit.has(from) && isLit.has(to));
      assert.equal(await page.locator("#lines path").count(), drawn.length);
      await nodeButton(idOf(name)).click();
      assert.deepEqual(await idsOf(".node.lit"), []);
      assert.equal(await page.locator("#details").isVisible(), false);
    });
  }

  test("says in words what comes to a thing and what goes from it; each is a way there.", async () => {
    await open(byGit);
    await nodeButton(idOf("parameter /acme/github/ghcr/ghcr-token")).click();
    const details = page.locator("#details");
    assert.deepEqual(await details.locator("li").allTextContents(), [
      "aws_ssm_parameter.pull-token-ghcr_ssm_parameter in stack secrets",
      "variable github_pat becomes it",
      "is read by ExternalSecret api/ghcr-docker",
      "is read by ExternalSecret flux-system/ghcr-docker",
      "is read by ExternalSecret web/ghcr-docker",
      "is read by ExternalSecret web-dev/ghcr-docker",
    ]);
    await details.getByRole("button", { name: "ExternalSecret web-dev/ghcr-docker" }).click();
    const secret = idOf("ExternalSecret web-dev/ghcr-docker on staging");
    assert.equal(await focused(), secret);
    assert.deepEqual(await idsOf(".node[aria-pressed=true]"), [secret]);
  });

  test("goes by the keyboard alone: Tab in, arrows about, Enter to choose, Escape to let go.", async () => {
    await open(byGit);
    await page.getByLabel("Search").focus();
    for (let presses = 0; presses < 6; presses += 1) await page.keyboard.press("Tab");
    assert.equal(await focused(), "cluster:production");
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), "cluster:staging");
    await page.keyboard.press("End");
    assert.equal(await focused(), "stack:secrets");
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), "stack:secrets");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(), "ci:api");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await focused(), "cluster:production");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "ci:api");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    assert.deepEqual(await idsOf(".node[aria-pressed=true]"), ["cluster:production"]);
    assert.equal(await focused(), "cluster:production");
    await page.keyboard.press("Escape");
    assert.deepEqual(await idsOf(".node[aria-pressed=true]"), []);
    assert.equal(await focused(), "cluster:production");
  });

  test("tells a screen reader what is a list, what is pressed, what is touched and what is by Git.", async () => {
    await open(byGit);
    await nodeButton("cluster:staging").click();
    assert.equal(
      await page
        .getByRole("region", { name: /^Clusters and stacks/ })
        .getByRole("list")
        .getByRole("listitem")
        .count(),
      7,
    );
    await page.getByRole("button", { name: "cluster staging", pressed: true }).waitFor();
    await page.getByRole("button", { name: "stack app-staging , touched", pressed: false }).waitFor();
    await page.getByRole("button", { name: "cluster production , by Git", pressed: false }).waitFor();
  });

  for (const scheme of ["light", "dark"] as const) {
    for (const [title, name] of [
      ["at first", undefined],
      ["with something chosen", "environment web dev"],
    ] as const) {
      test(`has no fault that axe finds, ${scheme}, ${title}.`, async () => {
        await open(byGit, scheme);
        if (name !== undefined) await nodeButton(idOf(name)).click();
        await page.evaluate(axe);
        const { violations, passes } = await page.evaluate<AxeResults>("axe.run()");
        assert.deepEqual(
          violations.map(({ id, nodes }) => [id, nodes.map(({ html: text }) => text).slice(0, 3)]),
          [],
        );
        assert.ok(passes.some(({ id }) => id === "color-contrast"));
      });
    }
  }

  test("is light or dark as the reader's system is.", async () => {
    const paper = (): Promise<string> => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    await open(byGit, "light");
    assert.equal(await paper(), "rgb(255, 255, 255)");
    await page.close();
    await open(byGit, "dark");
    assert.equal(await paper(), "rgb(13, 17, 23)");
  });

  test("shows hostile text as text, wherever it stands.", async () => {
    const map = hostileMap();
    await open(map);
    const labels = await page.locator(".node .label").allTextContents();
    assert.deepEqual(labels.sort(), map.nodes.map(({ label }) => label).sort());
    for (const [index, id] of (await page.locator(".node").evaluateAll(idsInOrder)).entries()) {
      await page.locator(".node").nth(index).click();
      const facts = map.nodes.find((each) => each.id === id)?.facts ?? [];
      const shown = await page.locator("#details .facts li").allTextContents();
      assert.deepEqual(shown, facts);
    }
    assert.equal(await page.locator("img, #details script, #columns script").count(), 0);
  });

  test("shows a part of a long column, and more on demand; what is lit comes first.", async () => {
    const names = Array.from({ length: 200 }, (_, index) => `${index}`.padStart(3, "0"));
    await open({
      nodes: [
        ...names.map((label) => ({ id: `image:${label}`, kind: "image", label, facts: [] })),
        { id: "object:c/scan", kind: "ImageRepository", label: "scan", facts: [] },
      ],
      edges: [{ from: "image:199", to: "object:c/scan", layer: "flow", label: "is scanned by" }],
    });
    const shown = (): Promise<string[]> => page.locator(".node .label").allTextContents();
    assert.deepEqual(await shown(), names.slice(0, 60));
    await page.getByRole("button", { name: "Show 60 more of 201" }).click();
    assert.deepEqual(await shown(), names.slice(0, 120));
    assert.equal(await focused(), "image:060");
    await page.getByLabel("Search").fill("scan");
    await settled();
    assert.equal(await page.locator(".node").count(), 1);
    await nodeButton("object:c/scan").click();
    await page.getByLabel("Search").fill("");
    await settled();
    assert.equal(await page.locator(".node").count(), 60);
    assert.deepEqual((await shown()).slice(0, 3), ["199", "scan", "000"]);
  });

  test("shows the shipped file.", async () => {
    await open(mapOf(shippedText()));
    assert.equal(await page.locator(".node").count(), 44);
  });
});
