/** Commands of the pages that no test of the pages can run, by their first words, and why. */

const accounts = "changes AWS, GitHub and a cluster; the suites of test/opentofu and test/e2e do, with the real engine";
const cluster = "asks a cluster";
const engine = "wants providers from a registry, and credentials; test/opentofu runs it";
const minutes = "takes minutes, and is a suite or a measurement of its own";
const gitHub = "acts at GitHub as whoever is logged in";
const keys = "makes or reads keys of the reader's own";

export const excuses: Readonly<Record<string, string>> = {
  "aws eks update-kubeconfig": "asks AWS",
  "aws ssm put-parameter": "changes AWS",
  "bash .ci/run": minutes,
  "cd ": "goes to a folder of this project, which is there",
  "cosign generate-key-pair": keys,
  "cosign verify": "asks a registry for an image of the reader's",
  "curl https://github.com": "asks GitHub",
  "docker buildx imagetools inspect": "asks a registry for an image of the reader's",
  "flux bootstrap": cluster,
  "flux create tenant": cluster,
  "flux get": cluster,
  "flux install": cluster,
  "flux reconcile": cluster,
  "gh attestation verify": gitHub,
  "gh auth": gitHub,
  "gh ssh-key add": gitHub,
  "git http-backend": "is a server, which test/e2e runs",
  "git log": "shows a repository of the reader's",
  "git ls-remote": gitHub,
  "git push": gitHub,
  "git tag": "is pushed, which starts a workflow at GitHub",
  "go clean": "empties a cache that others use",
  "go get": "asks Go's module proxy",
  "go install": "asks Go's module proxy",
  "gpg --armor": keys,
  "gpg --list-secret-keys": keys,
  "gpg --quick-generate-key": keys,
  "helm rollback": cluster,
  "helm uninstall": cluster,
  "kubectl --namespace": cluster,
  "kubectl describe": cluster,
  "kubectl get": cluster,
  "kubectl logs": cluster,
  "kubectl patch": cluster,
  "kubectl rollout": cluster,
  "kustomize build": "builds an overlay of the reader's",
  "npm ci": "asks npm's registry",
  "npm install": "asks npm's registry; test/cdktn runs it",
  "npm pkg": "test/cdktn runs it",
  "npm run bench": minutes,
  "npm run bench:by-git": minutes,
  "npm run bench:delivery": minutes,
  "npm run bench:fleet-push": minutes,
  "npm run bench:limits": minutes,
  "npm run bench:map": minutes,
  "npm run bench:plan": minutes,
  "npm run bench:status": minutes,
  "npm run check": "runs this test, too",
  "npm run demo": "starts servers, as root; test/e2e/demo.e2e.ts does",
  "npm run doctor": "asks AWS, GitHub and clusters; test/doctor and test/e2e run it",
  "npm run e2e": minutes,
  "npm run e2e:by-git": minutes,
  "npm run e2e:faults": minutes,
  "npm run fuzz": minutes,
  "npm run gen": "needs Go, for the CRDs; .ci/run compares what it gives",
  "npm run handover": `${cluster}; test/e2e runs it`,
  "npm run lock": engine,
  "npm run mutants": minutes,
  "npm run release -- promote": "asks a registry what an image has; test/commands/release.test.ts runs it",
  "npm run status": `${cluster}; test/commands/status.test.ts and test/e2e run it`,
  "npm run test:cdktn": minutes,
  "npm run test:opentofu": minutes,
  "npm run test:registry": minutes,
  "npm run tools": minutes,
  "npm run why": `${cluster}; test/commands/why.test.ts and test/e2e run it`,
  "npm test": "runs this test, too",
  "npx cdktf": accounts,
  "rm -f": "takes away what the engine has written",
  "ssh-keygen -lf": "reads a file of the reader's",
  "ssh-keyscan ": "asks a server of the reader's",
  "sudo env": "starts servers, as root; test/e2e/demo.e2e.ts does",
  "tofu ": engine,
};

/** Whether a command begins with the words; the last of them may go on where they end with a space or a host. */
export const begins = (command: string, words: string): boolean =>
  command === words || command.startsWith(words.endsWith(" ") || words.endsWith("com") ? words : `${words} `);

export const excuseFor = (command: string): string | undefined =>
  Object.keys(excuses).find((words) => begins(command, words));
