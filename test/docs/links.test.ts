import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, test } from "node:test";
import { page, pages, parsePage, root, type Link, type Page } from "./support/pages";

const isOutside = ({ href }: Link): boolean => /^[a-z][a-z+.-]*:/.test(href);

interface Target {
  readonly path: string;
  readonly anchor: string | undefined;
}

function targetOf(from: Page, { href }: Link): Target {
  const [path = "", anchor] = href.split("#");
  return { path: path === "" ? from.path : normalize(join(dirname(from.path), path)), anchor };
}

/** What is wrong with the links of a page to files and headings. */
function broken(from: Page, all: readonly Page[]): string[] {
  return from.links
    .filter((link) => !isOutside(link))
    .flatMap((link) => {
      const { path, anchor } = targetOf(from, link);
      const where = `${from.path}:${link.line}: ${link.href}`;
      if (!existsSync(join(root, path))) return [`${where}: there is no such file`];
      if (anchor === undefined) return [];
      const known = all.find((each) => each.path === path)?.headings.map((each) => each.anchor) ?? [];
      return known.includes(anchor) ? [] : [`${where}: the page has no such heading; it has ${known.join(", ")}`];
    });
}

/** Pages that one gets to from a page, by links. */
function reachedFrom(path: string): Set<string> {
  const reached = new Set([path]);
  for (const each of reached) {
    const from = pages.find((one) => one.path === each);
    if (!from) continue;
    for (const link of from.links.filter((one) => !isOutside(one))) {
      const target = targetOf(from, link).path;
      if (target.endsWith(".md")) reached.add(target);
    }
  }
  return reached;
}

describe("links", () => {
  for (const from of pages) {
    test(`of ${from.path} lead to files and headings that are there`, () => {
      assert.deepEqual(broken(from, pages), []);
    });
  }

  test("that lead nowhere are found", () => {
    const lost = parsePage(
      "docs/map.md",
      "# One `two`, three\n\n[a](#one-two-three) [b](#one) [c](nowhere.md) ![d](map.png)\n",
    );
    assert.deepEqual(broken(lost, [lost]), [
      "docs/map.md:3: #one: the page has no such heading; it has one-two-three",
      "docs/map.md:3: nowhere.md: there is no such file",
    ]);
  });

  test("lead from the README to every page", () => {
    const reached = reachedFrom("README.md");
    assert.deepEqual(
      pages.map(({ path }) => path).filter((path) => !reached.has(path)),
      [],
    );
  });

  test("name each page of docs/ in the README itself", () => {
    const linked = new Set(pages[0]?.links.map(({ href }) => href.split("#")[0]));
    assert.deepEqual(
      pages.map(({ path }) => path).filter((path) => path.startsWith("docs/") && !linked.has(path)),
      [],
    );
  });

  test("at the head of docs/operations.md lead to each of its parts", () => {
    const { headings, links } = page("docs/operations.md");
    const [first, ...rest] = headings.filter(({ level }) => level === 2);
    const index = links.filter(({ line }) => first && line < first.line).map(({ href }) => href);
    assert.deepEqual(
      [first, ...rest].map((each) => `#${each?.anchor}`).filter((anchor) => !index.includes(anchor)),
      [],
    );
  });

  test("are of code, where docs/security.md names tests, to files that are there", () => {
    const named = page("docs/security.md").spans.filter(({ text }) => text.startsWith("test/"));
    assert.ok(named.length > 10);
    assert.deepEqual(
      named.filter(({ text }) => !existsSync(join(root, text))),
      [],
    );
  });
});
