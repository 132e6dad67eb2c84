import { shipped, type Row } from "./row";

const wholeFile =
  "a mapping with github, aws, state, providers, delivery, fleet, clusters, repositories, registryCredentials, applications, adopt";
const billion = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(
  (level) =>
    `  - &l${level} [${
      level === 0
        ? "lol"
        : Array(9)
            .fill(`*l${level - 1}`)
            .join(", ")
    }]\n`,
);

/** Files that are no YAML, or YAML that is not read. */
export const yamlRows: readonly Row[] = [
  {
    title: "An empty file is refused",
    file: "▶",
    messages: [`the file: got nothing, expected ${wholeFile}: begin one with npm run init, which takes -c too`],
  },
  {
    title: "A file of nothing but comments is refused",
    file: "▶# nothing yet\n",
    messages: [`the file: got nothing, expected ${wholeFile}`],
  },
  {
    title: "A list in place of the mapping is refused",
    file: "▶- github\n- aws\n",
    messages: [`the file: got ["github","aws"], expected ${wholeFile}`],
  },
  {
    title: "Text in place of the mapping is refused",
    file: "▶delivery\n",
    messages: [`the file: got "delivery", expected ${wholeFile}`],
  },
  {
    title: "Lines are counted right where a list is not indented as its beginning",
    file: "  - name: \n▶- log\n    receiver▶: x\n▶y: 1\n",
    messages: [
      "cannot be read as YAML: Unexpected seq-item-ind at node end: quote the value if it is text",
      "cannot be read as YAML: Unexpected map-value-ind token: quote the value if it is text",
      "cannot be read as YAML: Unexpected scalar token: quote the value if it is text",
    ],
  },
  {
    title: "A tab is pointed at, and not what follows from it",
    file: [["  organization: ", "▶\torganization: "]],
    messages: ["got a tab, expected spaces: YAML does not indent with tabs"],
  },
  {
    title: "A key given twice is refused, since the second would silently win",
    file: [["  region: eu-central-1\n", "  region: eu-central-1\n  ▶region: eu-west-1\n"]],
    messages: ['got the key "region" once more, expected each once: remove one, or correct its name'],
  },
  {
    title: "A key that is no plain word is not repeated: it may be a value that lost its place",
    file: [["  region: eu-central-1\n", "  region: eu-central-1\n  hunter2 !: 1\n  ▶hunter2 !: 2\n"]],
    messages: ["got the key once more, expected each once: remove one, or correct its name"],
  },
  {
    title: "A quote that is never closed is pointed at where it opens",
    file: [['initialTag: "9050352340"', 'initialTag: ▶"9050352340']],
    messages: ["got a quote that is never closed, expected another one"],
  },
  {
    title: "A wrong indentation is pointed at where the mapping can't be",
    file: [["  organization: developer-friendly\n", "  organization: ▶developer-friendly\n   x: y\n"]],
    messages: ["got a key inside another key's value, expected it on a line of its own: check the indentation"],
  },
  {
    title: "A bracket that is never closed is pointed at",
    file: [
      ["numerical: { order: asc }", "numerical: { order: asc"],
      ["initialTag: ", "▶initialTag: "],
    ],
    messages: ["cannot be read as YAML: Flow map in block collection must be sufficiently indented and end with a }"],
  },
  {
    title: "A pattern that YAML takes for a list and more is refused with the remedy",
    file: [["pattern: ^[0-9]+$", "pattern: [0-9]▶+$"]],
    messages: ["cannot be read as YAML: Unexpected scalar at node end: quote the value if it is text"],
  },
  {
    title: "A host that YAML takes for an alias is refused with the remedy",
    file: [["host: echo.dev.developer-friendly.blog", "host: ▶*.example.com"]],
    messages: ["got the alias *.example.com, expected the anchor &.example.com above it: quote it if it is text"],
  },
  {
    title: "A second document is refused, since it would not be read",
    file: `${shipped}▶---\naws: {}\n`,
    messages: ["got a second document, expected one: remove the '---' or '...' between them"],
  },
  {
    title: "A tag is refused, since it would not be resolved",
    file: [["name: Developer Friendly Bot", "name: ▶!env BOT_NAME"]],
    messages: ["got a tag, a word that begins with '!', expected a value alone: quote it if it is text"],
  },
  {
    title: "A list as a key is refused",
    file: `${shipped}? ▶[a, b]\n: c\n`,
    messages: ["got a list, a mapping, an alias or a tag as a key, expected text"],
  },
  {
    title: "An alias without an anchor is refused",
    file: [["region: eu-central-1", "region: ▶*region"]],
    messages: ["got the alias *region, expected the anchor &region above it: quote it if it is text"],
  },
  {
    title: "An alias inside what it stands for is refused, since it would never end",
    file: [["region: eu-central-1", "region: eu-central-1\n  tags: &tags { all: ▶*tags }"]],
    messages: ["got the alias *tags, expected one that is not inside what it stands for"],
  },
  {
    title: "Every alias that can't be read is reported, two in a line as well",
    file: [["  region: eu-central-1\n", "  region: ▶*region\n  tags: { a: ▶*a, b: ▶*b }\n"]],
    messages: ["region", "a", "b"].map(
      (name) => `got the alias *${name}, expected the anchor &${name} above it: quote it if it is text`,
    ),
  },
  {
    title: "Aliases that unfold to a billion values are refused where they pass a million",
    file: `${shipped}laughs:\n${billion.join("").replace(/(?:\*l5, ){7}/, "$&▶")}`,
    messages: [
      "got aliases that unfold to more than 1000000 values or 20000000 characters, expected less: write out what is meant",
    ],
  },
  {
    title: "Aliases of a long text are refused where they unfold to more than anybody writes",
    file: `${shipped}x-text: &text ${"a".repeat(1_000_000)}\nx-list: [${"*text, ".repeat(19)}▶*text]\n`,
    messages: [
      "got aliases that unfold to more than 1000000 values or 20000000 characters, expected less: write out what is meant",
    ],
  },
  {
    title: "Aliases that add up are refused, the first of them pointed at",
    file: `${shipped}x-text: &text ${"a".repeat(200_000)}\nx-list:\n  - [▶*text]\n${"  - [*text]\n".repeat(100)}`,
    messages: [
      "got aliases that unfold to more than 1000000 values or 20000000 characters, expected less: write out what is meant",
    ],
  },
  {
    title: "A file that is too big to be meant is refused before it is read",
    file: `▶${shipped}x-filler: "${"a".repeat(4_000_000)}"\n`,
    messages: ["got more than 1200000 characters, expected a smaller file: split the delivery, or use anchors"],
  },
  {
    title: "A file of more lines and values than anybody means is refused before it is read",
    file: `▶${shipped}x-filler: [${"a,".repeat(100_000)}]\n`,
    messages: ["got more than 100000 lines and values, expected a smaller file: split the delivery, or use anchors"],
  },
  {
    title: "Twenty thousand unknown keys are all told, with no more than a moment for each",
    file: [["aws:\n", `aws:\n${Array.from({ length: 20_000 }, (_, at) => `  ▶k${at}: 1\n`).join("")}`]],
    messages: Array.from(
      { length: 20_000 },
      (_, at) =>
        `aws.k${at}: got the unknown key "k${at}", expected one of the keys region, accountId, kmsKeyId, parameterPrefix, tags`,
    ),
  },
  {
    title: "Nesting too deep for YAML to be read is refused",
    file: `▶deep: ${"[".repeat(9000)}${"]".repeat(9000)}`,
    messages: ["got lists or mappings inside each other without end, expected a few levels"],
  },
  {
    title: "Lists that aliases put inside each other are too many, too",
    file: `${shipped}x-l:\n${Array.from({ length: 30 }, (_, at) => `  - &a${at} ${"[".repeat(90)}${at === 0 ? "1" : at === 3 ? "▶*a2" : `*a${at - 1}`}${"]".repeat(90)}\n`).join("")}`,
    messages: ["got lists or mappings inside each other without end, expected a few levels"],
  },
  {
    title: "Nesting too deep for what reads the values is refused",
    file: `▶${shipped}x-state: { backend: s3, bucket: delivery, settings: { a: ${"[".repeat(300)}${"]".repeat(300)} } }`,
    messages: ["got lists or mappings inside each other without end, expected a few levels"],
  },
  {
    title: "A merge of something that is no mapping is refused",
    file: [["  region: eu-central-1\n", "  region: eu-central-1\n  ▶<<: everything\n"]],
    messages: ["got << before no mapping, expected one or a list of them"],
  },
  {
    title: "The key __proto__ is refused, since no mapping keeps it",
    file: [["  region: eu-central-1\n", "  region: eu-central-1\n  tags: { ▶__proto__: x, constructor: y }\n"]],
    messages: ["got the key __proto__, expected another"],
  },
  {
    title: "A file with Windows line ends has the same lines and columns",
    file: shipped.replace("region: eu-central-1", "region: ▶Frankfurt").replaceAll("\n", "\r\n"),
    messages: ['aws.region: got "Frankfurt", expected an AWS region such as eu-central-1'],
  },
  {
    title: "A byte order mark moves nothing",
    file: `\uFEFF${shipped.replace("region: eu-central-1", "region: ▶Frankfurt")}`,
    messages: ['aws.region: got "Frankfurt", expected an AWS region such as eu-central-1'],
  },
  {
    title: "YAML 1.1 is no way to make yes and no booleans",
    file: `%YAML 1.1\n---\n${shipped.replace("cluster: blog", "cluster: blog\n        createNamespace: ▶yes")}`,
    messages: ['applications[0].environments[0].createNamespace: got "yes", expected true or false'],
  },
  {
    title: "No character that a terminal obeys is printed as it is",
    file: [["  region: eu-central-1\n", '  region: ▶"a\\e[31m\\u202Eb\\u0085c\\u2028"\n  ▶"\\u200Bx": 1\n']],
    messages: [
      'aws.region: got "a\\u001b[31m\\u{202e}b\\u{85}c\\u{2028}", expected an AWS region such as eu-central-1',
      'aws["\\u{200b}x"]: got the unknown key "\\u{200b}x", expected one of the keys region, accountId, kmsKeyId, parameterPrefix, tags',
    ],
  },
  {
    title: "No character that a terminal obeys is printed as it is where the file is no YAML either",
    file: [["  region: eu-central-1\n", "  region: ▶*a\u202Eb\n"]],
    messages: ["got the alias *a\\u{202e}b, expected the anchor &a\\u{202e}b above it: quote it if it is text"],
  },
];
