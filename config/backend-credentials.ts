import { entryOf } from "./backends";
import type { Path } from "./problems";
import { isAuthorization, isSecretName, isSecretQuery } from "./secret-shapes";

/**
 * Arguments of backends that are credentials, and the variable of the environment that holds each instead.
 *
 * @see https://github.com/opentofu/opentofu/tree/v1.12.6/internal/backend/remote-state
 */
export const credentialArguments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  azurerm: {
    access_key: "ARM_ACCESS_KEY",
    client_certificate: "ARM_CLIENT_CERTIFICATE",
    client_certificate_password: "ARM_CLIENT_CERTIFICATE_PASSWORD",
    client_secret: "ARM_CLIENT_SECRET",
    customer_provided_key: "ARM_CUSTOMER_PROVIDED_KEY",
    oidc_request_token: "ARM_OIDC_REQUEST_TOKEN",
    oidc_token: "ARM_OIDC_TOKEN",
    sas_token: "ARM_SAS_TOKEN",
  },
  consul: { access_token: "CONSUL_HTTP_TOKEN", http_auth: "CONSUL_HTTP_AUTH" },
  cos: {
    secret_id: "TENCENTCLOUD_SECRET_ID",
    secret_key: "TENCENTCLOUD_SECRET_KEY",
    security_token: "TENCENTCLOUD_SECURITY_TOKEN",
  },
  gcs: {
    access_token: "GOOGLE_OAUTH_ACCESS_TOKEN",
    credentials: "GOOGLE_BACKEND_CREDENTIALS",
    encryption_key: "GOOGLE_ENCRYPTION_KEY",
  },
  http: {
    client_certificate_pem: "TF_HTTP_CLIENT_CERTIFICATE_PEM",
    client_private_key_pem: "TF_HTTP_CLIENT_PRIVATE_KEY_PEM",
    password: "TF_HTTP_PASSWORD",
  },
  kubernetes: {
    client_certificate: "KUBE_CLIENT_CERT_DATA",
    client_key: "KUBE_CLIENT_KEY_DATA",
    password: "KUBE_PASSWORD",
    token: "KUBE_TOKEN",
  },
  oss: {
    access_key: "ALICLOUD_ACCESS_KEY",
    secret_key: "ALICLOUD_SECRET_KEY",
    security_token: "ALICLOUD_SECURITY_TOKEN",
  },
  pg: { conn_str: "PG_CONN_STR" },
  s3: {
    access_key: "AWS_ACCESS_KEY_ID",
    secret_key: "AWS_SECRET_ACCESS_KEY",
    sse_customer_key: "AWS_SSE_CUSTOMER_KEY",
    token: "AWS_SESSION_TOKEN",
    web_identity_token: "AWS_WEB_IDENTITY_TOKEN",
  },
};

/** Arguments that may hold a login among other things, and where that belongs. */
const logins: Readonly<Record<string, string>> = {
  address: "a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD (http) or CONSUL_HTTP_AUTH (consul)",
  env: "it in the environment of the engine, which it runs the command with",
  headers: "a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
  http_proxy: "a login as HTTP_PROXY",
  https_proxy: "a login as HTTPS_PROXY",
  lock_address: "a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
  unlock_address: "a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
};

/** `--token=x` */
const isSecretFlag = (text: string): boolean => {
  const [, flag] = /^--?([A-Za-z][A-Za-z0-9-]{0,100})=./.exec(text) ?? [];
  return flag !== undefined && isSecretName(flag);
};

/** A login before a host, with a scheme or without, in a query, in a header, or as a flag's value. */
const holdsCredential = (text: string): boolean =>
  /:\/\/[^\s/?#]*@/.test(text) ||
  /^[^\s/?#@:]+:[^\s/?#@]+@/.test(text) ||
  isSecretQuery(text) ||
  isAuthorization(text) ||
  isSecretFlag(text);

/** Mappings whose keys are words of the user's: there a key's name says what the value is. */
const freeMappings: ReadonlySet<string> = new Set(["env", "headers"]);

const always: ReadonlySet<string> = new Set(Object.values(credentialArguments).flatMap((each) => Object.keys(each)));

/** What is to be given and how, by the name of an argument; of one that several backends have, for each. */
function homeOf(name: string, backend: string | undefined): string {
  const homes = Object.entries(credentialArguments).flatMap(([type, names]) => {
    const variable = type === backend || (backend === undefined && type !== "s3") ? entryOf(names, name) : undefined;
    return variable === undefined ? [] : [{ type, variable }];
  });
  if (homes.length === 0) return entryOf(logins, name) ?? "it by the backend's variables of the environment";
  const variables = homes.map(({ type, variable }) => (homes.length === 1 ? variable : `${variable} (${type})`));
  return `it as ${variables.join(" or ")}`;
}

/** A credential in a backend's settings: where it stands, and what is to be given how instead. */
export interface Credential {
  readonly path: Path;
  readonly home: string;
}

/**
 * The credentials in a backend's settings, however deep.
 *
 * @param backend the backend, where only one may be meant
 */
export function credentialsIn(settings: unknown, backend?: string): readonly Credential[] {
  function search(value: unknown, path: Path, name: string, isFree: boolean): readonly Credential[] {
    if (typeof value === "string") {
      const isWord = freeMappings.has(name) && isSecretName(value.split(/[:=]/)[0] ?? "");
      return isWord || holdsCredential(value) ? [{ path, home: homeOf(name, backend) }] : [];
    }
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, child]) => {
      if (Array.isArray(value)) return search(child, [...path, Number(key)], name, isFree);
      const below = [...path, key];
      if (isFree)
        return isSecretName(key) ? [{ path: below, home: homeOf(name, backend) }] : search(child, below, name, true);
      if (always.has(key.toLowerCase())) return [{ path: below, home: homeOf(key.toLowerCase(), backend) }];
      return search(child, below, key, freeMappings.has(key));
    });
  }
  return search(settings, [], "", false);
}
