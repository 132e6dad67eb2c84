/** How many letters are to be added, left out, replaced or swapped to make one word of another. */
function distance(from: string, to: string): number {
  let [before, last]: number[][] = [[], Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last?.[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last?.[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (before?.[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, last] = [last, current];
  }
  return last?.[to.length] ?? 0;
}

/** The longest words that are compared; nobody mistypes longer ones. */
const longest = 64;

/** Of so many words in one place nobody has mistyped each. */
const mostMistyped = 200;

/** Beginnings of a word that are too short to say which is meant. */
const shortest = 3;

/** The word that is meant by a mistyped one, or by its beginning, if any is near. @param among how many words may be mistyped there */
export function nearest(word: string, words: readonly string[], among = 1): string | undefined {
  if (word.length > longest || among > mostMistyped) return undefined;
  const mistyped = word.toLowerCase();
  const begun = words.find((each) => mistyped.length >= shortest && each.toLowerCase().startsWith(mistyped));
  if (begun !== undefined) return begun;
  const near = words.flatMap((each) => {
    const most = Math.max(1, Math.floor(Math.max(word.length, each.length) / 3));
    // So many letters are to be added or left out at least.
    if (Math.abs(word.length - each.length) > most) return [];
    const far = distance(mistyped, each.toLowerCase());
    return far <= most ? [{ each, far }] : [];
  });
  return near.sort((a, b) => a.far - b.far)[0]?.each;
}
