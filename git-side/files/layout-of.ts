import type { ToStringOptions } from "yaml";

/** What may stand between a key and the first line of its value. */
const between = String.raw`:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*`;
const list = new RegExp(String.raw`^[^\s#-][^\n]*?${between}( *)- `, "m");
const mapping = new RegExp(String.raw`^[^\s#-][^\n]*?${between}( +)[^\s#-]`, "m");

/** How a YAML text is laid out, as far as it can be told, so that what is printed again looks like it. */
export function layoutOf(text: string): ToStringOptions {
  const lines = text.replaceAll("\r\n", "\n");
  const [items, fields] = [list.exec(lines)?.[1], mapping.exec(lines)?.[1]];
  return {
    lineWidth: 0,
    blockQuote: "literal",
    indent: items?.length || fields?.length || 2,
    indentSeq: items !== "",
    flowCollectionPadding: !/[:-] [{[][^\s\]}]/.test(lines),
  };
}

/** A printed text with the line ends and the byte order mark of the one whose place it takes. */
export function encodedAs(text: string, printed: string): string {
  const mark = text.startsWith("\ufeff") && !printed.startsWith("\ufeff") ? "\ufeff" : "";
  return mark + (text.includes("\r\n") ? printed.replace(/\r?\n/g, "\r\n") : printed);
}
