import assert from "node:assert/strict";
import { describe } from "node:test";
import { text } from "../../support/synth";
import { runCommandOf } from "../support/command";
import { flux, greeter, imageName, pushTag, staging, tagOf } from "../support/flow";
import { sendWebhooks } from "../support/github";
import { crashingTag } from "../support/nodes";
import type { Reference } from "../support/objects";
import { run } from "../support/process";
import { promise } from "../support/promise";
import { systemTool } from "../support/tools";
import { eventually, NotYet } from "../support/wait";
import type { World } from "../support/world";

async function ask(world: World, stack: string): Promise<{ readonly code: number | null; readonly out: string }> {
  const { code, stdout, stderr } = await runCommandOf(world, "why", stack);
  assert.equal(stderr, "");
  return { code, out: stdout };
}

/** The lines about an object, with what its first line says. */
const about = (out: string, first: string): string => out.split("\n\n").find((block) => block.startsWith(first)) ?? "";

/** Waits until a stack has a finding whose lines say all of this; returns all that is printed. */
const untilFound = (world: World, stack: string, first: string, ...says: readonly RegExp[]): Promise<string> =>
  eventually(`${first} is found in ${stack}`, async () => {
    const { code, out } = await ask(world, stack);
    const block = about(out, first);
    if (code !== 1 || !says.every((each) => each.test(block))) throw new NotYet(`${code}\n${out}`);
    return out;
  });

const untilReady = (world: World): Promise<void> =>
  eventually("everything is Ready", async () => {
    for (const stack of ["flux-bootstrap", "app"]) {
      const { code, out } = await ask(world, stack);
      if (code !== 0) throw new NotYet(out);
      assert.match(out, /^All [0-9]+ objects of .* are Ready\.\n$/);
    }
  });

const routesOf = ({ objects }: World): Reference[] =>
  objects.map(({ reference }) => reference).filter(({ kind }) => kind === "HTTPRoute");

/** Says of routes what a Gateway's controller would. */
export async function judgeRoutes(world: World, status: "True" | "False", reason: string): Promise<void> {
  const lastTransitionTime = new Date().toISOString();
  const conditions = [
    { type: "ResolvedRefs", status: "True", reason: "ResolvedRefs", message: "", lastTransitionTime },
    { type: "Accepted", status, reason, message: "by the test", lastTransitionTime },
  ];
  const parents = [{ controllerName: "acme.example/gateway", parentRef: { name: "public" }, conditions }];
  for (const { namespace = "", name } of routesOf(world)) {
    const patch = JSON.stringify({ status: { parents } });
    const where = ["httproute", name, "--namespace", namespace, "--subresource=status", "--type=merge"];
    await world.kube.kubectl(["patch", ...where, "--patch", patch]);
  }
}

const change = ({ kube }: World, { kind, namespace = "", name }: Reference, spec: object): Promise<string> =>
  kube.kubectl(["patch", kind, name, "-n", namespace, "--type=merge", "--patch", JSON.stringify({ spec })]);

