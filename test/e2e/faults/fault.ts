/** Faults of a network, each at the n-th request of a kind, and who counts the requests. */

/** What something goes wrong in front of. */
export const doors = ["API server", "Git host", "SSM", "registry"] as const;
export type Door = (typeof doors)[number];

/**
 * What goes wrong: the server never gets the request (`refuse`), answers to nobody (`lose`), gets it late (`delay`), or
 * twice (`double`; the second answer counts, as behind a load balancer that tries again).
 */
export const ways = ["refuse", "lose", "delay", "double"] as const;
export type Way = (typeof ways)[number];

export interface Fault {
  readonly door: Door;
  /** The kind, such as `patch kustomizations/status`. */
  readonly request: string;
  /** 1 is the first request of the kind after the fault was armed. */
  readonly nth: number;
  readonly way: Way;
  /** How long a `delay` is. */
  readonly delayMs: number;
}

export const display = ({ door, request, nth, way, delayMs }: Fault): string =>
  `${way}${way === "delay" ? ` by ${delayMs} ms` : ""} ${request} number ${nth} at the ${door}`;

/** Counts requests and says which of them meets a fault. */
export class Faults {
  private readonly counted = new Map<string, number>();
  private readonly struck: Fault[] = [];
  private armed: readonly Fault[] = [];

  /** Counts from zero again, with these faults ahead and no others. */
  arm(faults: readonly Fault[]): void {
    this.armed = faults;
    this.counted.clear();
    this.struck.length = 0;
  }

  /** The faults that have happened, in their order. */
  get happened(): readonly Fault[] {
    return this.struck;
  }

  /** How many requests of each kind there were, by `<door>: <kind>`. */
  get counts(): ReadonlyMap<string, number> {
    return new Map([...this.counted].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Counts one request; the fault that it meets, if any. */
  next(door: Door, request: string): Fault | undefined {
    const key = `${door}: ${request}`;
    const nth = (this.counted.get(key) ?? 0) + 1;
    this.counted.set(key, nth);
    const fault = this.armed.find((each) => each.door === door && each.request === request && each.nth === nth);
    if (fault) this.struck.push(fault);
    return fault;
  }
}
