/** Where a secret is kept, and what stands before default places, as delivery.yaml says it. */
export { ssmPath as secretPath, ssmPathPrefix as secretPathPrefix } from "./ssm/path";