export function why(world: () => World): void {
  describe("npm run why", () => {
    promise("names a route that no Gateway takes; of what is Ready it says so", world, async (now) => {
      await untilFound(
        now,
        "app",
        "HTTPRoute echo-dev/",
        /no controller has said anything/,
        /Gateway gateways\/public/,
      );
      await judgeRoutes(now, "False", "NotAllowedByListeners");
      await untilFound(
        now,
        "app",
        "HTTPRoute echo-dev/",
        /Accepted is False, NotAllowed/,
        /Remedy: .*namespace echo-dev/,
      );
      await judgeRoutes(now, "True", "Accepted");
      await untilReady(now);
    });

    promise("tells a parameter that the user keeps from one that secrets makes", world, async (now) => {
      const made = now.delivery.repositories[0]?.deployKey?.parameter ?? "";
      const value = await now.ssm.get(made);
      await now.ssm.remove("/chat/address");
      await now.ssm.remove(made);
      const own =
        /Warning UpdateFailed: .*key: \/chat\/address.*\n {2}Remedy: Put the secret that you keep at \/chat\/address/;
      const place = /delivery\.yaml:[0-9]+:[0-9]+: clusters\[0\]\.notifications\.providers\[1\]/;
      await untilFound(
        now,
        "flux-bootstrap",
        "ExternalSecret flux-system/chat-provider",
        place,
        /SecretSyncedError/,
        own,
      );
      const secret = "ExternalSecret flux-system/echo-server-git";
      const out = await untilFound(now, "flux-bootstrap", secret, /Remedy: Deploy secrets, which makes/);
      assert.ok(about(out, secret).includes(made));
      await now.ssm.put("/chat/address", now.events.chatAddress);
      await now.ssm.put(made, value);
      await untilReady(now);
    });

    promise("names a repository that lets the key in no more, before what waits for it", world, async (now) => {
      now.gitHost.authorize([]);
      const source = "GitRepository flux-system/echo-server";
      const waiter = "ImageUpdateAutomation flux-system/echo-server waits for GitRepository flux-system/echo-server";
      await untilFound(
        now,
        "app",
        source,
        /AuthenticationFailed|GitOperationFailed/,
        /Remedy: .*deploy keys of acme\/echo-server/,
      );
      const out = await untilFound(now, "app", waiter, /unable to authenticate/);
      assert.ok(out.indexOf(source) < out.indexOf(waiter), out);
      await now.deploySecrets();
      await untilReady(now);
    });

    promise("names a branch that is not there", world, async (now) => {
      const rename = (from: string, to: string): string =>
        run(systemTool("git"), ["-C", now.gitHost.path("echo-server"), "branch", "-m", from, to]);
      rename("main", "elsewhere");
      const source = "GitRepository flux-system/echo-server";
      await untilFound(now, "app", source, /couldn't find remote ref/, /Remedy: Push branch main to acme\/echo-server/);
      rename("elsewhere", "main");
      await untilReady(now);
    });

    promise("names an image that the registry lacks, and a policy that no tag satisfies", world, async (now) => {
      const image = imageName(now, staging);
      const [scan, policy] = [
        flux.image("ImageRepository", "greeter"),
        flux.image("ImagePolicy", "echo-server-staging"),
      ];
      const { spec } =
        now.objects.find(({ reference }) => reference.name === policy.name && reference.kind === policy.kind)
          ?.manifest ?? {};
      await change(now, scan, { image: `${imageName(now, greeter)}-gone` });
      await change(now, policy, {
        filterTags: { pattern: "^none$", extract: null },
        policy: { numerical: null, alphabetical: {} },
      });
      await untilFound(now, "app", "ImageRepository flux-system/greeter", /Remedy: Have CI push a first image/);
      const none = new RegExp(`Remedy: No tag of ${image} satisfies imagePolicy`);
      await untilFound(now, "app", "ImagePolicy flux-system/echo-server-staging", none);
      await change(now, scan, { image: imageName(now, greeter) });
      await change(now, policy, { ...(spec as object), policy: { alphabetical: null, numerical: { order: "asc" } } });
      await untilReady(now);
      assert.deepEqual(await now.drift(), []);
    });

    promise("names the Pods that crash before the Kustomization that waits for them", world, async (now) => {
      const stop = sendWebhooks(now);
      try {
        await pushTag(now, greeter, crashingTag);
        const pod = "Pod greeter/greeter-";
        await untilFound(
          now,
          "app",
          pod,
          /CrashLoopBackOff: image .*:404/,
          /Remedy: .*kubectl logs greeter-.* --previous/,
        );
        const waiter = "Kustomization flux-system/greeter-dev waits for Pod greeter/greeter-";
        const out = await untilFound(now, "app", waiter, /HealthCheckFailed: .*Deployment\/greeter\/greeter/);
        assert.ok(out.indexOf(pod) < out.indexOf(waiter), out);
        await pushTag(now, greeter, String(Number(crashingTag) + 1));
        await untilReady(now);
        assert.match(text(tagOf(now, greeter)), /^405/);
      } finally {
        stop();
      }
    });
  });
}
