import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { picture } from "../../map/picture";
import { svg } from "../../map/svg";
import { group } from "../opentofu/support/group";
import { launchChromium, needsChromium } from "../support/chromium";
import { shippedText } from "../support/synth";
import { hostile, hostileMap, mapOf, textOf } from "./support/map";

const byGit = mapOf(textOf("examples/git.yaml"));

test("Boxes do not overlap, and stand in the frame that holds them.", () => {
  const text = svg(byGit);
  const boxes = [
    ...text.matchAll(/<rect class="box[^"]*" x="([\d.]+)" y="([\d.]+)" width="(\d+)" height="(\d+)"/g),
  ].map(([, ...numbers]) => numbers.map(Number));
  assert.ok(boxes.length > 50);
  boxes.forEach(([x = 0, y = 0, width = 0, height = 0], index) => {
    for (const [otherX = 0, otherY = 0] of boxes.slice(index + 1)) {
      assert.ok(Math.abs(x - otherX) >= width || Math.abs(y - otherY) >= height, `${x} ${y}`);
    }
  });
});

test("What Flux applies from Git has a frame and boxes of its own kind.", () => {
  assert.match(svg(byGit), /<rect class="frame git"[^>]*\/><text[^>]*>Applied by Flux from Git<\/text>/);
  assert.doesNotMatch(svg(mapOf(shippedText())), /class="(?:box|frame) git"/);
});

test("The same map gives the same bytes.", () => {
  assert.equal(svg(byGit), svg(mapOf(textOf("examples/git.yaml"))));
});

group("A browser", needsChromium, () => {
  let browser: Browser;
  let page: Page;
  before(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
  });
  after(() => browser.close());

  /** What an XML parser makes of it. */
  const parsed = (
    text: string,
  ): Promise<{ error: string | undefined; texts: string[]; names: string[]; paths: number }> =>
    page.evaluate(`(() => {
      const document = new DOMParser().parseFromString(${JSON.stringify(text)}, "image/svg+xml");
      const all = [...document.querySelectorAll("*")];
      return {
        error: document.querySelector("parsererror")?.textContent,
        texts: [...document.querySelectorAll("title")].map(({ textContent }) => textContent),
        names: [...new Set(all.flatMap((each) => [each.localName, ...each.getAttributeNames().filter((name) => name.startsWith("on"))]))].sort(),
        paths: document.querySelectorAll("path.edge").length,
      };
    })()`);

  test("reads the picture, with an arrow for each.", async () => {
    const { error, paths } = await parsed(svg(byGit));
    assert.equal(error, undefined);
    assert.equal(paths, picture(byGit).edges.length);
  });

  test("reads hostile text as text.", async () => {
    const { error, texts, names } = await parsed(svg(hostileMap()));
    assert.equal(error, undefined);
    assert.deepEqual(names, ["defs", "g", "marker", "path", "rect", "style", "svg", "text", "title"]);
    for (const text of hostile) {
      assert.ok(
        texts.some((each) => each.includes(text.replace("\n1", " 1").replace("\nend\n", " end "))),
        text,
      );
    }
  });
});
