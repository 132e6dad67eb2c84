/** Every action that the workflows use, at the major version that was current when this was written. */
export const actions = {
  checkout: "actions/checkout@v7",
  setupBuildx: "docker/setup-buildx-action@v4",
  crane: "imjasonh/setup-crane@v0.5",
  login: "docker/login-action@v4",
  awsCredentials: "aws-actions/configure-aws-credentials@v6",
  ecrLogin: "aws-actions/amazon-ecr-login@v2",
  buildPush: "docker/build-push-action@v7",
} as const;
