import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { DeliveryMap } from "../../map/delivery-map";
import { mermaid, mermaidText, mostArrows, tooMuchForMermaid } from "../../map/mermaid";
import { picture, type Frame } from "../../map/picture";
import { group } from "../opentofu/support/group";
import { launchChromium, needsChromium } from "../support/chromium";
import { shippedText } from "../support/synth";
import { wholeText } from "../support/whole";
import { hostile, hostileMap, mapOf, textOf } from "./support/map";

const shipped = mapOf(shippedText());
const byGit = mapOf(textOf("examples/git.yaml"));

test("The README's map is that of the shipped file.", () => {
  const [, shown] = /<!-- npm run -s map -->\n\n```mermaid\n([^]*?)```\n/.exec(textOf("README.md")) ?? [];
  assert.equal(shown, mermaid(shipped));
});

test("Each thing is drawn once, in the frame of its stack, of Git, or of its cluster.", () => {
  const text = mermaid(byGit);
  const { frames } = picture(byGit);
  const all = (frame: Frame): Frame[] => [frame, ...frame.frames.flatMap(all)];
  assert.deepEqual(
    frames.flatMap(all).map(({ title }) => title),
    [
      "GitHub",
      "Registries",
      "Parameters that you keep",
      "Stack secrets",
      "Cluster production, delivered by Git",
      "Stack flux-bootstrap-production",
      "Applied by Flux from Git",
      "Cluster staging",
      "Stack app-staging",
      "Stack flux-bootstrap-staging",
    ],
  );
  const drawn = byGit.nodes.filter(({ kind, isDetail }) => isDetail !== true && kind !== "cluster" && kind !== "stack");
  assert.equal(text.match(/^ +n\w+\["<b>/gm)?.length, drawn.length);
  assert.deepEqual(
    frames
      .flatMap(all)
      .flatMap(({ nodes }) => nodes.map(({ id }) => id))
      .sort(),
    drawn.map(({ id }) => id).sort(),
  );
  assert.equal(text.match(/:::git$/gm)?.length, drawn.filter(({ isByGit }) => isByGit).length);
});

test("Text is letters, digits and a few signs; every other one is a number.", () => {
  for (const text of hostile) assert.match(mermaidText(text), /^(?:[\p{L}\p{N} ./:,()-]|#[0-9]+;)*$/u);
  assert.equal(mermaidText(`a"b#c\nd`), "a#34;b#35;c d");
});

test("A map of more arrows than Mermaid draws is told.", () => {
  const nodes = Array.from({ length: mostArrows + 2 }, (_, index) => ({
    id: `image:${index}`,
    kind: "image",
    label: `${index}`,
    facts: [],
  }));
  const chain = (count: number): DeliveryMap => ({
    nodes,
    edges: nodes.slice(0, count).map(({ id }, index) => ({
      from: id,
      to: `image:${index + 1}`,
      layer: "flow",
      label: "is read by",
    })),
  });
  assert.equal(tooMuchForMermaid(mermaid(chain(mostArrows))), undefined);
  assert.equal(tooMuchForMermaid(mermaid(chain(mostArrows + 1))), "501 arrows, and Mermaid draws 500");
});

/** What Mermaid made of a text. */
interface Drawn {
  readonly labels: string[];
  readonly arrows: number;
  readonly links: number;
}

group("Mermaid itself", needsChromium, () => {
  let browser: Browser;
  let page: Page;
  before(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
    await page.addScriptTag({ content: readFileSync(require.resolve("@mermaid-js/tiny"), "utf8") });
    await page.evaluate(`mermaid.initialize({ startOnLoad: false, securityLevel: "strict" })`);
  });
  after(() => browser.close());

  const draw = (map: DeliveryMap): Promise<Drawn> =>
    page.evaluate<Drawn>(`(async () => {
      const { svg } = await mermaid.render("map", ${JSON.stringify(mermaid(map))});
      document.body.innerHTML = svg;
      return {
        labels: [...document.querySelectorAll(".node .nodeLabel")].map(({ textContent }) => textContent),
        arrows: document.querySelectorAll("path.flowchart-link").length,
        links: document.querySelectorAll("svg a, svg script, svg img, svg [onload], svg [onerror]").length,
      };
    })()`);

  for (const [title, map] of [
    ["the shipped file", shipped],
    ["a file by Git", byGit],
    ["a fleet", mapOf(textOf("test/support/fleet.yaml"))],
    ["a file of all elements", mapOf(wholeText)],
  ] as const) {
    test(`draws ${title}: every thing with its name, every arrow.`, async () => {
      const { labels, arrows } = await draw(map);
      const { frames, edges } = picture(map);
      const all = (frame: Frame): string[] => [
        ...frame.nodes.map(({ kind, label }) => kind + label),
        ...frame.frames.flatMap(all),
      ];
      assert.deepEqual(labels.sort(), frames.flatMap(all).sort());
      assert.equal(arrows, edges.length);
    });
  }

  test("shows hostile text as text.", async () => {
    const map = hostileMap();
    const { labels, links } = await draw(map);
    assert.equal(links, 0);
    const shown = labels.join("\n");
    for (const text of hostile) {
      assert.ok(shown.includes(text.replace(/[\n\u2028\u202e]/g, " ").trimEnd()), `${text}\n\n${shown}`);
    }
  });
});
