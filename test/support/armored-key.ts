/** A public GPG key of the bots of the shipped file and of acme; nobody has its private half. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const botKeyFile = join(__dirname, "bot.asc");

export const botKey = readFileSync(botKeyFile, "utf8");

/** Two keys in one block, as `gpg --export` writes those of one user id. */
export const twoKeys = botKey.replace(/(?<=\n\n)[\s\S]*(?=-----END)/, (body) => {
  const packets = Buffer.from(body.replace(/^=.*$/m, ""), "base64");
  return `${Buffer.concat([packets, packets]).toString("base64").replace(/.{64}/g, "$&\n")}\n`;
});

/** A text as a block of YAML, below a key that is indented by so many spaces. */
export const yamlBlock = (text: string, indent: number): string =>
  `|\n${text.replace(/^(?=.)/gm, " ".repeat(indent + 2))}`;
