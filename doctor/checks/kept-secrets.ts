import { uniqBy } from "es-toolkit/array";
import { keptSecrets } from "../../model/kept-secrets";
import { problem, type Check } from "../check";

/** The secrets that the user keeps are in Parameter Store; their values nobody reads. */
export const keptSecretsAreThere: Check = {
  name: "kept-secrets",
  of: "delivery",
  async *run({ aws, delivery: { clusters, aws: account } }) {
    const kept = clusters
      .map(keptSecrets)
      .flatMap(({ secretStore, pullSecretStore }) => [...secretStore, ...pullSecretStore]);
    const paths = uniqBy(kept, ({ path }) => path);
    if (paths.length === 0) return;
    const there = await aws.parameters(paths.map(({ path }) => path));
    for (const { path, at } of paths) {
      if (there.has(path)) continue;
      const key = account.kmsKeyId === undefined ? "" : ` --key-id ${account.kmsKeyId}`;
      // Its standard input is in no history of a shell.
      const remedy = `Put the secret there: aws ssm put-parameter --region ${account.region} --type SecureString${key} --name ${path} --value file:///dev/stdin`;
      yield problem(at, `there is no parameter ${path}`, "the secret that you keep there", remedy);
    }
  },
};
