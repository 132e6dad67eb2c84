/** SSM Parameter Store over its real wire protocol (moto), and External Secrets Operator that reads it. */
import { at, text, type Json } from "../../support/synth";
import { freePorts } from "./ports";
import { answers, Daemon } from "./process";
import { builtTool, motoServer } from "./tools";

export interface Ssm {
  readonly daemon: Daemon;
  readonly port: number;
  /** The value that it serves. */
  get(name: string): Promise<string>;
  /** Writes a SecureString. */
  put(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export async function startSsm(logs: string, region: string): Promise<Ssm> {
  const [port = 0] = await freePorts(1);
  const address = `http://127.0.0.1:${port}`;
  const daemon = await Daemon.start({
    name: "moto",
    logs,
    command: motoServer(),
    args: ["-H", "127.0.0.1", "-p", String(port)],
    ready: () => answers(`${address}/moto-api/`),
  });
  const call = async (action: string, body: object): Promise<Json> => {
    const response = await fetch(address, {
      method: "POST",
      headers: {
        "x-amz-target": `AmazonSSM.${action}`,
        "content-type": "application/x-amz-json-1.1",
        // moto takes the region from it and checks no signature.
        authorization: `AWS4-HMAC-SHA256 Credential=e2e/20260101/${region}/ssm/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Json;
  };
  return {
    daemon,
    port,
    get: async (name) =>
      text(at(await call("GetParameter", { Name: name, WithDecryption: true }), "Parameter", "Value")),
    put: async (name, value) => {
      await call("PutParameter", { Name: name, Value: value, Type: "SecureString", Overwrite: true });
    },
    remove: async (name) => {
      await call("DeleteParameter", { Name: name });
    },
  };
}

export interface ExternalSecretsOptions {
  readonly logs: string;
  readonly kubeconfig: string;
  readonly ssm: string;
  readonly sts: string;
}

/** External Secrets Operator with an identity of its own, which may read nothing: each store has its own. */
export async function startExternalSecrets({ logs, kubeconfig, ssm, sts }: ExternalSecretsOptions): Promise<Daemon> {
  const [metrics] = await freePorts(1);
  return Daemon.start({
    name: "external-secrets",
    logs,
    command: builtTool("external-secrets"),
    args: [`--metrics-addr=127.0.0.1:${metrics}`, "--enable-leader-election=false"],
    env: {
      KUBECONFIG: kubeconfig,
      AWS_SSM_ENDPOINT: ssm,
      AWS_STS_ENDPOINT: sts,
      AWS_ACCESS_KEY_ID: "e2e",
      AWS_SECRET_ACCESS_KEY: "e2e",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    ready: () => answers(`http://127.0.0.1:${metrics}/metrics`),
  });
}
