/**
 * `npm run bench:limits`: files of about a megabyte, each taken or refused, as a multiple of what it takes to read a file of
 * that size that has all fields right. Exits with 1 where one takes longer than it may, or is told otherwise than expected.
 */
import { refusal, shipped } from "../test/config/bad-files/row";
import { table } from "./table";

/** How much longer than the file of applications another may take. */
const most = 2.5;

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
      "\nstate: { backend: local }\n",
      `\nstate:\n  backend: s3\n  bucket: acme\n  settings:\n${Array.from({ length: 60_000 }, (_, at) => `    bukket_${at}: 1\n`).join("")}`,
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
    "two hundred long unknown keys, by four hundred aliases",
    `clusters: [&a {${Array.from({ length: 200 }, (_, at) => `k${at}`.padEnd(64, "x")).join(": 1, ")}: 1}${", *a".repeat(400)}]\n`,
    20_000,
  ],
  [
    "ninety thousand elements of the wrong kind",
    shipped.replace("repositories:\n", `repositories:\n${"  - 5\n".repeat(90_000)}`),
    20_000,
  ],
];

/** Seconds of CPU, and what is said of a file. */
function judged(text: string): { readonly seconds: number; readonly lines: readonly string[] } {
  const before = process.cpuUsage();
  const lines = refusal(text);
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, lines };
}

const [[, floorText] = ["", ""]] = files;
judged(floorText);
const floor = judged(floorText).seconds;
const rows = files.map(([title, text, told]) => {
  const { seconds, lines } = judged(text);
  return { title, size: text.length, seconds, ratio: seconds / floor, told, said: lines.length };
});
console.log(
  table(
    ["file", "kB", "CPU s", "ratio"],
    rows.map(({ title, size, seconds, ratio }) => [
      title,
      (size / 1000).toFixed(0),
      seconds.toFixed(2),
      `${ratio.toFixed(2)}x`,
    ]),
  ),
);
const slow = rows.filter(({ ratio }) => ratio > most).map(({ title }) => `${title}: more than ${most} times as long`);
const wrong = rows
  .filter(({ told, said }) => told !== said)
  .map(({ title, told, said }) => `${title}: ${said} lines instead of ${told}`);
for (const fault of [...slow, ...wrong]) console.error(fault);
process.exitCode = slow.length + wrong.length === 0 ? 0 : 1;
