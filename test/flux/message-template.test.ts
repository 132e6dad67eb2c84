import assert from "node:assert/strict";
import { test } from "node:test";
import { templateFaults, writesNothing } from "../../flux/message-template";

const good: readonly string[] = [
  "chore: update images",
  "{{ range .Changed.Changes }}{{ .OldValue }} -> {{ .NewValue }}\n{{ end }}",
  "{{- with .Changed -}}{{ if .Changes }}a{{ else }}b{{ end }}{{- end -}}",
  "{{ range $file, $objects := .Changed.FileChanges }}{{ $file }}{{ end }}",
  '{{ printf "}} %s {{ end" .AutomationObject }}',
  "{{ `}}` }}{{ '}' }}",
  "{{/* what's Updated: {{ nothing */}}a",
  "see Updated images, v1.Updated and a } or { alone",
  "{{ .Values.UpdatedBy }}",
  "{{ define `a` }}b{{ end }}{{ template `a` }}",
];

const bad: readonly string[] = [
  "{{ .Updated }}",
  "{{ range .Updated.Images }}{{ end }}",
  "{{ range $.Updated.Files }}{{ end }}",
  "{{- .Updated.Objects -}}",
  "{{ .Changed.ImageResult }}",
  "{{ with .Changed }}{{ .ImageResult }}{{ end }}",
  "{{ .Changed",
  ".Changed }}",
  "{{ .Changed }",
  "{{ {{ .Changed }} }}",
  '{{ printf "a }}',
  "{{ range .Changed.Changes }}",
  "{{ end }}",
  "{{ end }}{{ range .Changed.Changes }}",
  "{{ else }}",
  "{{ if .Changed }}{{ if .Changed }}{{ end }}",
];

for (const template of good) {
  test(`Flux can run ${JSON.stringify(template)}`, () => assert.deepEqual(templateFaults(template), []));
}
for (const template of bad) {
  test(`Flux can't run ${JSON.stringify(template)}`, () => assert.notDeepEqual(templateFaults(template), []));
}

const braces = "a Go template in which every {{ has its }}";
const ends = "a Go template in which every range, if and with has its {{ end }}";
const updated = "a template without .Updated, which Flux has removed: use .Changed.Changes";
const imageResult = "a template without .Changed.ImageResult, which Flux has removed: use .Changed.Changes";

const fails = 'a template without "fail", at which Flux stops before it commits';

/** Templates of which each calls the next. */
const chain = (length: number): string =>
  Array.from({ length }, (_, at) => `{{define "${at}"}}{{template "${at + 1}"}}{{end}}`).join("") +
  `{{define "${length}"}}x{{end}}`;

