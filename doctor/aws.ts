/** AWS as the checks ask it, with the credentials that OpenTofu's provider would find. */
import { chunk, uniqBy } from "es-toolkit/array";
import type { EvaluationResult } from "@aws-sdk/client-iam";
import { reason } from "../config/problems";
import { NotKnown } from "./check";

export interface Identity {
  readonly account: string;
  readonly arn: string;
  /** Such as aws, aws-cn or aws-us-gov. */
  readonly partition: string;
}

/** A release of Node that is too old says the check of Node; the SDK would say it of its own plans. */
const settledWarning = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/** What IAM says of an action on a resource. */
export interface Decision {
  readonly action: string;
  readonly resource: string;
  readonly isAllowed: boolean;
  /** Whether it depends on what only the request itself would say. */
  readonly isConditional: boolean;
}

export interface KmsKey {
  readonly state: string;
  readonly usage: string;
  readonly spec: string;
}

/** Names of the errors that are about who asks, not about what is asked for. */
const mayNot = /^AccessDenied|^UnauthorizedOperation|^NotAuthorized/;

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");

/** Why something can't be told. */
const notKnown = (what: string, error: unknown): NotKnown =>
  new NotKnown(
    mayNot.test(nameOf(error)) ? `the identity may not ask for ${what}` : `AWS does not tell ${what} (${told(error)})`,
  );

const told = (error: unknown): string => [nameOf(error), reason(error)].filter((each) => each !== "").join(": ");

/** AWS says who asks, or why it does not. */
export type Introduction =
  | { readonly identity: Identity }
  | {
      readonly refusal: string;
      /** Whether AWS was not reached at all. */
      readonly isUnreached: boolean;
    };

/** Keys that the environment gives, which OpenTofu's provider and the AWS CLI take before a profile; the SDK would take the profile. */
export function keysOf({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  ...env
}: NodeJS.ProcessEnv) {
  const { AWS_SESSION_TOKEN: sessionToken } = env;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

/** What is decided of each resource. Its own part of a result stands above what the result says of all of them together. */
function decisionsIn(result: EvaluationResult): Decision[] {
  const { EvalActionName: action = "", ResourceSpecificResults: each = [] } = result;
  const decided = (resource = "*", decision?: string, missing: readonly string[] = []): Decision => ({
    action,
    resource,
    isAllowed: decision === "allowed",
    isConditional: missing.length > 0,
  });
  return each.length > 0
    ? each.map((one) => decided(one.EvalResourceName, one.EvalResourceDecision, one.MissingContextValues))
    : [decided(result.EvalResourceName, result.EvalDecision, result.MissingContextValues)];
}

/** SSM takes no more names in a filter. @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html */
const namesAtOnce = 50;

export class Aws {
  private introduced: Promise<Introduction> | undefined;

  constructor(
    private readonly region: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly signal: AbortSignal,
  ) {
    process.env[settledWarning] = "true";
  }

  introduction(): Promise<Introduction> {
    return (this.introduced ??= this.introduce());
  }

  /** @throws NotKnown where AWS does not say who asks */
  async identity(): Promise<Identity> {
    const introduction = await this.introduction();
    if ("identity" in introduction) return introduction.identity;
    throw new NotKnown("AWS does not know who asks: see aws-identity");
  }

  private async introduce(): Promise<Introduction> {
    const { GetCallerIdentityCommand, STSClient, STSServiceException } = await import("@aws-sdk/client-sts");
    const client = new STSClient(this.settings);
    try {
      const { Account: account = "", Arn: arn = "" } = await client.send(
        new GetCallerIdentityCommand({}),
        this.sending,
      );
      return { identity: { account, arn, partition: arn.split(":")[1] ?? "aws" } };
    } catch (error) {
      if (this.signal.aborted) throw new NotKnown("AWS takes too long to say who asks");
      const hasAsked = nameOf(error) !== "CredentialsProviderError";
      return { refusal: told(error), isUnreached: hasAsked && !(error instanceof STSServiceException) };
    } finally {
      client.destroy();
    }
  }

  /** What IAM's own judge says of the identity; of a role that was assumed, of the role. */
  async simulate(actions: readonly string[], resources: readonly string[]): Promise<readonly Decision[]> {
    const { paginateSimulatePrincipalPolicy, GetRoleCommand, IAMClient } = await import("@aws-sdk/client-iam");
    const client = new IAMClient(this.settings);
    try {
      const { arn } = await this.identity();
      const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
      // Its path is in no ARN of its sessions.
      const source =
        role === undefined ? arn : (await client.send(new GetRoleCommand({ RoleName: role }), this.sending)).Role?.Arn;
      const asked = { PolicySourceArn: source, ActionNames: [...actions], ResourceArns: [...resources] };
      const decisions: Decision[] = [];
      for await (const { EvaluationResults = [] } of paginateSimulatePrincipalPolicy({ client }, asked, this.sending)) {
        decisions.push(...EvaluationResults.flatMap(decisionsIn));
      }
      return uniqBy(decisions, ({ action, resource }) => `${action} ${resource}`);
    } catch (error) {
      if (error instanceof NotKnown) throw error;
      throw notKnown("what it may do (iam:SimulatePrincipalPolicy, iam:GetRole)", error);
    } finally {
      client.destroy();
    }
  }

  /** @returns undefined where there is none */
  async kmsKey(id: string, region = this.region): Promise<KmsKey | undefined> {
    await this.identity();
    const { DescribeKeyCommand, KMSClient } = await import("@aws-sdk/client-kms");
    const client = new KMSClient({ ...this.settings, region });
    try {
      const { KeyMetadata: key } = await client.send(new DescribeKeyCommand({ KeyId: id }), this.sending);
      return { state: key?.KeyState ?? "", usage: key?.KeyUsage ?? "", spec: key?.KeySpec ?? "" };
    } catch (error) {
      if (nameOf(error) === "NotFoundException") return undefined;
      throw notKnown("what the key is (kms:DescribeKey)", error);
    } finally {
      client.destroy();
    }
  }

  /** Those of the parameters that are there; no value is read. */
  async parameters(names: readonly string[]): Promise<ReadonlySet<string>> {
    await this.identity();
    const { paginateDescribeParameters, SSMClient } = await import("@aws-sdk/client-ssm");
    const client = new SSMClient(this.settings);
    const found = new Set<string>();
    try {
      for (const some of chunk([...names], namesAtOnce)) {
        const asked = { ParameterFilters: [{ Key: "Name", Option: "Equals", Values: some }] };
        for await (const { Parameters = [] } of paginateDescribeParameters({ client }, asked, this.sending)) {
          for (const { Name = "" } of Parameters) found.add(Name);
        }
      }
      return found;
    } catch (error) {
      throw notKnown("what is in Parameter Store (ssm:DescribeParameters)", error);
    } finally {
      client.destroy();
    }
  }

  private get settings() {
    const credentials = keysOf(this.env);
    return { region: this.region, maxAttempts: 2, ...(credentials && { credentials }) };
  }

  private get sending() {
    return { abortSignal: this.signal };
  }
}
