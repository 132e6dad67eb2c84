import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Delivery, Environment } from "../../model/delivery";
import { parseDelivery } from "../../config/load";
import { tagProblems } from "../../git-side/scaffold/tags/problems";
import { selectTag } from "../../flux/select-tag";
import { tagForm } from "../../git-side/scaffold/tags/tag-form";
import { shippedText } from "../support/synth";

type ImagePolicy = Environment["imagePolicy"];

const policy = (kind: ImagePolicy["policy"], pattern?: string, extract?: string): ImagePolicy => ({
  policy: kind,
  digestReflectionPolicy: "Never",
  ...(pattern !== undefined && { filterTags: { pattern, ...(extract !== undefined && { extract }) } }),
});

/** The digest is looked at always, as a tag that moves needs it. */
const moving = (kind: ImagePolicy["policy"], pattern?: string): ImagePolicy => ({
  ...policy(kind, pattern),
  digestReflectionPolicy: "Always",
  interval: "5m",
});

const numerical = (order: "asc" | "desc" = "asc"): ImagePolicy["policy"] => ({ numerical: { order } });
const alphabetical = (order: "asc" | "desc" = "asc"): ImagePolicy["policy"] => ({ alphabetical: { order } });
const semver = (range: string): ImagePolicy["policy"] => ({ semver: { range } });

describe("A policy chooses, as Flux does,", () => {
  const choices: readonly (readonly [what: string, policy: ImagePolicy, tags: string[], chosen: string | undefined])[] =
    [
      ["the highest number", policy(numerical()), ["9", "10", "8"], "10"],
      ["the lowest number where it descends", policy(numerical("desc")), ["9", "10", "8"], "8"],
      ["among the tags that its pattern matches", policy(numerical(), "^[0-9]$"), ["9", "10", "8"], "9"],
      ["none where one of the tags is no number", policy(numerical()), ["9", "main"], undefined],
      [
        "by the part that it extracts",
        policy(numerical(), "^main-[0-9a-f]+-(?P<run>[0-9]+)$", "$run"),
        ["main-ff-1", "main-00-2"],
        "main-00-2",
      ],
      ["by a part in braces", policy(numerical(), "^(\\w+)-([0-9]+)$", "${2}"), ["b-1", "a-2"], "a-2"],
      ["the last in the alphabet", policy(alphabetical()), ["10", "9"], "9"],
      ["the first in the alphabet where it descends", policy(alphabetical("desc")), ["10", "9"], "10"],
      ["the highest version", policy(semver(">=1.0.0")), ["1.9.0", "1.10.0"], "1.10.0"],
      ["versions with a v", policy(semver(">=1.0.0")), ["v1.9.0", "v1.10.0"], "v1.10.0"],
      ["no version out of its range", policy(semver(">=1.0.0, <2.0.0")), ["1.9.0", "2.0.0"], "1.9.0"],
      ["no number for a version", policy(semver(">=1.0.0")), ["1.9.0", "9050352340", "2.0"], "1.9.0"],
      ["no pre-release where the range has none", policy(semver(">=1.0.0")), ["1.9.0", "2.0.0-rc.1"], "1.9.0"],
      ["pre-releases where the range has one", policy(semver(">=1.0.0-0")), ["1.9.0", "2.0.0-rc.1"], "2.0.0-rc.1"],
      [
        "versions with zeros before their numbers",
        policy(semver(">=2026.0.0")),
        ["2026.01.05", "2026.11.04"],
        "2026.11.04",
      ],
      ["nothing of nothing", policy(numerical()), [], undefined],
    ];
  for (const [what, given, tags, chosen] of choices) {
    test(`${what}.`, () => assert.equal(selectTag(given, tags), chosen));
  }
});

/** The shipped delivery with more environments, of which each is a policy and a first tag. */
function deliveryWith(environments: readonly { policy: ImagePolicy; initialTag: string }[], branch = "main"): Delivery {
  const [shipped] = /^ {6}- name: dev\n[^]*$/m.exec(shippedText()) ?? [];
  assert.ok(shipped);
  const list = environments.map(({ policy: imagePolicy, initialTag }, index) =>
    [
      `      - name: e${index}`,
      "        cluster: blog",
      `        namespace: n${index}`,
      `        imagePolicy: ${JSON.stringify(imagePolicy)}`,
      `        initialTag: ${JSON.stringify(initialTag)}`,
    ].join("\n"),
  );
  return parseDelivery(
    shippedText()
      .replace(shipped, `${list.join("\n")}\n`)
      .replace("  - name: echo-server\n\nregistry", `  - name: echo-server\n    branch: ${branch}\n\nregistry`),
    "delivery.yaml",
  );
}

function formOf(given: ImagePolicy, initialTag: string, branch?: string): string | undefined {
  const delivery = deliveryWith([{ policy: given, initialTag }], branch);
  const [application] = delivery.applications;
  const [environment] = application?.environments ?? [];
  assert.ok(environment);
  return tagForm(environment)?.name;
}

