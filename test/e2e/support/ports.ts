import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections and to listeners without a number of their own. */
const range = { first: 20_000, count: 10_000 } as const;

const given = new Set<number>();

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/** TCP ports of the loopback interface that are free now, and that no other call gets. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let attempt = 0; ports.length < count; attempt += 1) {
    if (attempt === 1000) throw new Error(`no ${count} free ports from ${range.first} on`);
    const port = range.first + Math.floor(Math.random() * range.count);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}
