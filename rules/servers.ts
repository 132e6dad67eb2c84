import { formatGiven, type Problem } from "../config/problems";
import type { Delivery } from "../model/delivery";
import { isPublicApi, isPublicSshHost } from "../model/github-server";
import { isIn } from "./arn";

/** The SSH host is of the server that the API is of. */
export function* sshHostGoesWithApi({ github: { apiUrl, sshHost } }: Delivery): Generator<Problem> {
  if (isPublicApi(apiUrl) === isPublicSshHost(sshHost)) return;
  yield {
    path: ["github", "sshHost"],
    given: formatGiven(sshHost),
    givenByDefault: "nothing",
    expected:
      "the SSH host of the server that apiUrl is of: github.com where there is no apiUrl, and another where there is",
  };
}

/** SSM encrypts with keys of its own region. */
export function* keyIsInRegion({ aws: { region, kmsKeyId } }: Delivery): Generator<Problem> {
  if (!kmsKeyId?.startsWith("arn:") || isIn(kmsKeyId, region)) return;
  yield { path: ["aws", "kmsKeyId"], given: formatGiven(kmsKeyId), expected: "a key in aws.region: SSM uses no other" };
}
