import { Token, type IResolvable } from "cdktf";
import { repositories } from "./pieces";
import type { Row } from "./row";

const unknown: IResolvable = { creationStack: [], resolve: () => "", toString: () => "" };
const numberToken = Token.asNumber(unknown);
/** A cluster's name puts a sign before it: 8.2e298 with a minus is a token, too. */
const unsigned = "82e297";

const expected = "text without TfToken[, which cdktf reads as a reference of its own";

/** cdktf's own tokens, which would become references to whatever they number. */
export const tokenRows: readonly Row[] = [
  ...["${TfToken[TOKEN.4]}", "#{TfToken[TOKEN.0]}", "&{TfToken[TOKEN.1]}", "$${TfToken[TOKEN.4]}", "TfToken["].map(
    (token): Row => ({
      title: `${token} in free texts is refused: cdktf would take it for a reference of its own`,
      file: [
        [
          repositories,
          `\nrepositories:\n  - name: echo-server\n    imageUpdate:\n      authorName: ▶'Bot ${token}'\n      messageTemplate: ▶'${token} x'\n`,
        ],
        ["  - name: blog\n", `  - name: blog\n    connection: { type: kubeconfig, context: ▶'${token}' }\n`],
      ],
      messages: [
        `clusters[0].connection.context: got "${token}", expected ${expected}`,
        `repositories[0].imageUpdate.authorName: got "Bot ${token}", expected ${expected}`,
        `repositories[0].imageUpdate.messageTemplate: got "${token} x", expected ${expected}`,
      ],
    }),
  ),
  {
    title: "A token in chart values or a backend's settings is refused where it stands, also as a key",
    file: [
      [
        "  - name: blog\n",
        "  - name: blog\n    monitoring: { values: { grafana: [{ a: ▶'${TfToken[TOKEN.1]}', ▶'#{TfToken[TOKEN.2]}': 1 }] } }\n",
      ],
      [
        "\nstate: { backend: local }\n",
        "\nstate: { backend: s3, bucket: acme, settings: { profile: ▶'${TfToken[TOKEN.3]}' } }\n",
      ],
    ],
    messages: [
      `state.settings.profile: got "\${TfToken[TOKEN.3]}", expected ${expected}`,
      `clusters[0].monitoring.values.grafana[0].a: got "\${TfToken[TOKEN.1]}", expected ${expected}`,
      `clusters[0].monitoring.values.grafana[0]["#{TfToken[TOKEN.2]}"]: got "#{TfToken[TOKEN.2]}", expected ${expected}`,
    ],
  },
  {
    title: "A number that is rounded is refused, since what arrives would be another",
    file: [
      [
        "  - name: blog\n",
        "  - name: blog\n    monitoring: { values: { a: 9007199254740991, b: ▶9007199254740993, c: [▶-1e300] } }\n",
      ],
    ],
    messages: ["9007199254740993", "-1e300"].map(
      (given, index) =>
        `clusters[0].monitoring.values.${["b", "c[0]"][index] ?? ""}: got ${given}, expected a number from -9007199254740991 to 9007199254740991, or text in quotes`,
    ),
  },
  ...[`${numberToken}`, `to ${numberToken}, and on`, unsigned].map((text): Row => ({
    title: `The number in "${text}" is refused: cdktf would take it for a reference of its own`,
    file: [[repositories, `\nrepositories:\n  - name: echo-server\n    imageUpdate: { authorName: ▶"${text}" }\n`]],
    messages: [
      `repositories[0].imageUpdate.authorName: got "${text}", expected text without a number such as 8.1e298, which cdktf reads as a reference of its own`,
    ],
  })),
  ...[Token.STRING_MAP_TOKEN_VALUE, Token.ANY_MAP_TOKEN_VALUE, Token.NUMBER_MAP_TOKEN_VALUE].map((value): Row => ({
    title: `The value ${value} is refused, which cdktf keeps for maps that it does not know yet`,
    file: [
      [
        "\nstate: { backend: local }\n",
        `\nstate: { backend: other, type: http, settings: { address: http://a/<stack>, x: ▶${value} } }\n`,
      ],
    ],
    messages: [
      `state.settings.x: got ${JSON.stringify(value)}, expected another value: cdktf keeps this one for itself`,
    ],
  })),
  {
    title: "Thousands of dashes or digits in a row are refused: cdktf would be minutes at them",
    file: [
      [
        "  - name: blog\n",
        `  - name: blog\n    monitoring: { values: { a: "${"-".repeat(1000)}", b: ▶"${"-".repeat(1001)}", c: ▶"x ${"1".repeat(5000)} y" } }\n`,
      ],
    ],
    messages: [`"${"-".repeat(76)}...`, `"x ${"1".repeat(74)}...`].map(
      (given, index) =>
        `clusters[0].monitoring.values.${["b", "c"][index] ?? ""}: got ${given}, expected text with at most 1000 digits, '.', '|', '+' and '-' in a row`,
    ),
  },
];
