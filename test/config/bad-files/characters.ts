import { repositories } from "./pieces";
import type { Row } from "./row";

const values = (text: string): readonly [string, string] => [
  "  - name: blog\n",
  `  - name: blog\n    monitoring: { values: { ${text} } }\n`,
];

const half = "text without half a character such as \\ud83d, which would arrive as another one";
const turning = "text without characters such as U+202E, which turn around what people read";

/** Characters that are not what they seem. */
export const characterRows: readonly Row[] = [
  {
    title: "Half a character is refused in any text and key, and a whole one is taken",
    file: [
      [
        repositories,
        `${repositories}    imageUpdate: { authorName: ▶"Bot \\uD83D", messageTemplate: "\\uD83D\\uDE80 ship" }\n`,
      ],
      values('a: ▶"\\uDE80", ▶"b\\uD83D": c'),
    ],
    messages: [
      `clusters[0].monitoring.values.a: got "\\ude80", expected ${half}`,
      `clusters[0].monitoring.values["b\\ud83d"]: got "b\\ud83d", expected ${half}`,
      `repositories[0].imageUpdate.authorName: got "Bot \\ud83d", expected ${half}`,
    ],
  },
  {
    title: "Characters that turn around others are refused in any text, and a mark of direction is taken",
    file: [
      [
        repositories,
        `${repositories}    imageUpdate: { authorName: ▶"Bot \u202Egnp", messageTemplate: "a\u200F b" }\n`,
      ],
      values('a: ▶"x \\u2066y", b: "\\u200E"'),
    ],
    messages: [
      `clusters[0].monitoring.values.a: got "x \\u{2066}y", expected ${turning}`,
      `repositories[0].imageUpdate.authorName: got "Bot \\u{202e}gnp", expected ${turning}`,
    ],
  },
  {
    title: "U+0000 is refused in any text",
    file: [
      [repositories, `${repositories}    imageUpdate: { messageTemplate: ▶"chore\\0: x" }\n`],
      values('a: ▶"\\0"'),
    ],
    messages: [
      `clusters[0].monitoring.values.a: got "\\u0000", expected text without U+0000, at which Git and others take a text to end`,
      `repositories[0].imageUpdate.messageTemplate: got "chore\\u0000: x", expected text without U+0000, at which Git and others take a text to end`,
    ],
  },
];
