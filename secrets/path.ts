/** Where a secret is kept, as delivery.yaml says it. */
export { ssmPath as secretPath } from "./ssm/path";
