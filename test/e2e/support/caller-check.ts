/**
 * What AWS has in front of Parameter Store, and moto has not: STS, which gives a ServiceAccount the role that trusts it, and
 * the look at a caller's policies before anything is read.
 */
import { createPublicKey, randomBytes, verify, type KeyObject } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { at, text, type Json } from "../../support/synth";
import { allows } from "./iam";
import { freePorts } from "./ports";

/** A role of IAM, by its documents. */
export interface Role {
  readonly arn: string;
  readonly trust: string;
  readonly policies: readonly string[];
}

/** A call for a parameter, and who made it. */
export interface Call {
  /** Name of the role; of whoever has none, the access key. */
  readonly caller: string;
  readonly action: string;
  readonly parameter: string;
  readonly isAllowed: boolean;
}

export interface CallerCheck {
  readonly port: number;
  /** Every call so far. */
  readonly calls: readonly Call[];
  /** The account's roles from now on; who has one already goes on with what it may do then. */
  setRoles(roles: readonly Role[]): void;
  stop(): Promise<void>;
}

export interface CallerCheckOptions {
  readonly region: string;
  /** Port of what is behind it. */
  readonly to: number;
  /** Public half, in PEM, of the key that the cluster signs ServiceAccounts' tokens with. */
  readonly tokenKey: string;
}

const account = "123456789012";

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Who a ServiceAccount's token says that it is, as a provider of OpenID Connect. */
function claimsOf(
  token: string,
  key: KeyObject,
): { readonly issuer: string; readonly context: Record<string, string> } {
  const [head = "", body = "", signature = ""] = token.split(".");
  if (!verify("RSA-SHA256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))) {
    throw new Refusal("InvalidIdentityToken", "Couldn't retrieve verification key from your identity provider");
  }
  const claims = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as Json;
  if (Number(at(claims, "exp")) * 1000 < Date.now()) throw new Refusal("ExpiredTokenException", "Token expired");
  const issuer = text(at(claims, "iss")).replace("https://", "");
  const audiences = at(claims, "aud");
  const audience = text(Array.isArray(audiences) ? audiences[0] : audiences);
  return { issuer, context: { [`${issuer}:sub`]: text(at(claims, "sub")), [`${issuer}:aud`]: audience } };
}

export async function startCallerCheck({ region, to, tokenKey }: CallerCheckOptions): Promise<CallerCheck> {
  const [port = 0] = await freePorts(1);
  const key = createPublicKey(tokenKey);
  const calls: Call[] = [];
  const sessions = new Map<string, string>();
  let roles = new Map<string, Role>();

  const assume = (form: URLSearchParams): Answer => {
    const action = form.get("Action") ?? "";
    if (action !== "AssumeRoleWithWebIdentity") throw new Refusal("AccessDenied", `nobody may ${action}`);
    const arn = form.get("RoleArn") ?? "";
    const { issuer, context } = claimsOf(form.get("WebIdentityToken") ?? "", key);
    const principal = ["Federated", `arn:aws:iam::${account}:oidc-provider/${issuer}`] as const;
    const trust = roles.get(arn)?.trust;
    if (trust === undefined || !allows([trust], { action: `sts:${action}`, principal, context })) {
      throw new Refusal("AccessDenied", `Not authorized to perform sts:${action}`);
    }
    const accessKey = `ASIA${randomBytes(8).toString("hex").toUpperCase()}`;
    sessions.set(accessKey, arn);
    const credentials =
      `<AccessKeyId>${accessKey}</AccessKeyId><SecretAccessKey>e2e</SecretAccessKey><SessionToken>e2e</SessionToken>` +
      `<Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration>`;
    return {
      status: 200,
      type: "text/xml",
      body: `<${action}Response><${action}Result><Credentials>${credentials}</Credentials></${action}Result></${action}Response>`,
    };
  };

  const judge = ({ headers }: IncomingMessage, body: string): void => {
    const accessKey = /Credential=([^/]+)/.exec(headers.authorization ?? "")?.[1] ?? "";
    const arn = sessions.get(accessKey);
    const action = String(headers["x-amz-target"]).replace("AmazonSSM.", "ssm:");
    const name = at(JSON.parse(body) as Json, "Name");
    const parameter = typeof name === "string" ? name : "*";
    const resource = `arn:aws:ssm:${region}:${account}:parameter${parameter}`;
    const isAllowed = arn !== undefined && allows(roles.get(arn)?.policies ?? [], { action, resource });
    const caller = arn?.split("/").at(-1) ?? accessKey;
    calls.push({ caller, action, parameter, isAllowed });
    if (isAllowed) return;
    const message = `User: ${caller} is not authorized to perform: ${action} on resource: ${resource}`;
    throw new Refusal("AccessDeniedException", message);
  };

  const pass = async (request: IncomingMessage, body: string): Promise<Answer> => {
    const forwarded = Object.fromEntries(
      ["authorization", "content-type", "x-amz-target"].map((name) => [name, String(request.headers[name])]),
    );
    const response = await fetch(`http://127.0.0.1:${to}/`, { method: "POST", headers: forwarded, body });
    return { status: response.status, type: "application/x-amz-json-1.1", body: await response.text() };
  };

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const body = (await buffer(request)).toString("utf8");
    const isStore = request.headers["x-amz-target"] !== undefined;
    try {
      if (!isStore) return assume(new URLSearchParams(body));
      judge(request, body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message } = error;
      return isStore
        ? { status: 400, type: "application/x-amz-json-1.1", body: JSON.stringify({ __type: code, message }) }
        : {
            status: 403,
            type: "text/xml",
            body: `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
          };
    }
    return pass(request, body);
  };

  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, type, body }) => response.writeHead(status, { "content-type": type }).end(body),
      // Nobody answers while what is behind it is away.
      () => request.socket.destroy(),
    );
  });
  server.keepAliveTimeout = 0;
  server.unref();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    port,
    calls,
    setRoles: (list) => void (roles = new Map(list.map((role) => [role.arn, role]))),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
