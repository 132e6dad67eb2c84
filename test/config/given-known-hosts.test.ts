import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadDeliveryFile } from "../../config/load";
import { DeliveryError } from "../../config/problems";
import { knownHostLine } from "../../config/known-hosts";
import { knownHostsText } from "../../model/github-server";
import { ecdsa, ed25519 } from "../support/host-keys";
import { shippedWith } from "../support/synth";

/** What a delivery makes of a file of host keys: the text for Flux, or why it is refused. */
function loaded(content: string | Buffer | undefined, name = "known_hosts", link = false): string | readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-beside-"));
  try {
    const own = join(folder, "own");
    mkdirSync(join(own, "hosts"), { recursive: true });
    const target = link ? join(folder, "elsewhere") : join(own, name);
    if (content !== undefined) writeFileSync(target, content);
    if (link) symlinkSync(target, join(own, name));
    const file = join(own, "delivery.yaml");
    writeFileSync(file, shippedWith("  bot:\n", `  knownHosts: ${name}\n  bot:\n`));
    return knownHostsText(loadDeliveryFile(file).delivery.github.knownHosts ?? []);
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return error.lines.map((line) => line.replace(/^.*?: github\.knownHosts: /, ""));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("host keys come from a file beside the delivery, without comments, empty lines and Windows' ends of lines", () => {
  const text = `# github.com:22 SSH-2.0\r\ngithub.com ${ed25519} a comment {{ .x }}\r\n\n  github.com,140.82.121.3\t${ecdsa}`;
  assert.equal(loaded(text), `github.com ${ed25519}\ngithub.com,140.82.121.3 ${ecdsa}`);
});

test("a file may be below the delivery's folder", () => {
  assert.equal(loaded(`github.com ${ed25519}\n`, "hosts/known_hosts"), `github.com ${ed25519}`);
});

test("every wrong line of a file is told by its number", () => {
  assert.deepEqual(loaded(`# a\ngithub.com ${ed25519}\nnonsense\n\nmore\n`), [
    `got "nonsense" in line 3 of "known_hosts", expected ${knownHostLine}`,
    `got "more" in line 5 of "known_hosts", expected ${knownHostLine}`,
  ]);
});

test("a file of which a key is another host's is refused", () => {
  assert.deepEqual(loaded(`gitlab.com ${ed25519}\n`), [
    `got a key of "gitlab.com", expected a key of github.com, as known_hosts has the name of sshHost`,
  ]);
});

test("a file without a line is refused", () => {
  assert.deepEqual(loaded("# nothing\n"), [`got "known_hosts" without a line, expected ${knownHostLine}`]);
});

test("a file that is not there, or a folder, is refused", () => {
  const readable = "expected a file beside this one that can be read";
  assert.deepEqual(loaded(undefined), [`got "known_hosts" (ENOENT), ${readable}`]);
  assert.deepEqual(loaded(undefined, "hosts"), [`got "hosts", which is no file, ${readable}`]);
});

test("a file that is no UTF-8 is refused", () => {
  assert.deepEqual(loaded(Buffer.from([0xff, 0xfe, 0x41])), [
    'got "known_hosts" (ERR_ENCODING_INVALID_ENCODED_DATA), expected a file beside this one that can be read',
  ]);
});

test("a link to a file outside of the delivery's folder is refused: nothing of the machine's becomes part of it", () => {
  assert.deepEqual(loaded(`github.com ${ed25519}\n`, "known_hosts", true), [
    'got "known_hosts", a link out of the folder, expected a file in the folder of this one, or below',
  ]);
});

test("a file with a private key is refused, and nothing of it is repeated", () => {
  assert.deepEqual(loaded(`-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n`), [
    'got "known_hosts" with a private key, expected no secret beside this file: OpenTofu makes the keys; no private key is ever in the file',
  ]);
});

test("a file that is too long is refused unread", () => {
  assert.deepEqual(loaded("a".repeat(100_001)), [
    'got "known_hosts" of 100001 bytes, expected a file of at most 100000 bytes',
  ]);
});
