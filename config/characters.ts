/**
 * Turn what follows them on screens, as in commits and alerts, so that people read something else than machines do. Marks
 * of direction, which languages need, turn nothing.
 *
 * @see https://trojansource.codes/
 */
const turning = /[\u202a-\u202e\u2066-\u2069]/;

/** What is expected instead of a text with characters that no one can see for what they are; undefined where it has none. */
export function characterFault(text: string): string | undefined {
  if (/\p{Surrogate}/u.test(text)) {
    return "text without half a character such as \\ud83d, which would arrive as another one";
  }
  if (text.includes("\0")) return "text without U+0000, at which Git and others take a text to end";
  return turning.test(text) ? "text without characters such as U+202E, which turn around what people read" : undefined;
}
