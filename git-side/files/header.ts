type Named = readonly { readonly name: string }[];

const command = (applications: Named): string =>
  `\`npm run git-side -- ${applications.map(({ name }) => `--app ${name} `).join("")}--out DIR\``;

const origin = " Written from delivery.yaml by ";

/** The first line of a file: where it comes from and how it is written again. */
export const header = (applications: Named): string =>
  `${origin}${command(applications)}: change it there, then write it again.`;

/** The first line of a file that is only partly ours. */
export const settingsHeader = (applications: Named): string =>
  ` PORT is written from delivery.yaml by ${command(applications)}; all other settings are yours.`;

/** The first line of a file of the fleet's repository. */
export const fleetHeader = `${origin}\`npm run git-side -- --fleet --out DIR\`: change it there, then write it again.`;

/** Whether a text begins as a file of the fleet's repository does. */
export const isFleetHeader = (text: string): boolean => text.startsWith(`#${fleetHeader}\n`);

const beginning = " Begun from delivery.yaml by ";

/** The first line of a file that is written once, and somebody's own from then on. */
export const beginningHeader = (applications: Named): string =>
  `${beginning}${command(applications)}, and yours from here on.`;

/** Whether a text begins as a file that we have begun. */
export const isBeginning = (text: string): boolean => text.startsWith(`#${beginning}`);

/** Whether a text begins as one of our files does. */
export const isHeader = (text: string): boolean => text.startsWith(`#${origin}`);
