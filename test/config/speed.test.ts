/** Files at the limit of what is read: each is taken or refused in about two seconds, here with room for a slow machine. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { shipped, refusal } from "./bad-files/row";

const mostSeconds = 5;
const longest = 1_200_000;

const applications = (count: number, fields: (index: number) => string): string =>
  Array.from(
    { length: count },
    (_, index) => `  - name: app-${index}
    repository: echo-server
    image: { name: ghcr.io/developer-friendly/app-${index}, credential: echo-server }
    port: 3000
    environments:
      - name: dev
        cluster: blog
        namespace: app-${index}
        path: app-${index}/overlays/dev
        imagePolicy: { filterTags: { pattern: "^[0-9]+$" }, policy: { numerical: {} } }
        initialTag: "1"
        ${fields(index)}
`,
  ).join("");

const files: readonly (readonly [title: string, text: string, told: number])[] = [
  [
    "thousands of applications",
    shipped + applications(2400, (index) => `route: { host: app-${index}.example.com }`),
    1,
  ],
  ["thousands of push branches", shipped + applications(2400, (index) => `pushBranch: flux/app-${index}`), 1],
  [
    "a thousand patterns that repeat as often as one may",
    shipped +
      applications(1000, (index) => `route: { host: app-${index}.example.com }`).replace(
        /"\^\[0-9\]\+\$"/g,
        (_, at: number) => `"^[0-9]{1,${(at % 97) + 1}}[0-9]{0,${(at % 299) + 1}}$"`,
      ),
    1,
  ],
  [
    "a thousand patterns that repeat more often",
    shipped +
      applications(1000, () => "").replace(/"\^\[0-9\]\+\$"/g, (_, at: number) => `"^([0-9]{1000}|x{${at % 1000}})$"`),
    1000,
  ],
  ["thousands of mistakes", shipped + applications(2400, () => "components: [a/../b]"), 2400],
  [
    "sixty thousand unknown settings",
    shipped.replace(
      "\nclusters:\n",
      `\nstate:\n  backend: s3\n  bucket: acme\n  settings:\n${Array.from({ length: 60_000 }, (_, at) => `    bukket_${at}: 1\n`).join("")}\nclusters:\n`,
    ),
    20_000,
  ],
  [
    "seventy thousand components",
    shipped.replace(
      "        namespace: default\n",
      `        namespace: default\n        components:\n${Array.from({ length: 70_000 }, (_, at) => `        - a${at}\n`).join("")}`,
    ),
    1,
  ],
  ["ninety thousand aliases", `${shipped}x-a: &a b\nx-b:\n${"  - *a\n".repeat(90_000)}`, 1],
  ["seventy thousand merges", `${shipped}x-a: &a { b: 1 }\nx-b:\n${"  - <<: *a\n".repeat(70_000)}`, 1],
  [
    "nine thousand mappings that one takes in",
    shipped.replace(
      "\naws:\n",
      `\nx-m:\n${Array.from({ length: 9000 }, (_, at) => `  - &m${at} { k${at}: 1 }\n`).join("")}\naws:\n  <<: [${Array.from({ length: 9000 }, (_, at) => `*m${at}`).join(", ")}]\n`,
    ),
    9000,
  ],
  ["a key ninety thousand times", `${shipped}x-a:\n${"  k: 1\n".repeat(90_000)}`, 20_000],
  [
    "ninety thousand elements of the wrong kind",
    shipped.replace("repositories:\n", `repositories:\n${"  - 5\n".repeat(90_000)}`),
    20_000,
  ],
];

const manyPatterns = (count: number): string =>
  shipped +
  applications(count, () => "").replace(/"\^\[0-9\]\+\$"/g, (_, at: number) => `"^(a${at}-([0-9a-z]{0,18}){0,20})$"`);

test("patterns that come to too much together are refused before they are compiled", () => {
  const before = process.cpuUsage();
  const [line = "", ...more] = refusal(manyPatterns(2000));
  const { user } = process.cpuUsage(before);
  assert.match(
    line,
    /^delivery\.yaml:\d+:\d+: applications\[\d+\]\.environments\[0\]\.imagePolicy\.filterTags\.pattern: got patterns that come to more than 300000 characters with their repetitions written out, expected fewer or shorter ones, or the same for many environments$/,
  );
  assert.deepEqual(more, []);
  assert.ok(user / 1e6 < mostSeconds);
  assert.doesNotMatch(refusal(manyPatterns(500)).join(), /come to more/);
});

for (const [title, text, told] of files) {
  test(`${title} take no longer than reading them`, () => {
    assert.ok(text.length <= longest);
    const before = process.cpuUsage();
    const lines = refusal(text);
    const { user, system } = process.cpuUsage(before);
    assert.equal(lines.length, told, lines[0]);
    assert.ok((user + system) / 1e6 < mostSeconds, `${(user + system) / 1e6} s`);
  });
}
