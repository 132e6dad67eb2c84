import { loadDeliveryFile, type DeliveryFile } from "../config/load";
import { UserError } from "../config/problems";
import type { Cluster, Delivery } from "../model/delivery";
import { diagnose, type Diagnosis, type Finding } from "../why/diagnosis";
import { faultInWords, line, remedyInWords } from "../why/words";
import { Kubectl } from "../cluster/kubectl";
import { commonHelp, configFile, exitCodes, type Command, type Output } from "./command";
import { whileWorking } from "./progress";
import { inScratchFolder } from "./synthesized";

/** A stack whose objects can't be asked for. */
class StackError extends UserError {}

const help = `Says why a stack is not Ready: asks the cluster for each of its objects, and for those that they wait for.

  npm run why -- STACK

  STACK              such as flux-bootstrap, app or app-production
${commonHelp}
Of what is not Ready it prints the place in the file, the condition, the newest Warning event and a remedy; causes first,
then what only waits for them. It runs kubectl with the connection that the file gives, for EKS the AWS CLI too; a cluster
that is reached by variables needs them as TF_VAR_kubernetes_host and so on. It reads, and changes nothing.

Exits 0 when everything is Ready, 1 when something is not or the cluster can't be asked, 2 on a wrong flag.
`;

/** The cluster that a stack is in. */
function clusterOf(stack: string, { clusters }: Delivery): Cluster {
  const found = clusters.find(({ stacks }) => stack === stacks.app || stack === stacks.fluxBootstrap);
  if (found) return found;
  const names = clusters.flatMap(({ stacks }) => [stacks.fluxBootstrap, stacks.app]).join(", ");
  const bare = clusters.find(({ stacks }) => stack === stacks.prerequisites);
  if (bare) {
    throw new StackError(
      `${stack} has charts and no objects of its own, so its own apply says all, and \`kubectl --namespace ${bare.fluxNamespace} describe fluxinstance flux\` what Flux waits for: name one of ${names}`,
    );
  }
  throw new StackError(
    stack === "secrets"
      ? `secrets has no objects in a cluster, so its own apply says all: name one of ${names}`
      : `no stack "${stack}" has objects in a cluster: name one of ${names}`,
  );
}

const cause = (finding: Finding, { place }: DeliveryFile): string[] => [
  finding.name,
  `  ${place(finding.at)}`,
  `  ${faultInWords(finding.fault)}`,
  ...(finding.event === undefined ? [] : [`  Warning ${finding.event}`]),
  `  ${remedyInWords(finding.remedy)}`,
];

const waiter = (finding: Finding): string[] => [
  `${finding.name} waits for ${finding.waitsFor.join(", ")}`,
  `  ${faultInWords(finding.fault)}`,
];

/** Lines about what is not Ready: causes with their remedies, then what waits for them. */
function report(findings: readonly Finding[], file: DeliveryFile): string {
  const causes = findings.filter(({ waitsFor }) => waitsFor.length === 0);
  const waiters = findings.filter(({ waitsFor }) => waitsFor.length > 0);
  const blocks = [...causes.map((each) => cause(each, file)), ...waiters.map(waiter)];
  return blocks
    .map((lines) => `\n${lines.map((each) => `${/^ */.exec(each)?.[0] ?? ""}${line(each)}\n`).join("")}`)
    .join("");
}

/** Asks the cluster, and tells a terminal meanwhile what for: one that can't be reached takes its time. */
const ask = (stack: string, cluster: Cluster, delivery: Delivery, output: Output): Diagnosis =>
  inScratchFolder((scratch) =>
    whileWorking(
      output,
      ({ step }) => {
        step(`asking cluster ${cluster.name}`);
        const kubectl = Kubectl.of(cluster, scratch);
        return diagnose(stack, cluster, delivery, {
          objects: (references) => {
            step(`asking cluster ${cluster.name} for ${references.length} objects`);
            return kubectl.objects(references);
          },
          warnings: (namespace) => {
            step(`asking cluster ${cluster.name} for events of ${namespace}`);
            return kubectl.warnings(namespace);
          },
          pods: (namespace) => {
            step(`asking cluster ${cluster.name} for Pods of ${namespace}`);
            return kubectl.pods(namespace);
          },
        });
      },
      { isBlocking: true, isLogged: false },
    ),
  );

const options = {} as const;

/** Says what is not Ready of a stack, why, and what to do. */
export const why: Command<typeof options> = {
  name: "why",
  help,
  options,
  operands: ["STACK"],
  run(values, output, [stack = ""]) {
    const { out, err } = output;
    const file = loadDeliveryFile(configFile(values));
    const { delivery } = file;
    const cluster = clusterOf(stack, delivery);
    const { count, findings, unknown } = ask(stack, cluster, delivery, output);
    for (const each of unknown) err(`Note: ${line(each)}\n`);
    if (findings.length === 0) {
      out(`All ${count} objects of ${stack} on cluster ${cluster.name}, and those that they need, are Ready.\n`);
      return exitCodes.ok;
    }
    out(`${findings.length} of ${count} objects of ${stack} on cluster ${cluster.name} are not Ready:\n`);
    out(report(findings, file));
    return exitCodes.refused;
  },
};
