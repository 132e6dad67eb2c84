/** Lists of faults that come from a seed. */
import fc from "fast-check";
import type { Door, Fault, Way } from "./fault";

/** Kinds of requests between a pushed tag and its Pods, and what can go wrong with them. */
interface Kinds {
  readonly door: Door;
  readonly requests: readonly string[];
  readonly ways: readonly Way[];
}

const statuses = [
  "gitrepositories/status",
  "kustomizations/status",
  "imagerepositories/status",
  "imagepolicies/status",
  "imageupdateautomations/status",
  "externalsecrets/status",
];
const watched = [
  "gitrepositories",
  "kustomizations",
  "imagerepositories",
  "imagepolicies",
  "imageupdateautomations",
  "externalsecrets",
];

/** Every kind that a schedule may hold. */
export const kinds: readonly Kinds[] = [
  {
    door: "API server",
    requests: [
      ...statuses.map((what) => `patch ${what}`),
      "patch deployments",
      "patch services",
      "get secrets",
      "create events",
    ],
    ways: ["refuse", "lose", "delay", "double"],
  },
  // An answer that never ends can't come twice.
  { door: "API server", requests: watched.map((what) => `event of ${what}`), ways: ["refuse", "lose", "delay"] },
  { door: "Git host", requests: ["connect", "fetch"], ways: ["refuse", "lose", "delay"] },
  { door: "Git host", requests: ["push"], ways: ["refuse", "lose", "delay", "double"] },
  { door: "SSM", requests: ["GetParameter"], ways: ["refuse", "lose", "delay", "double"] },
  { door: "registry", requests: ["get base", "get tags"], ways: ["refuse", "lose", "delay", "double"] },
];

/** What a delivery can't do without is met more often. */
const weights: Readonly<Record<Door, number>> = { "API server": 6, "Git host": 6, SSM: 1, registry: 2 };

const faultOf = ({ door, requests, ways }: Kinds): fc.Arbitrary<Fault> =>
  fc.record({
    door: fc.constant(door),
    request: fc.constantFrom(...requests),
    nth: fc.integer({ min: 1, max: 4 }),
    way: fc.constantFrom(...ways),
    delayMs: fc.integer({ min: 200, max: 3000 }),
  });

const fault = fc.oneof(...kinds.map((each) => ({ arbitrary: faultOf(each), weight: weights[each.door] })));

const schedule = fc.uniqueArray(fault, {
  minLength: 6,
  maxLength: 14,
  selector: ({ door, request, nth }) => `${door} ${request} ${nth}`,
});

/** The faults of a seed, always the same. */
export function scheduleOf(seed: number): readonly Fault[] {
  const [first = []] = fc.sample(schedule, { seed, numRuns: 1 });
  return first;
}
