/** Finds a Chromium for tests of what a browser makes of something. */
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { isExecutable } from "../tools/locate";

const names = ["chromium", "chromium-browser", "google-chrome"];

function locate(): string | undefined {
  const given = process.env["CHROMIUM"];
  if (given) {
    if (!isExecutable(given)) throw new Error(`CHROMIUM=${given} is not an executable file`);
    return given;
  }
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isExecutable);
}

/** For `group(title, needsChromium, ...)`: false, or what is missing and how to get it. */
export const needsChromium: string | false =
  locate() === undefined
    ? "chromium is not here: install it (Debian: apt-get install chromium), or set CHROMIUM to the path of one."
    : false;

/** A browser without a window; it opens nothing but what tests have written. */
export const launchChromium = (): Promise<Browser> => chromium.launch({ executablePath: locate() ?? "chromium" });
