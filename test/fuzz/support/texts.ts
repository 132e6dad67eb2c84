import { Token, type IResolvable } from "cdktf";
import fc from "fast-check";

/** Any resolvable: cdktf numbers its tokens, and a text that names such a number would become this. */
const resolvable: IResolvable = {
  creationStack: [],
  resolve: () => "a token was resolved",
  toString: () => "a token",
};
const numberToken = Token.asNumber(resolvable);
const [numberListToken = 0] = Token.asNumberList(resolvable);

/** Everything that OpenTofu, cdktf, JSON or Go could take for more than text; `canary` names what must never be read. */
export const templates: readonly string[] = [
  "${var.canary}",
  "$${var.canary}",
  "$$${var.canary}",
  "$$$${var.canary}",
  "${",
  "$${",
  "${var.canary",
  "}${var.canary}{",
  '${file("canary")}',
  '${"${var.canary}"}',
  "%{ if canary }x%{ endif }",
  "%%{ if canary }x%%{ endif }",
  "%{",
  "%%{",
  "$%{canary}%${canary}",
  "$",
  "$$",
  "%",
  "{{ .canary }}",
  '\\"${var.canary}\\"',
  "\\u0024{var.canary}",
  "$\\{var.canary}",
  "<<EOT",
  '"}, "canary": {"',
  "terraform.workspace",
  "${terraform.workspace}",
  "<stack>",
];

/** What cdktf writes for values that it does not know yet, in each of its forms. */
export const tokens: readonly string[] = [
  "${TfToken[TOKEN.4]}",
  "#{TfToken[TOKEN.0]}",
  "&{TfToken[TOKEN.1]}",
  "$${TfToken[TOKEN.4]}",
  "${TfToken[TOKEN.99999]}",
  "TfToken[TOKEN.4]",
  "TOKEN.4",
  String(numberToken),
  `x ${numberToken} y`,
  String(numberListToken),
  Token.STRING_MAP_TOKEN_VALUE,
  Token.ANY_MAP_TOKEN_VALUE,
  String(Token.NUMBER_MAP_TOKEN_VALUE),
];

/** Numbers that are tokens to cdktf. */
export const tokenNumbers: readonly number[] = [numberToken, numberListToken, Token.NUMBER_MAP_TOKEN_VALUE];

/** What YAML, a terminal or a parser may take for something else. */
export const oddities: readonly string[] = [
  ...["", " ", " x", "x ", "null", "~", "yes", "off", "true", "0x10", "0o7", "1e3", "1_000", ".5", "2001-01-01"],
  ...["*a", "&a b", "<<", "- a", "a: b", "a #b", "#", "%YAML 1.1", "@", "`", "|", ">", "!!binary eA==", "? a", "---"],
  ...['"', "'", '\\"', "''", "\\", "/", "//", "../..", ".", ",", "[", "]", "{", "}", "[a", "{a: b"],
  ...["\n", "a\nb", "\r\n", "\t", "\u0000", "\u0007", "\u001b[31mred\u001b[0m", "\u007f", "\u0085"],
  ...["\u202e", "\u2066x\u2069", "\u200b", "\u2028", "\u2029", "\ufeff", "\u00ad", "\u{e0041}", "\ud800", "\u{1f600}"],
  ...["é", "e\u0301", "İ", "ß", "ﬀ", "К", "constructor", "__proto__", "toString", "length", "hasOwnProperty"],
  ...["a".repeat(64), "a".repeat(254), "a".repeat(3000), "9".repeat(5000), "-".repeat(5000), "a.".repeat(2000)],
  ...["a/".repeat(2000), "é".repeat(600), "(".repeat(2000), "1 ".repeat(28), "{{".repeat(500), `${"a-".repeat(1000)}!`],
];

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Letters and digits that are made at run time and stand nowhere. */
const random = (count: number, seed: number, letters = alphabet): string =>
  Array.from({ length: count }, (_, index) => {
    const mixed = Math.imul(seed + index * 0x9e3779b9, 0x85ebca6b);
    return letters.charAt(((mixed ^ (mixed >>> 13)) >>> 0) % letters.length);
  }).join("");

/** A text that looks like a secret, and the part of it that nothing may repeat. */
export interface Secret {
  readonly text: string;
  readonly body: string;
  /** Whether it is known wherever it stands, or only kept out of messages. */
  readonly isRefused: boolean;
}

const shapes: readonly ((body: (count: number, letters?: string) => string) => Omit<Secret, "isRefused">)[] = [
  ...["ghp_", "gho_", "ghs_", "glpat-", "dckr_pat_", "github_pat_"].map(
    (prefix) => (body: (count: number) => string) => {
      const own = body(36);
      return { text: prefix + own, body: own };
    },
  ),
  (body) => {
    const own = body(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    return { text: `AKIA${own}`, body: own };
  },
  (body) => {
    const own = body(24);
    return { text: `https://hooks.slack.com/services/T0/B0/${own}`, body: own };
  },
  (body) => {
    const own = body(40);
    return { text: `https://discord.com/api/webhooks/1/${own}`, body: own };
  },
  (body) => {
    const own = body(40);
    return { text: `-----BEGIN OPENSSH PRIVATE KEY-----\n${own}\n-----END OPENSSH PRIVATE KEY-----`, body: own };
  },
  (body) => {
    const own = body(20);
    return { text: `xoxb-${own}`, body: own };
  },
];

/** Secrets of the known shapes. */
export const secrets: fc.Arbitrary<Secret> = fc
  .tuple(fc.constantFrom(...shapes.entries()), fc.nat())
  .map(([[index, make], seed]) => {
    // One of each shape is damaged beyond recognition now and then: no other has the same letters.
    const own = seed * shapes.length + index;
    return { ...make((count, letters) => random(count, own, letters)), isRefused: true };
  });

/** Passwords in addresses, which are no mistake everywhere but never printed. */
export const passwords: fc.Arbitrary<Secret> = fc
  .tuple(fc.constantFrom("https://", "http://", "ssh://", "//"), fc.nat())
  .map(([scheme, seed]) => {
    const body = random(12, seed);
    return { text: `${scheme}user:${body}@example.com/`, body, isRefused: false };
  });

/** A hostile text. */
export const hostileTexts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...templates, ...tokens),
  fc.constantFrom(...oddities),
  fc.string({ unit: "binary", maxLength: 40 }),
);
