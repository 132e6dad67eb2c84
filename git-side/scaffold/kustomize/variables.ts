/** A container's environment variable. */
interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

/** Text as Kubernetes hands it on, which takes `$(NAME)` for another variable. */
const literal = (value: string): string => value.replaceAll("$", "$$$$");

/** Variables in plain text; none where there are none. */
export function plainVariables(env: Readonly<Record<string, string>>): Variable[] | undefined {
  const all = Object.entries(env).map(([name, value]) => ({ name, value: literal(value) }));
  return all.length === 0 ? undefined : all;
}

/**
 * Variables of a Secret, each named: where one is not there yet no Pod starts without it, and one that is added rolls the
 * Pods, which `envFrom` would do neither.
 */
export const secretVariables = (secret: string, names: readonly string[]): Variable[] =>
  names.map((name) => ({ name, valueFrom: { secretKeyRef: { name: secret, key: name } } }));
