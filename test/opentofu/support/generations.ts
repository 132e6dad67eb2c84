/** What a plan of secrets says where echo-server's deploy key gets its second generation. */
export const secondDeployKey: readonly string[] = [
  "create aws_ssm_parameter.deploy-key-echo-server_kept-2_private_parameter",
  "create aws_ssm_parameter.deploy-key-echo-server_kept-2_public_parameter",
  "create github_repository_deploy_key.deploy-key-echo-server_registered-2",
  "update aws_ssm_parameter.deploy-key-echo-server_ssm_parameter",
];
