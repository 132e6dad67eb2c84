import type { World } from "./world";

/** Every interval of the application greeter, and each as an hour: what happens sooner, something has called for. */
const intervals: readonly (readonly [asItIs: string, hourly: string])[] = [
  ["    imageUpdate: { interval: 10s }\n\n", "    imageUpdate: { interval: 1h }\n\n"],
  ["      interval: 5s\n    port: 8080\n", "      interval: 1h\n    port: 8080\n"],
  [`          interval: 5s\n        initialTag: "1"\n`, `          interval: 1h\n        initialTag: "1"\n`],
  [
    "/greeter/session-key }\n        kustomization: *quick\n",
    "/greeter/session-key }\n        kustomization: { <<: *quick, interval: 1h }\n",
  ],
];

/** Has nothing of greeter polled within the hour; returns how to have all as before. Either is true once it is deployed. */
export function pollHourly(world: World): () => void {
  for (const [asItIs, hourly] of intervals) world.edit(asItIs, hourly);
  return () => {
    for (const [asItIs, hourly] of intervals) world.edit(hourly, asItIs);
  };
}
