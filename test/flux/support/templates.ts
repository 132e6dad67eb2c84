/** Templates for the judge: what people write, mistakes in it, and noise. */
import fc from "fast-check";

const some = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
type Text = fc.Arbitrary<string>;
const joined = (...parts: readonly (Text | string)[]): Text =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((texts) => texts.join(""));
const oneOf = (...weighted: readonly (readonly [weight: number, arbitrary: Text])[]): Text =>
  fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const literals = some(
  ...[
    '"a"',
    '"%s"',
    "`b`",
    '"a\\n\\u00e9"',
    "1",
    "2",
    "0",
    "-1",
    "1.5",
    "1e3",
    "0x1F",
    "1_000",
    "017",
    "'a'",
    "'\\n'",
    "true",
  ],
  ...["false", "1i", "1+2i"],
);
const badLiterals = some(
  ...[
    '"\\q"',
    '"\\\'"',
    "'ab'",
    "''",
    "'\\\"'",
    "089",
    "0x",
    "1__0",
    "1x",
    "99999999999999999999",
    "18446744073709551615",
  ],
  ...["nil", '"\\ud800"', "1+2", "0b2", "1e", "'\\x41'", '"\\x4"'],
);
const fields = some(
  ...[".Changed", ".Changed.Changes", ".Changed.Objects", ".Changed.FileChanges", ".AutomationObject", ".Values"],
  ...[
    ".AutomationObject.Name",
    ".AutomationObject.Namespace",
    ".AutomationObject.String",
    ".Values.team",
    "$.Values.url",
  ],
  ...["$.Changed.Changes", "$.AutomationObject", "$", "."],
);
const elementFields = some(
  ".OldValue",
  ".NewValue",
  ".Setter",
  ".Name",
  ".Kind",
  ".APIVersion",
  ".Namespace",
  ".TypeMeta.Kind",
);
const badFields = some(
  ...[
    ".Updated",
    ".Changed.ImageResult",
    ".Nope",
    ".Changed.Nope",
    ".Values.team.x",
    ".AutomationObject.Nope",
    "$.Nope",
  ],
  ...[
    ".Changed.AddChange",
    ".Changed.FileChanges.x",
    ".Changed.FileChanges.x.y",
    ".Values.team.Updated",
    ".Changed.Changes.Name",
  ],
  ...[".Changed.Objects.x", "$.Updated.Images", ".changed", ".ResourceIdentifier.Name", ".GetName"],
);
const variables = some("$x", "$y", "$file", "$x.OldValue", "$y.Name", "$x.Nope");

const words = fc.letrec<{ word: string; call: string }>((tie) => ({
  word: fc.oneof(
    { maxDepth: 3, depthIdentifier: "word" },
    oneOf([6, literals], [8, fields], [2, elementFields], [1, badFields], [2, variables], [1, badLiterals]),
    joined("(", tie("call"), ")"),
    joined("(", tie("call"), ")", some(".Name", ".OldValue", "")),
  ),
  call: fc.oneof(
    { maxDepth: 3, depthIdentifier: "word" },
    tie("word"),
    joined(
      some("upper ", "lower ", "quote ", "title ", "trim ", "len ", "not ", "toString ", "print ", "keys ", "b64enc "),
      tie("word"),
    ),
    joined(
      some(
        "printf ",
        "eq ",
        "ne ",
        "lt ",
        "ge ",
        "default ",
        "index ",
        "join ",
        "contains ",
        "trunc ",
        "list ",
        "add ",
        "and ",
        "or ",
        "last ",
        "has ",
        "append ",
        "ternary ",
      ),
      tie("word"),
      " ",
      tie("word"),
    ),
    joined(
      some("now", "env ", "toYaml ", "expandenv ", "nope ", "until ", "first ", "sha256sum ", "html ", "call "),
      some("", "2", '"a"', "."),
    ),
    joined("replace ", tie("word"), " ", tie("word"), " ", tie("word")),
  ),
})).call;

const pipe = joined(
  words,
  fc
    .array(
      joined(
        some(" | ", "|", " |"),
        some("upper", "quote", "len", "print", "trunc 3", "default 1", "first", ".x", "$x", "1", "toString", "index 0"),
      ),
      { maxLength: 2 },
    )
    .map((rest) => rest.join("")),
);
const pipes = oneOf(
  [8, pipe],
  [1, joined(some("$x := ", "$y := ", "$x = ", "$x, $y := "), pipe)],
  [
    1,
    some(
      "",
      "|",
      "a |",
      ". |",
      "| a",
      "1 2",
      ". 1",
      "$x := $x",
      "(1",
      "1)",
      ".a..b",
      "..a",
      "$x,",
      "nil.x",
      '"a".x',
      "1.x",
      "$1",
      "a/b",
      "é",
      "{",
      "}",
      "#",
      ".x=1",
      "break",
      "if",
    ),
  ],
);

