/** GitHub's own examples of its filters. @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startsFor } from "../../git-side/scaffold/workflows/filter";
import { globLiteral } from "../../git-side/scaffold/workflows/glob";

type Example = readonly [pattern: string, matches: readonly string[], others: readonly string[]];

const branches: readonly Example[] = [
  ["feature/*", ["feature/my-branch", "feature/your-branch"], ["feature/beta-a/my-branch", "feature"]],
  ["feature/**", ["feature/beta-a/my-branch", "feature/your-branch", "feature/mona/the/octocat"], ["features/x"]],
  ["releases/mona-the-octocat", ["releases/mona-the-octocat"], ["releases/mona-the-octocats"]],
  ["*", ["main", "releases"], ["all/the/branches"]],
  ["**", ["all/the/branches", "every/tag"], []],
  ["*feature", ["mona-feature", "feature", "ver-10-feature"], ["feature-1"]],
  ["v2*", ["v2", "v2.0", "v2.9"], ["v1", "v2/x"]],
  ["v[12].[0-9]+.[0-9]+", ["v1.10.1", "v2.0.0"], ["v3.0.0", "v1.10", "v1x10y1", "v1.10.1-rc"]],
  ["release\\/1.x\\+fix", ["release/1.x+fix"], ["release/1.xxfix"]],
];

const paths: readonly Example[] = [
  ["*", ["README.md", "server.rb"], ["docs/x"]],
  ["*.jsx?", ["page.js", "page.jsx"], ["page.ts"]],
  ["**", ["all/the/files.md"], []],
  ["*.js", ["app.js", "index.js"], ["src/app.js"]],
  ["**.js", ["index.js", "js/index.js", "src/js/app.js"], ["index.jsx"]],
  ["docs/*", ["docs/README.md", "docs/file.txt"], ["docs/a/b"]],
  ["docs/**", ["docs/README.md", "docs/mona/octocat.txt"], ["docs"]],
  ["docs/**/*.md", ["docs/README.md", "docs/mona/hello-world.md", "docs/a/markdown/file.md"], ["docs/x.txt"]],
  ["**/docs/**", ["docs/hello.md", "dir/docs/my-file.txt", "space/docs/plan/space.doc"], ["mydocs/x"]],
  ["**/README.md", ["README.md", "js/README.md"], ["README.mdx"]],
  ["**/*src/**", ["a/src/app.js", "my-src/code/js/app.js"], ["srcs/x"]],
  ["**/*-post.md", ["my-post.md", "path/their-post.md"], ["post.md"]],
  ["**/migrate-*.sql", ["migrate-10909.sql", "db/migrate-v1.0.sql", "db/sept/migrate-v1.sql"], ["db/migrate.sql"]],
];

describe("A filter's pattern matches as GitHub says:", () => {
  for (const [pattern, matched, others] of branches) {
    test(`${pattern} of branches and Git tags.`, () => {
      for (const name of [...matched, ...others]) {
        const expected = matched.includes(name);
        assert.equal(startsFor({ push: { branches: [pattern] } }, { branch: name, files: ["x"] }), expected, name);
        assert.equal(startsFor({ push: { tags: pattern } }, { tag: name }), expected, name);
        assert.equal(startsFor({ push: { "tags-ignore": [pattern] } }, { tag: name }), !expected, name);
      }
    });
  }
  for (const [pattern, matched, others] of paths) {
    test(`${pattern} of paths.`, () => {
      for (const file of [...matched, ...others]) {
        const push = { branch: "main", files: [file] };
        assert.equal(startsFor({ push: { paths: [pattern] } }, push), matched.includes(file), file);
        assert.equal(startsFor({ push: { "paths-ignore": [pattern] } }, push), !matched.includes(file), file);
      }
    });
  }
});

describe("A workflow is started", () => {
  const files = (...names: string[]) => ({ branch: "main", files: names });
  const rows: readonly (readonly [
    what: string,
    on: unknown,
    push: Parameters<typeof startsFor>[1],
    starts: boolean,
  ])[] = [
    ["by any push where nothing is filtered", "push", files("x"), true],
    ["by any push of a list of events", ["pull_request", "push"], { tag: "v1" }, true],
    ["by any push of an event without filters", { push: null }, files("x"), true],
    ["by no push of other events", { pull_request: null, workflow_dispatch: null }, files("x"), false],
    ["by no push of none", undefined, files("x"), false],
    ["by no Git tag where only branches are named", { push: { branches: ["**"] } }, { tag: "v1" }, false],
    ["by no branch where only Git tags are named", { push: { tags: ["**"] } }, files("x"), false],
    ["by a Git tag, whatever paths are named", { push: { paths: ["docs/**"] } }, { tag: "v1" }, true],
    ["by a file that is not taken out again", { push: { paths: ["**.md", "!README.md"] } }, files("hello.md"), true],
    ["by none that is taken out again", { push: { paths: ["*.md", "!README.md"] } }, files("README.md"), false],
    ["by one that is taken in again", { push: { paths: ["*.md", "!README.md", "README*"] } }, files("README.md"), true],
    ["by one file of several", { push: { "paths-ignore": ["docs/**"] } }, files("docs/a", "src/b"), true],
    ["by none where all are ignored", { push: { "paths-ignore": ["docs/**"] } }, files("docs/a", "docs/b"), false],
    ["by no branch that is ignored", { push: { "branches-ignore": ["main"] } }, files("x"), false],
    ["by another branch than those ignored", { push: { "branches-ignore": ["other"] } }, files("x"), true],
    ["by no branch of a pattern that is none", { push: { branches: ["[z-a]", "+"] } }, files("x"), false],
  ];
  for (const [what, on, push, starts] of rows) test(`${what}.`, () => assert.equal(startsFor(on, push), starts));

  for (const name of ["a*b", "a?b", "a+b", "[ab]", "!a", "a\\b", "a.b", "a**/b", "a(b)|c"]) {
    test(`by ${name} alone where that is the name that a pattern was made of.`, () => {
      const on = { push: { branches: [globLiteral(name)] } };
      assert.equal(startsFor(on, { branch: name, files: ["x"] }), true);
      for (const other of ["ab", "aab", "axb", "b", "a", "a/b", "c"]) {
        assert.equal(startsFor(on, { branch: other, files: ["x"] }), false, other);
      }
    });
  }
});