const rows: readonly (readonly [template: string, ...faults: string[]])[] = [
  ["{{ .Updated }}", updated],
  ["{{ range $.Updated.Files }}{{ end }}", updated],
  ["{{ with .Changed }}{{ .ImageResult }}{{ end }}", imageResult],
  ["{{ .Changed.ImageResult }}{{ .Updated }}", imageResult, updated],
  ["{{ $c := .Changed }}{{ $c.ImageResult }}", imageResult],
  ["{{ define `a` }}{{ .ImageResult }}{{ end }}{{ template `a` .Changed }}", imageResult],
  ["{{ define `a` }}{{ .ImageResult }}{{ end }}"],
  ["{{ .Changed", braces],
  [".Changed }}", braces],
  ["{{ printf `a }}", braces],
  ["{{ if . }}", ends],
  ["{{ end }}", ends],
  ["{{ if . }}{{ else }}{{ else }}{{ end }}", ends],
  ["{{ (print 1 }}", "a Go template in which every ( has its )"],
  ["{{ now }}", 'a template without the function "now": Flux knows no clock here'],
  ["{{ env `HOME` }}", 'a template without the function "env": Flux knows no environment here'],
  ["{{ toYaml . }}", "a template without the function \"toYaml\": Flux knows Go's functions and Sprig's"],
  ["{{ $x }}", 'a template without the variable "$x", which is not declared there'],
  ["{{ break }}", "a Go template without {{ break }} outside of a range"],
  ["{{ template `a` }}", 'a template without {{ template "a" }}: it defines none of that name'],
  [
    "{{ .Nope }}",
    "a template without .Nope of the template's data: Flux knows .AutomationObject, .Changed, and .Values there",
  ],
  [
    "{{ range .Changed.Changes }}{{ .Image }}{{ end }}",
    "a template without .Image of a Change: Flux knows .NewValue, .OldValue, and .Setter there",
  ],
  ["{{ upper 3 }}", 'a template that gives "upper" a string, not the number 3'],
  ["{{ upper }}", 'a template that gives "upper" 1 value, not 0'],
  ["{{ .Changed | upper }}", 'a template that gives "upper" a string, not a Result'],
  ["{{ range .AutomationObject.Name }}{{ end }}", "a template without range over a string"],
  ["{{ fail `x` }}", fails],
  ["a{{ if .Changed }}{{ `x` | fail }}{{ end }}", fails],
  ["{{ define `a` }}{{ fail `x` }}{{ end }}a"],
  ["{{ (index .Changed.Changes 0).OldValue | upper }}"],
  ["{{ $x := 1 }}{{ if . }}{{ $x = `a` }}{{ end }}{{ upper $x }}"],
  [
    "{{ define `a` }}{{ template `a` }}{{ end }}{{ template `a` }}",
    'a template without "a" calling itself without an end',
  ],
  ["{{ define `a` }}{{ if . }}{{ template `a` }}{{ end }}{{ end }}{{ template `a` }}"],
  [`{{ ${"(".repeat(250)}1${")".repeat(250)} }}`, "a template that nests at most 200 deep"],
  [`${chain(2000)}{{ template "0" }}`, "a template that nests at most 200 deep, with those that it calls"],
  [`${chain(190)}{{ template "0" }}`],
];

for (const [template, ...faults] of rows) {
  const shown = JSON.stringify(template.length > 80 ? `${template.slice(0, 80)}...` : template);
  test(`of ${shown} Flux wants ${faults.join(" and ") || "nothing else"}`, () =>
    assert.deepEqual(templateFaults(template), faults));
}

const silent: readonly string[] = [
  " \n",
  "{{/* a */}}",
  "{{ $x := 1 }}{{ if $x }} {{ else }}{{ ` ` }}{{ end }}",
  "{{ define `a` }}x{{ end }}",
  "{{ define `a` }} {{ end }}{{ template `a` }}",
  "{{ define `a` }}{{ if . }}{{ template `a` }}{{ end }}{{ end }}{{ template `a` }}",
];
const telling: readonly string[] = [
  "",
  "a",
  "{{ .AutomationObject }}",
  "{{ `` | upper }}",
  "{{ `a` }}",
  "{{ define `a` }}x{{ end }}{{ template `a` }}",
  "{{ range .Changed.Changes }}{{ else }}x{{ end }}",
  "{{ with .Changed }}{{ . }}{{ end }}",
];

for (const template of silent) {
  test(`${JSON.stringify(template)} writes nothing`, () => assert.equal(writesNothing(template), true));
}
for (const template of telling) {
  test(`${JSON.stringify(template)} may write something`, () => assert.equal(writesNothing(template), false));
}

test("templates that call each other twice are gone through once", () => {
  const calls = Array.from(
    { length: 60 },
    (_, at) => `{{ define "${at}" }}${`{{ template "${at + 1}" }}`.repeat(2)}{{ end }}`,
  );
  assert.equal(writesNothing(`${calls.join("")}{{ define "60" }}{{ end }}{{ template "0" }}`), true);
});

test("templates that call each other are looked through for what they write, however many there are", () => {
  assert.equal(writesNothing(`${chain(20_000)}{{ template "0" }}`), false);
});