const action = (content: Text | string): Text =>
  joined(some("{{", "{{ ", "{{- "), content, some("}}", " }}", " -}}", "-}}"));
const texts = some(
  "chore: update images",
  " ",
  "\n",
  "",
  "a } or { b",
  "}}",
  "- ",
  "{",
  "{{/* a */}}",
  "{{- /* a {{ */ -}}",
  "{{/* a */ . }}",
  "{{ /* a */ }}",
);
const ranges = oneOf(
  [
    6,
    some(
      ".Changed.Changes",
      "$.Changed.Changes",
      "$x := .Changed.Changes",
      "$file, $y := .Changed.FileChanges",
      "$y, $x := .Changed.Objects",
      "$x, $y := .Values",
    ),
  ],
  [
    1,
    some(
      ".AutomationObject.Name",
      "3",
      "$x, $y := 3",
      "$x := until 2",
      "$x := 3",
      ".Changed",
      "true",
      "1.5",
      "$x, $y := $x",
      "$x = .Changed.Changes",
      "$x, 1 := .",
      "list 1 2",
      ".Values.team",
      "$x, $y",
    ),
  ],
  [1, pipe],
);

const statements = fc.letrec<{ statement: string; list: string }>((tie) => ({
  list: fc.array(tie("statement"), { maxLength: 3, depthIdentifier: "statement" }).map((all) => all.join("")),
  statement: fc.oneof(
    { maxDepth: 3, depthIdentifier: "statement" },
    oneOf([3, action(pipes)], [2, texts], [2, action(oneOf([3, fields], [1, elementFields]))]),
    joined(action(joined("range ", ranges)), tie("list"), tie("list"), action("end")),
    joined(action(joined("range ", ranges)), tie("list"), action("else"), tie("list"), action("end")),
    joined(action(joined(some("if ", "with "), pipes)), tie("list"), action("end")),
    joined(
      action(joined(some("if ", "with "), pipes)),
      tie("list"),
      action(oneOf([3, some("else")], [2, joined(some("else if ", "else with "), pipe)])),
      tie("list"),
      action("end"),
    ),
    joined(action(joined("range ", ranges)), tie("list"), action(some("break", "continue", "break ")), action("end")),
    joined(
      action(
        joined(
          some("block ", "define "),
          some('"a"', "`b`", '"c"', "d", '"commit message"'),
          some("", " .", " .Changed"),
        ),
      ),
      tie("list"),
      action("end"),
    ),
    action(
      joined(
        "template ",
        some('"a"', "`b`", '"c"', "d", '"commit message"'),
        some("", " .", " .Changed", " nil", " .Nope"),
      ),
    ),
    action(
      some(
        "end",
        "else",
        "break",
        "continue",
        "else if .",
        "end .",
        "if",
        "range",
        "with",
        'define "a"',
        "template",
        "nil",
        "",
      ),
    ),
  ),
})).list;

const noise = fc
  .array(
    some(
      "{{",
      "}}",
      " ",
      "-",
      ".",
      "$x",
      "(",
      ")",
      "|",
      '"',
      "`",
      "'",
      "end",
      "if",
      "a",
      "1",
      ":=",
      "=",
      ",",
      "/*",
      "*/",
      "\n",
      "\\",
      "i",
      "e+",
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""));

export const templates = oneOf([8, statements], [2, joined("{{", noise, "}}")], [1, noise]);

