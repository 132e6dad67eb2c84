/** Sprig's functions that Flux leaves out: their results depend on where and when the template runs. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  clock: ["date", "dateInZone", "dateModify", "date_in_zone", "date_modify", "htmlDate", "htmlDateInZone", "now"],
  environment: ["env", "expandenv"],
  network: ["getHostByName"],
  "random value": ["randAlpha", "randAlphaNum", "randAscii", "randBytes", "randNumeric", "uuidv4"],
};

/** Why a template may not call a function that Flux does not know. */
export function unknownFunction(name: string): string {
  const [missing] = Object.entries(leftOut).find(([, names]) => names.includes(name)) ?? [];
  const reason = missing === undefined ? "Flux knows Go's functions and Sprig's" : `Flux knows no ${missing} here`;
  return `a template without the function ${JSON.stringify(name)}: ${reason}`;
}