describe("CI names builds by", () => {
  const byRun = "^main-[0-9a-f]+-(?P<run>[0-9]+)$";
  const forms: readonly (readonly [what: string, policy: ImagePolicy, initialTag: string, form: string | undefined])[] =
    [
      ["the run's id for the published policy", policy(numerical(), "^[0-9]+$"), "9050352340", "<run id>"],
      ["the run's id for a numerical policy without a pattern", policy(numerical()), "1", "<run id>"],
      ["the run's id after a text", policy(numerical(), "^rc-(?P<n>[0-9]+)$", "$n"), "rc-1", "rc-<run id>"],
      [
        "the version for a policy of versions",
        policy(semver(">=1.0.0")),
        "1.0.0",
        "<version>, from the Git tag v<version>",
      ],
      [
        "the version with a v where the first tag has one",
        policy(semver(">=1.0.0")),
        "v1.0.0",
        "v<version>, from the Git tag v<version>",
      ],
      [
        "the version where a pattern asks for a v",
        policy(semver("1.x"), "^v1\\..*$"),
        "v1.4.2",
        "v<version>, from the Git tag v<version>",
      ],
      [
        "branch, hash and the run's id for a policy that extracts a number",
        policy(numerical(), byRun, "$run"),
        "main-1a2b3c-1",
        "<branch>-<8 digits of the sha>-<run id>",
      ],
      [
        "a hash of the length that the pattern asks for",
        policy(numerical(), byRun.replace("+-", "{7}-"), "$run"),
        "main-1a2b3c4-1",
        "<branch>-<7 digits of the sha>-<run id>",
      ],
      [
        "a whole hash",
        policy(numerical(), byRun.replace("+-", "{40}-"), "$run"),
        `main-${"a".repeat(40)}-1`,
        "<branch>-<40 digits of the sha>-<run id>",
      ],
      [
        "nothing where the run's id is ordered by the alphabet: some day it has a digit more",
        policy(alphabetical(), byRun, "$run"),
        "main-1a2b3c-1",
        undefined,
      ],
      [
        "one tag that moves, where the policy takes no other",
        moving(alphabetical(), "^latest$"),
        "latest",
        "latest, moved to each build",
      ],
      ["the run's id where that suits, whatever is done with digests", moving(numerical()), "1", "<run id>"],
      [
        "nothing where a tag moves and nobody looks at its digest",
        policy(alphabetical(), "^latest$"),
        "latest",
        undefined,
      ],
      [
        "nothing where another tag than the one that moves could be chosen",
        moving(alphabetical()),
        "latest",
        undefined,
      ],
      [
        "nothing where one that ends as the tag that moves could be",
        moving(alphabetical(), "^.*latest$"),
        "latest",
        undefined,
      ],
      [
        "nothing where one that begins as the tag that moves could be",
        moving(alphabetical(), "^latest.*$"),
        "latest",
        undefined,
      ],
      ["nothing where the hash would decide", policy(alphabetical(), byRun), "main-1a2b3c-1", undefined],
      ["nothing where numbers are ordered by the alphabet", policy(alphabetical(), "^[0-9]+$"), "1", undefined],
      [
        "nothing where numbers are ordered by the alphabet downwards",
        policy(alphabetical("desc"), "^[0-9]+$"),
        "1",
        undefined,
      ],
      ["nothing where the oldest would be deployed", policy(numerical("desc"), "^[0-9]+$"), "1", undefined],
      ["nothing where one version only is in range", policy(semver("1.4.2")), "1.4.2", undefined],
      [
        "nothing where a pattern asks for a year",
        policy(alphabetical(), "^20[0-9]{2}-[0-9]{2}$"),
        "2026-11",
        undefined,
      ],
    ];
  for (const [what, given, initialTag, form] of forms) {
    test(`${what}.`, () => assert.equal(formOf(given, initialTag), form));
  }

  test("nothing with a branch's name that its policy does not match, or that no image tag can hold.", () => {
    const given = policy(numerical(), byRun, "$run");
    assert.equal(formOf(given, "main-1a2b3c-1", "release"), undefined);
    const any = policy(numerical(), "^.+-[0-9a-f]+-(?P<run>[0-9]+)$", "$run");
    assert.equal(formOf(any, "x-1a2b3c-1", "a".repeat(120)), undefined);
  });
});

describe("An application's environments", () => {
  const problemsOf = (...environments: { policy: ImagePolicy; initialTag: string }[]): string[] => {
    const delivery = deliveryWith(environments);
    const [application] = delivery.applications;
    assert.ok(application);
    return tagProblems(application).map(({ path, expected }) => `${path.join(".")}: ${expected}`);
  };
  const versions = { policy: policy(semver(">=1.0.0")), initialTag: "1.0.0" };

  test("may have tags of different forms.", () => {
    assert.deepEqual(problemsOf({ policy: policy(numerical(), "^[0-9]+$"), initialTag: "1" }, versions), []);
  });

  test("may not have tags that break another's numerical policy.", () => {
    const [problem, ...others] = problemsOf({ policy: policy(numerical()), initialTag: "1" }, versions);
    assert.deepEqual(others, []);
    assert.match(
      problem ?? "",
      /^applications\.0\.environments\.0\.imagePolicy: a pattern that refuses the tags of environment e1, such as "1\.0\.0": a numerical policy fails/,
    );
  });
});
