import { DataGithubSshKeys } from "@cdktf/provider-github/lib/data-github-ssh-keys";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { knownHostName } from "../../model/github-server";

/** GitHub's current SSH host keys as the lines of a known_hosts file. */
export class KnownHosts extends Construct {
  readonly lines: string;

  constructor(scope: Construct, id: string, sshHost: string) {
    super(scope, id);
    const { keys } = new DataGithubSshKeys(this, "keys");
    this.lines = Fn.join("\n", Token.asList(Fn.formatlist(`${knownHostName(sshHost)} %s`, [keys])));
  }
}
