/** An action at a commit, which nobody can move as they can a tag, and the release that it is. */
export interface Action {
  readonly uses: string;
  readonly release: string;
}

/** Every action that the workflows use, in the release that was current when this was written. */
export const actions = {
  checkout: { uses: "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", release: "v7.0.1" },
  setupGo: { uses: "actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e", release: "v7.0.0" },
  setupNode: { uses: "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020", release: "v7.0.0" },
  setupQemu: { uses: "docker/setup-qemu-action@96fe6ef7f33517b61c61be40b68a1882f3264fb8", release: "v4.2.0" },
  setupBuildx: { uses: "docker/setup-buildx-action@37fe631027851001ddb9b187196cc803df7f5f0e", release: "v4.3.0" },
  login: { uses: "docker/login-action@4907a6ddec9925e35a0a9e82d7399ccc52663121", release: "v4.1.0" },
  awsCredentials: {
    uses: "aws-actions/configure-aws-credentials@e6de054238d6b7531b4efff3b6587d9aade6a06c",
    release: "v6.2.3",
  },
  ecrLogin: { uses: "aws-actions/amazon-ecr-login@03f1aad4c6c7ffd436567f42f9384779290529bd", release: "v2.1.7" },
  buildPush: { uses: "docker/build-push-action@53b7df96c91f9c12dcc8a07bcb9ccacbed38856a", release: "v7.3.0" },
  attest: { uses: "actions/attest-build-provenance@a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32", release: "v4.1.0" },
  installCosign: { uses: "sigstore/cosign-installer@6f9f17788090df1f26f669e9d70d6ae9567deba6", release: "v4.1.2" },
} as const satisfies Readonly<Record<string, Action>>;
