import type { Beside } from "../beside";
import { known, noValue } from "../ill-formed";
import { knownHost, knownHostLine, linesWithin } from "../known-hosts";
import { formatGiven, type Problem } from "../problems";
import type { HostKey } from "../../model/delivery";
import type { DeliveryShape } from "../schema";

export interface GivenKnownHosts {
  /** The host keys of `github.knownHosts`, if they are given; as all that is ill-formed it stops who looks. */
  readonly knownHosts: () => readonly HostKey[] | undefined;
  readonly problems: readonly Problem[];
}

const path = Object.freeze(["github", "knownHosts"]);

function ofFile(file: string, beside: Beside): GivenKnownHosts {
  const read = beside(file);
  const name = formatGiven(file);
  if (!("text" in read)) return { knownHosts: noValue, problems: [{ path, ...read }] };
  const lines = linesWithin(read.text).map((each) => ({ ...each, host: knownHost(each.line) }));
  const problems = lines
    .filter(({ host }) => host === undefined)
    .map(({ number, line }) => ({
      path,
      given: `${formatGiven(line)} in line ${number} of ${name}`,
      expected: knownHostLine,
    }));
  if (lines.length === 0) problems.push({ path, given: `${name} without a line`, expected: knownHostLine });
  const hosts = lines.flatMap(({ host }) => (host ? Object.freeze({ ...host, at: path }) : []));
  return { knownHosts: problems.length > 0 ? noValue : () => Object.freeze(hosts), problems };
}

/** Reads the host keys of a delivery, which may be in a file beside it. */
export function givenKnownHosts(shape: DeliveryShape, beside: Beside): GivenKnownHosts {
  const look = known(() => ({ given: shape.github.knownHosts }));
  if (!look) return { knownHosts: noValue, problems: [] };
  const { given } = look;
  if (typeof given === "string") return ofFile(given, beside);
  const hosts = given?.map((line, index) =>
    Object.freeze({ ...(knownHost(line) ?? noValue()), at: Object.freeze([...path, index]) }),
  );
  return { knownHosts: () => Object.freeze(hosts), problems: [] };
}
