import { at, isObject, text, type Json, type JsonObject } from "../../support/synth";

const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Sysctls that a Pod may set under the standard. */
const safeSysctls = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
]);

const allowedVolumes = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

const isUnset = (value: Json | undefined): boolean => value === undefined || value === false;

/** What the Pod's level or the container's says, the container's first. */
function containerViolations(container: JsonObject, pod: JsonObject): string[] {
  const own = (...path: string[]): Json | undefined => at(container, "securityContext", ...path);
  const either = (...path: string[]): Json | undefined => own(...path) ?? at(pod, "securityContext", ...path);
  const rules: Record<string, boolean> = {
    privileged: isUnset(own("privileged")),
    allowPrivilegeEscalation: own("allowPrivilegeEscalation") === false,
    "capabilities.drop": JSON.stringify(own("capabilities", "drop")) === '["ALL"]',
    "capabilities.add": [undefined, '["NET_BIND_SERVICE"]'].includes(
      own("capabilities", "add") === undefined ? undefined : JSON.stringify(own("capabilities", "add")),
    ),
    runAsNonRoot: either("runAsNonRoot") === true,
    runAsUser: either("runAsUser") !== 0,
    "seccompProfile.type": ["RuntimeDefault", "Localhost"].some((type) => either("seccompProfile", "type") === type),
    seLinuxOptions: either("seLinuxOptions") === undefined,
    appArmorProfile: either("appArmorProfile") === undefined,
    procMount: own("procMount") === undefined,
    hostPort: list(container["ports"]).every(({ hostPort }) => hostPort === undefined),
  };
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

/**
 * The controls of the `restricted` Pod Security Standard that a Pod breaks.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export function restrictedViolations(pod: JsonObject): string[] {
  const containers = ["containers", "initContainers", "ephemeralContainers"].flatMap((kind) => list(pod[kind]));
  const rules: Record<string, boolean> = {
    "host namespaces": ["hostNetwork", "hostPID", "hostIPC"].every((field) => isUnset(pod[field])),
    volumes: list(pod["volumes"]).every((volume) =>
      Object.keys(volume).every((key) => key === "name" || allowedVolumes.has(key)),
    ),
    sysctls: list(at(pod, "securityContext", "sysctls")).every(({ name }) => safeSysctls.has(text(name))),
    windowsOptions: isUnset(at(pod, "securityContext", "windowsOptions", "hostProcess")),
  };
  return [
    ...(containers.length === 0 ? ["no container"] : []),
    ...Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule])),
    ...containers.flatMap((container) => containerViolations(container, pod)),
  ];
}
