import type { KeptHalves } from "../delivery";

/** The halves of a key's generation are kept below the path that the newest is served at. */
export function keptHalves(parameter: string, generation: number): KeptHalves {
  const privateKey = `${parameter}/generation-${generation}`;
  return Object.freeze({ privateKey, publicKey: `${privateKey}.pub` });
}
