/** Stands in for the four answers of AWS that the doctor asks for, over its wire protocols. */
import { createServer, type Server } from "node:http";
import { at, text, type JsonObject } from "./synth";

/** What IAM's judge says of an action. */
type Verdict = "allowed" | "implicitDeny" | "conditional";

const xml = (action: string, result: string): string =>
  `<${action}Response xmlns="https://aws.example/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`;

/** All is well until a test changes what it holds. */
export class AwsStandIn {
  account = "123456789012";
  arn = "arn:aws:iam::123456789012:user/deployer";
  /** Of an action, or of an action on an ARN with a space between. @default - allowed */
  readonly verdicts: Record<string, Verdict> = {};
  /** Whether IAM gives one result for each action, with a part for each resource, as its API says now, or one for each resource. */
  simulates: "by action" | "by resource" = "by action";
  readonly keys: Record<string, { readonly KeyState: string; readonly KeyUsage?: string; readonly KeySpec?: string }> =
    {};
  readonly parameters = new Set<string>();
  /** Names of errors, by action, in the place of answers. */
  readonly refusals: Record<string, string> = {};
  /** Bodies of the requests, by action. */
  readonly asked: Record<string, string[]> = {};
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      request.on("end", () => {
        const target = String(request.headers["x-amz-target"] ?? "");
        const action = target === "" ? (new URLSearchParams(body).get("Action") ?? "") : target.replace(/^.*\./, "");
        (this.asked[action] ??= []).push(body);
        const isJson = target !== "";
        const refusal = this.refusals[action];
        response.setHeader("content-type", isJson ? "application/x-amz-json-1.1" : "text/xml");
        if (refusal !== undefined) {
          response.writeHead(refusal === "NotFoundException" ? 404 : 403);
          response.end(
            isJson
              ? JSON.stringify({ __type: refusal, message: "by the test" })
              : `<ErrorResponse><Error><Type>Sender</Type><Code>${refusal}</Code><Message>by the test</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
          );
        } else
          response.end(isJson ? this.json(action, JSON.parse(body) as JsonObject, response) : this.query(action, body));
      });
    });
    this.server.unref();
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const address = this.server.address();
    return typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "";
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private query(action: string, body: string): string {
    const given = new URLSearchParams(body);
    switch (action) {
      case "GetCallerIdentity":
        return xml(action, `<Arn>${this.arn}</Arn><UserId>U</UserId><Account>${this.account}</Account>`);
      case "GetRole":
        return xml(
          action,
          `<Role><Arn>arn:aws:iam::${this.account}:role/path/${given.get("RoleName") ?? ""}</Arn></Role>`,
        );
      case "SimulatePrincipalPolicy": {
        const all = (name: string): string[] =>
          [...given].filter(([key]) => key.startsWith(`${name}.`)).map(([, value]) => value);
        const judge = (name: string, arn: string): { decision: string; missing: string } => {
          const verdict = this.verdicts[`${name} ${arn}`] ?? this.verdicts[name] ?? "allowed";
          return {
            decision: verdict === "allowed" ? verdict : "implicitDeny",
            missing:
              verdict === "conditional"
                ? "<MissingContextValues><member>aws:RequestTag/a</member></MissingContextValues>"
                : "",
          };
        };
        const arns = all("ResourceArns");
        const results = all("ActionNames").flatMap((name) => {
          const result = (arn: string, decision: string, more: string): string =>
            `<member><EvalActionName>${name}</EvalActionName><EvalResourceName>${arn}</EvalResourceName><EvalDecision>${decision}</EvalDecision>${more}</member>`;
          const each = arns.map((arn) => ({ arn, ...judge(name, arn) }));
          if (this.simulates === "by resource")
            return each.map(({ arn, decision, missing }) => result(arn, decision, missing));
          // The strictest decision stands for all.
          const strictest = each.find(({ decision }) => decision !== "allowed") ?? { decision: "allowed", missing: "" };
          const parts = each.map(
            ({ arn, decision, missing }) =>
              `<member><EvalResourceName>${arn}</EvalResourceName><EvalResourceDecision>${decision}</EvalResourceDecision>${missing}</member>`,
          );
          const more = `${strictest.missing}<ResourceSpecificResults>${parts.join("")}</ResourceSpecificResults>`;
          return [result(`arn:\${Partition}:${name.split(":")[0]}:::\${Resource}`, strictest.decision, more)];
        });
        return xml(
          action,
          `<IsTruncated>false</IsTruncated><EvaluationResults>${results.join("")}</EvaluationResults>`,
        );
      }
      default:
        return xml(action, "");
    }
  }

  private json(action: string, body: JsonObject, response: { writeHead(status: number): unknown }): string {
    if (action === "DescribeKey") {
      const key = this.keys[text(body["KeyId"])];
      if (key)
        return JSON.stringify({ KeyMetadata: { KeyUsage: "ENCRYPT_DECRYPT", KeySpec: "SYMMETRIC_DEFAULT", ...key } });
      response.writeHead(400);
      return JSON.stringify({ __type: "NotFoundException", message: "by the test" });
    }
    const values = at(body, "ParameterFilters", 0, "Values");
    const found = (Array.isArray(values) ? values : []).filter((name) => this.parameters.has(text(name)));
    return JSON.stringify({ Parameters: found.map((Name) => ({ Name })) });
  }
}
