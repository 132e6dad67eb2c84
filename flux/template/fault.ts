/** Why Go can't read a template, in words that complete "expected ...". */
export class TemplateFault extends Error {}

export const bracesFault = "a Go template in which every {{ has its }}";
export const parenthesesFault = "a Go template in which every ( has its )";
export const endFault = "a Go template in which every range, if and with has its {{ end }}";
