/** Templates for the judge that most likely are right: types fit, and a mistake is rare and one of meaning. */
import fc from "fast-check";

type Text = fc.Arbitrary<string>;
const some = (...values: readonly string[]): Text => fc.constantFrom(...values);
const joined = (...parts: readonly (Text | string)[]): Text =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((texts) => texts.join(""));
/** Now and then a mistake. */
const mostly = (good: Text, ...bad: readonly string[]): Text =>
  fc.oneof({ weight: 40, arbitrary: good }, { weight: 1, arbitrary: some(...bad) });

const slips = ["$.Nope", "3", "$.Changed", "nil", "$.Values.team.x", "(len 3)", "(eq 1 `a`)", "$nope", "(upper)", "."];

const { text, count, truth } = fc.letrec<{ text: string; count: string; truth: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 3, depthIdentifier: "expression" },
    mostly(some("$.AutomationObject.Name", "$.Values.team", "`a`", '"b\\t"', "$.AutomationObject.String"), ...slips),
    joined(
      "(",
      some("upper", "lower", "quote", "trim", "print", "html", "toString", "sha256sum"),
      " ",
      tie("text"),
      ")",
    ),
    joined("(", tie("text"), " | ", some("upper", "replace `a` `b`", "trunc 3", "printf `%s %s` `a`"), ")"),
    joined("(printf `%d%s` ", tie("count"), " ", tie("text"), ")"),
    joined("(index $.Values ", tie("text"), ")"),
    joined("(join `,` (list ", tie("text"), " ", tie("count"), "))"),
    joined("(index $.Changed.Changes 0)", mostly(some(".OldValue", ".Setter"), ".Nope", ".Updated")),
    joined("(first (splitList `,` ", tie("text"), "))"),
    joined("(or ", tie("text"), " ", tie("text"), ")"),
  ),
  count: fc.oneof(
    { maxDepth: 3, depthIdentifier: "expression" },
    mostly(some("1", "0x1F", "1_000", "'a'", "1e3", "-0"), "1.5", "1i", "`a`", "99999999999999999999"),
    some("(len $.Changed.Changes)", "(len $.Changed.FileChanges)", "(len $.Values)", "(atoi `3`)"),
    joined("(len ", tie("text"), ")"),
    joined("(int (add 1 ", tie("count"), "))"),
  ),
  truth: fc.oneof(
    { maxDepth: 3, depthIdentifier: "expression" },
    mostly(some("true", "false", "(eq 1 1 2)"), "(eq 1)", "(lt true false)"),
    joined("(", some("eq", "ne", "lt", "ge", "contains", "hasPrefix"), " ", tie("text"), " ", tie("text"), ")"),
    joined("(not ", tie("truth"), ")"),
    joined("(kindIs `string` ", tie("count"), ")"),
  ),
}));

const action = (content: Text): Text => joined(some("{{", "{{ ", "{{- "), content, some("}}", " }}", " -}}", "  -}}"));
const change = mostly(some(".OldValue", ".NewValue", ".Setter"), ".Nope", ".Name", ".ImageResult");
const object = mostly(
  some(".Kind", ".Name", ".APIVersion", ".TypeMeta.Kind", ".ResourceIdentifier.Name"),
  ".GetName",
  ".Id",
);
const show = (before: string, field: Text, after: string): Text => joined(before, action(field), after);

const loops: Text = fc.oneof(
  joined("{{ range $.Changed.Changes }}", action(change), mostly(some(""), "{{ break }}", "{{ $c }}"), "{{ end }}"),
  joined("{{ range $i, $c := $.Changed.Changes }}{{ $i | print }}", action(joined("$c", change)), "{{ end }}"),
  joined(
    "{{ range $id, $cs := $.Changed.Objects }}",
    action(joined("$id", object)),
    "{{ range $cs }}",
    action(change),
    "{{ end }}{{ end }}",
  ),
  joined(
    "{{ range $file, $os := $.Changed.FileChanges }}{{ $file | upper }}{{ range $id, $cs := $os }}",
    action(joined("$id", object)),
    "{{ end }}{{ end }}",
  ),
  show("{{ range $k, $v := $.Values }}{{ $k }}", mostly(some("$v | upper", "$v"), "$v.x", "$v | until"), "{{ end }}"),
  show("{{ range until 2 }}", mostly(some(". | print", "."), ".x", ". | upper"), "{{ else }}none{{ end }}"),
  show("{{ with $.AutomationObject }}", mostly(some(".Name", ".Namespace", "."), ".Kind"), "{{ end }}"),
  show("{{ with index $.Changed.Changes 0 }}", change, "{{ else with $.AutomationObject }}{{ .Name }}{{ end }}"),
  joined("{{ define `c` }}", action(change), "{{ end }}{{ range .Changed.Changes }}{{ template `c` . }}{{ end }}"),
  show(
    "{{ block `o` .AutomationObject }}",
    mostly(some(".Name", ".", "$.Namespace"), ".Values", "$.Changed"),
    "{{ end }}",
  ),
);

const list: Text = fc.letrec<{ list: string }>((tie) => ({
  list: fc
    .array(
      fc.oneof(
        { maxDepth: 3, depthIdentifier: "statement" },
        action(fc.oneof(text, count, truth)),
        some("chore: update\n", " ", "a } b", "{{/* a {{ */}}", "{{- /* b */ -}}"),
        loops,
        joined(
          "{{ $x := ",
          text,
          " }}",
          mostly(some("{{ $x | upper }}", "{{ $x = `b` }}{{ len $x }}"), "{{ $x.y }}"),
          "{{ $x }}",
        ),
        joined(
          "{{ if ",
          truth,
          " }}",
          tie("list"),
          "{{ else if ",
          text,
          " }}",
          tie("list"),
          "{{ else }}",
          tie("list"),
          "{{ end }}",
        ),
        joined("{{ if $y := ", count, " }}{{ $y | print }}", tie("list"), "{{ end }}"),
      ),
      { maxLength: 3, depthIdentifier: "statement" },
    )
    .map((all) => all.join("")),
})).list;

/** A name may be defined once. */
export const likelyTemplates: Text = list.filter((each) => !/(?:`c`[^]*define `c`)|(?:block[^]*block)/.test(each));
