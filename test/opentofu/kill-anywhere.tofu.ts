/**
 * `kill -9` at the begin and at the end of every call that a provider gets: reads, opened and closed ephemeral values,
 * creates, updates, deletes, and what GitHub is asked for. A sample unless asked for more:
 *
 *     npm run test:opentofu -- kill-anywhere --seed=7 --runs=1000
 *
 * What the next run makes of it is the same as in kill.tofu.ts, and docs/operations.md says what to do then.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { runsOr, seed } from "../support/faults";
import { shippedText, shippedWith } from "../support/synth";
import { succeeded } from "./support/engine";
import { group } from "./support/group";
import { killAt, type CallMoment, type Interrupted } from "./support/interrupt";
import { Project, shippedStacks } from "./support/project";
import { recoverLater, recoverRotation, recoverSecrets } from "./support/recovery";
import { needsEngine } from "./support/stand-in";

type Stack = (typeof shippedStacks)[number];

interface Scenario {
  readonly title: string;
  readonly stack: Stack;
  readonly command: "apply" | "destroy";
  readonly file: string;
  /** What is applied before. */
  readonly before: readonly Stack[];
  readonly recover: (project: Project, killed: Interrupted) => Promise<void>;
}

const twoGenerations = shippedWith(
  "  - name: echo-server\n\nregistry",
  "  - name: echo-server\n    deployKey: { generations: [1, 2] }\n\nregistry",
);

/** Destroys the rest of a stack, and those before it. */
const destroyFrom =
  (stack: Stack) =>
  async (project: Project): Promise<void> => {
    const index = shippedStacks.indexOf(stack);
    for (const each of shippedStacks.slice(0, index + 1).reverse()) await project.destroy(each);
    assert.deepEqual(project.world.names(), []);
    assert.deepEqual(project.addresses(stack), []);
  };

const scenarios: readonly Scenario[] = [
  ...shippedStacks.map((stack, index): Scenario => ({
    title: `the first apply of ${stack}`,
    stack,
    command: "apply",
    file: shippedText(),
    before: shippedStacks.slice(0, index),
    recover: (project, { done }) =>
      stack === "secrets" ? recoverSecrets(project, done) : recoverLater(project, stack, done),
  })),
  {
    title: "a rotation of the deploy key",
    stack: "secrets",
    command: "apply",
    file: twoGenerations,
    before: ["secrets"],
    recover: (project, { done }) => recoverRotation(project, twoGenerations, done),
  },
  ...[...shippedStacks].reverse().map((stack): Scenario => ({
    title: `the destruction of ${stack}`,
    stack,
    command: "destroy",
    file: shippedText(),
    before: shippedStacks.slice(0, shippedStacks.indexOf(stack) + 1),
    recover: destroyFrom(stack),
  })),
];

const found = new Map<Scenario, readonly CallMoment[]>();

/** Runs scenarios undisturbed in one project, one after another, and keeps which calls there are. */
async function callsOf(project: Project, chosen: readonly Scenario[]): Promise<void> {
  try {
    for (const scenario of chosen) {
      await project.synth(scenario.file);
      const run = await killAt(project, scenario.stack, scenario.command);
      succeeded(run, scenario.title);
      found.set(scenario, run.calls);
    }
  } finally {
    project.remove();
  }
}

/** The project as it is before a scenario. */
async function prepared({ before, file }: Scenario): Promise<Project> {
  const project = await Project.applied(shippedText(), before);
  await project.synth(file);
  return project;
}

group("kill -9 at any call of a provider", needsEngine, () => {
  test("each scenario has calls of every sort that it should have", async () => {
    const isRotation = ({ file }: Scenario): boolean => file === twoGenerations;
    await callsOf(
      Project.create(),
      scenarios.filter((each) => !isRotation(each)),
    );
    await callsOf(await Project.applied(shippedText(), ["secrets"]), scenarios.filter(isRotation));
    const sorts = new Set([...found.values()].flat().map(({ line }) => line.split(" ").slice(0, 2).join(" ")));
    for (const sort of ["open", "close", "read", "create", "update", "delete", "GET", "POST", "DELETE"]) {
      for (const moment of ["begin", "end"]) assert.ok(sorts.has(`${moment} ${sort}`), `${moment} ${sort}`);
    }
    for (const [{ title }, calls] of found) console.log(`  ${title}: ${calls.length} moments`);
  });

  test("the next run converges, as docs/operations.md says", async (context) => {
    const all = [...found].flatMap(([scenario, calls]) => calls.map((moment) => ({ scenario, moment })));
    assert.ok(all.length > 0);
    const count = Math.min(runsOr(5), all.length);
    const [chosen = []] = fc.sample(fc.shuffledSubarray(all, { minLength: count, maxLength: count }), {
      seed,
      numRuns: 1,
    });
    console.log(`  npm run test:opentofu -- kill-anywhere --seed=${seed} --runs=${count}`);
    for (const { scenario, moment } of chosen) {
      await context.test(`${scenario.title}, killed at ${moment.line}, number ${moment.nth}`, async () => {
        const project = await prepared(scenario);
        try {
          const killed = await killAt(project, scenario.stack, scenario.command, moment);
          assert.equal(killed.code, null, `it was not killed:\n${killed.output}`);
          await scenario.recover(project, killed);
        } finally {
          project.remove();
        }
      });
    }
  });
});
