import { piecesOf } from "./pattern-pieces";

/** Whether a part of a pattern matches only where a tag begins, and only where it ends. */
interface Ends {
  readonly begins: boolean;
  readonly ends: boolean;
}

const open: Ends = { begins: false, ends: false };

/** A group that is being read, or the whole. */
class Group {
  private alternatives: Ends = { begins: true, ends: true };
  private sequence: Ends[] = [];

  add(part: Ends): void {
    this.sequence.push(part);
  }

  /** What is repeated may be there no times. */
  repeatLast(): void {
    if (this.sequence.length > 0) this.sequence[this.sequence.length - 1] = open;
  }

  nextAlternative(): void {
    const { begins, ends } = this.alternatives;
    const [first, last] = [this.sequence[0] ?? open, this.sequence.at(-1) ?? open];
    this.alternatives = { begins: begins && first.begins, ends: ends && last.ends };
    this.sequence = [];
  }

  close(): Ends {
    this.nextAlternative();
    return this.alternatives;
  }
}

/**
 * Whether each match of a pattern is a whole tag: every alternative begins with `^` or `\A` and ends with `$` or `\z`,
 * or with a group of which that is true. The pattern is one that compiles.
 */
export function isAnchored(pattern: string): boolean {
  let group = new Group();
  const outer: Group[] = [];
  for (const { kind } of piecesOf(pattern)) {
    switch (kind) {
      case "group":
        outer.push(group);
        group = new Group();
        break;
      case "close": {
        const inner = group.close();
        group = outer.pop() ?? new Group();
        group.add(inner);
        break;
      }
      case "alternative":
        group.nextAlternative();
        break;
      case "repetition":
        group.repeatLast();
        break;
      case "begin":
        group.add({ begins: true, ends: false });
        break;
      case "end":
        group.add({ begins: false, ends: true });
        break;
      case "other":
        group.add(open);
        break;
      // Flags match nothing: what follows them in ^(?i)* repeats the ^.
      case "flags":
      case "nothing":
    }
  }
  const { begins, ends } = group.close();
  return begins && ends && outer.length === 0;
}
