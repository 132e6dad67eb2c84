import { test } from "node:test";
import type { World } from "./world";

/** A promise of the suite: what its failure leaves behind is kept. */
export function promise(
  title: string,
  world: () => World,
  body: (world: World) => void | Promise<void>,
  { minutes = 5 }: { readonly minutes?: number } = {},
): void {
  test(title, { timeout: minutes * 60_000 }, async () => {
    const running = world();
    try {
      await body(running);
    } catch (error) {
      running.failed = true;
      throw error;
    }
  });
}
