import type { SecretBackend } from "./backend";
import { ssm } from "./ssm";

/** Every backend; the first is the default. */
export const backends = { ssm } satisfies Record<string, SecretBackend>;
