import { known, noValue } from "../config/ill-formed";
import { formatGiven, oneOf, type Path, type Problem } from "../config/problems";
import type { Link } from "./link/links";

interface Named {
  readonly name: string;
  /** What it was called before. */
  readonly renamedFrom?: string | undefined;
}

/** A list in the file whose elements others refer to by name. */
export class NamedList<Fields extends Named, Element> {
  /** By their place in the file; undefined where the list is ill-formed. */
  private elements: readonly (Element | undefined)[] | undefined;
  /** The first of each name. */
  private readonly named = new Map<string, { readonly index: number; readonly element: Element }>();
  /** By what they were called before, the places of the first. */
  private readonly firstFrom = new Map<string, number>();
  /** Names given twice. */
  readonly repeated: Problem[] = [];
  /** References from elsewhere: where, and to what. */
  private readonly references: { readonly name: () => string; readonly path: Path }[] = [];
  /** Whether there is a name that could not be read, which may be any. */
  private isPartial: boolean;

  /** @param list undefined where the list itself is ill-formed */
  constructor(
    private readonly list: readonly Fields[] | undefined,
    private readonly at: Path,
  ) {
    this.isPartial = list === undefined;
  }

  /** Makes an element of each one's fields. */
  link(make: Link<Fields, Element>): void {
    const { list } = this;
    if (!list) return;
    // By index: an element that is ill-formed as a whole keeps its place.
    this.elements = Array.from({ length: list.length }, (_, index) => {
      const fields = known(() => list[index]);
      if (!fields) {
        this.isPartial = true;
        return undefined;
      }
      const element = make(fields, [...this.at, index], () => this.originOf(fields, index));
      const former = known(() => fields.renamedFrom);
      if (former !== undefined && !this.firstFrom.has(former)) this.firstFrom.set(former, index);
      return this.isRepeated(fields, index, element) ? undefined : element;
    });
  }

  /** Former names that are not, or not only, this element's. */
  get misnamed(): readonly Problem[] {
    return this.elements?.flatMap((_, index) => known(() => this.faultOf(index)) ?? []) ?? [];
  }

  /** The elements, without those that can't be read at all or have another's name. */
  get all(): readonly Element[] {
    return this.elements?.filter((each) => each !== undefined) ?? noValue();
  }

  /** Whether `all` lacks an element of the file. */
  get lacksSome(): boolean {
    return this.elements?.includes(undefined) ?? true;
  }

  /** The element that a name at a path in the file refers to; one that no element has leads nowhere. */
  reference(name: () => string, path: Path): () => Element {
    this.references.push({ name, path });
    return () => this.named.get(name())?.element ?? noValue();
  }

  /**
   * References to no element: not those that can't be read, or may be to one that can't.
   *
   * @param noun what an element is, as in "a cluster"
   * @param home where one is added
   */
  dangling(noun: string, home: string): readonly Problem[] {
    if (this.isPartial) return [];
    const names = [...this.named.keys()].map(formatGiven);
    const choices = names.length === 0 ? "there is none" : oneOf(names);
    const expected = `the name of ${noun} (${choices}): correct it, or add it to ${home}`;
    return this.references.flatMap(({ name, path }) => {
      const given = known(name);
      return given === undefined || this.named.has(given) ? [] : { path, given: formatGiven(given), expected };
    });
  }

  /** What an element was called before, or is called where it was not renamed. */
  private originOf({ name, renamedFrom }: Fields, index: number): string {
    if (renamedFrom === undefined) return name;
    return this.faultOf(index) ? noValue() : renamedFrom;
  }

  private faultOf(index: number): Problem | undefined {
    const { name, renamedFrom } = this.list?.[index] ?? noValue();
    if (renamedFrom === undefined) return undefined;
    const fault = { path: [...this.at, index, "renamedFrom"], given: formatGiven(renamedFrom) };
    if (renamedFrom === name) return { ...fault, expected: "the name that it had before: this is the one that it has" };
    const living = this.named.get(renamedFrom);
    const expected = "a name that it had before, and nothing else has or had";
    if (living) return { ...fault, expected, holder: [...this.at, living.index, "name"] };
    const first = this.firstFrom.get(renamedFrom) ?? index;
    return first === index ? undefined : { ...fault, expected, holder: [...this.at, first, "renamedFrom"] };
  }

  private isRepeated(fields: Fields, index: number, element: Element): boolean {
    const name = known(() => fields.name);
    if (name === undefined) {
      this.isPartial = true;
      return false;
    }
    const first = this.named.get(name);
    if (!first) {
      this.named.set(name, { index, element });
      return false;
    }
    this.repeated.push({
      path: [...this.at, index, "name"],
      given: formatGiven(name),
      expected: "a name of its own",
      holder: [...this.at, first.index, "name"],
    });
    return true;
  }
}