/** By hand: the corners of the grammar. */
export const knownTemplates: readonly string[] = [
  ...[
    "",
    "{{}}",
    "{{ }}",
    "{{-}}",
    "{{- }}",
    "{{ -}}",
    "{{- -}}",
    "{{-1}}",
    "{{- 1 -}}",
    "{{1 -}}",
    "{{1-}}",
    "{{1 - }}",
    "{{ 1  -}}",
    "{{ print 1\n -}} }}",
    "{{ (1  -}}",
    "{{ (1 -}}",
    "{{ -1  -}}",
  ],
  ...[
    "{{ . | }}",
    "{{ . | | . }}",
    "{{ print . | print }}",
    "{{ 1 | print | 2 }}",
    "{{ (1) (2) }}",
    "{{ (print 1)(print 2) }}",
  ],
  ...["{{ define `a` }}{{ end }}{{ define `a` }}x{{ end }}", "{{ define `a` }}x{{ end }}{{ define `a` }}y{{ end }}"],
  ...["{{ define `a` }}{{ .Nope }}{{ end }}", "{{ define `a` }}{{ .Nope }}{{ end }}{{ template `a` }}"],
  ...[
    "{{ define `a` }}{{ .Nope }}{{ end }}{{ template `a` . }}",
    "{{ template `nope` }}",
    "{{ if false }}{{ template `nope` }}{{ end }}",
  ],
  ...[
    "{{ define `commit message` }}x{{ end }}",
    "x{{ define `commit message` }}y{{ end }}",
    "{{ if . }}{{ define `a` }}{{ end }}{{ end }}",
  ],
  ...[
    "{{ define `a` }}{{ template `a` }}{{ end }}{{ template `a` }}",
    "{{ block `a` . }}{{ .Changed.Changes }}{{ end }}",
  ],
  ...[
    "{{ range .Changed.Changes }}{{ block `a` . }}{{ break }}{{ end }}{{ end }}",
    "{{ $x := 1 }}{{ block `a` . }}{{ $x }}{{ end }}",
  ],
  ...[
    "{{ if . }}{{ $x := 1 }}{{ end }}{{ $x }}",
    "{{ if $x := 1 }}{{ else }}{{ $x }}{{ end }}",
    "{{ $x = 1 }}",
    "{{ $x := $x }}",
  ],
  ...[
    "{{ with $x := .Changed }}{{ $x.Changes }}{{ else with .Values }}{{ .team }}{{ end }}",
    "{{ with . }}{{ else if . }}{{ end }}",
  ],
  ...[
    "{{ if . }}{{ else if . }}{{ else }}{{ else }}{{ end }}",
    "{{ range . }}{{ else range . }}{{ end }}",
    "{{ nil }}",
    "{{ print nil }}",
  ],
  ...[
    "{{ range $i, $c := .Changed.Changes }}{{ $i }}{{ $c.Setter }}{{ $c.Nope }}{{ end }}",
    "{{ (index .Changed.Changes 0).NewValue }}",
  ],
  ...[
    "{{ (index .Changed.Changes 0).Nope }}",
    "{{ index .Values 1 }}",
    "{{ index .Values `team` | upper }}",
    "{{ index . 1 }}",
  ],
  ...[
    "{{ len . }}",
    "{{ len 3 }}",
    "{{ upper 3 }}",
    "{{ upper }}",
    "{{ upper `a` `b` }}",
    "{{ `a` | upper }}",
    "{{ 3 | upper }}",
  ],
  ...[
    "{{ eq 1 `a` }}",
    "{{ eq 1 1.0 }}",
    "{{ eq 1 }}",
    "{{ lt true false }}",
    "{{ eq . . }}",
    "{{ eq .AutomationObject `a` }}",
  ],
  ...[
    "{{ now }}",
    "{{ env `HOME` }}",
    "{{ toYaml . }}",
    "{{ .Values.team.x }}",
    "{{ .AutomationObject.String }}",
    "{{ keys .Values }}",
  ],
  ...[
    "{{ range 3 }}{{ . }}{{ end }}",
    "{{ range $i, $j := 3 }}{{ end }}",
    "{{ range `abc` }}{{ end }}",
    "{{ range .Values }}{{ . | upper }}{{ end }}",
  ],
  ...[
    "{{ until 3 | join `,` }}",
    "{{ repeat 2 `a` }}",
    "{{ repeat (int64 2) `a` }}",
    "{{ repeat 1e0 `a` }}",
    "{{ repeat 1.5 `a` }}",
    "{{ slice . }}",
  ],
  ...[
    "{{ and }}",
    "{{ not }}",
    "{{ or .Values.team 1 }}",
    "{{ $ }}",
    "{{ $.Changed.Objects }}",
    "{{ print (print) }}",
    "{{ (nil).X }}",
  ],
  ...[
    "{{ range $id, $changes := .Changed.Objects }}{{ $id.Kind }}/{{ $id.Name }}{{ range $changes }}{{ .OldValue }}{{ end }}{{ end }}",
  ],
  ...[
    "{{ range $id, $changes := .Changed.Objects }}{{ $id.GetName }}{{ end }}",
    "{{ printf `%s` .AutomationObject }}",
    "{{ /* a */ }}",
  ],
  ...[
    "{{ .Changed.Changes 1 }}",
    "{{ 1 | .Changed.Changes }}",
    "{{ .Values.team 1 }}",
    "{{ .Changed.FileChanges.x.y.z }}",
    "{{ $ 1 }}",
  ],
  ...[
    "{{ fail `x` }}",
    "{{ if . }}{{ fail `x` }}{{ end }}",
    "{{ if false }}{{ `x` | fail }}{{ end }}a",
    "{{ define `a` }}{{ fail `x` }}{{ end }}a",
  ],
  ...[
    " ",
    "\n\t\n",
    "{{/* a */}}",
    "{{ $x := 1 }}",
    "{{ `` }}",
    "{{ if . }} {{ else }}\n{{ end }}",
    "{{ range .Changed.Changes }}{{ $x := .OldValue }}{{ end }}",
  ],
  ...["{{ define `a` }}x{{ end }}", "{{ define `a` }} {{ end }}{{ template `a` }}", "{{ `` | upper }}", "{{ print }}"],
];
