/** A map as one page that asks no network for anything. */
import { createHash } from "node:crypto";
import type { DeliveryMap } from "./delivery-map";
import { markupText, scriptJson } from "./markup";

/** What the page is made of beside the map; neither ends the element that it stands in. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing but these two runs, and nothing is fetched. @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CSP */
const policy = ({ script, style }: PageParts): string =>
  `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;

const select = (id: string, label: string): string =>
  `<div><label for="${id}">${label}</label><select id="${id}"><option value="">all</option></select></div>`;

/** @param title of the page: whose delivery it is */
export function html(map: DeliveryMap, title: string, parts: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${markupText(policy(parts))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${markupText(title)}</title>
<style>${parts.style}</style>
</head>
<body>
<header>
<h1>${markupText(title)}</h1>
<form role="search" id="filters">
<div><label for="search">Search</label><input id="search" type="search" autocomplete="off"></div>
${select("application", "Application")}
${select("environment", "Environment")}
${select("cluster", "Cluster")}
${select("kind", "Kind")}
<button type="button" id="clear">Show all</button>
</form>
<p id="status" role="status"></p>
<p id="legend">Choose anything to see all that it touches; Escape lets go. Arrow keys go from one to the next. Dashed frame: applied by Flux from Git. Dotted line: may use, or calls.</p>
<noscript><p>This page needs JavaScript. <code>npm run map</code> prints the same map as Mermaid.</p></noscript>
</header>
<main aria-label="Map">
<div id="columns"><svg id="lines" aria-hidden="true"></svg></div>
</main>
<aside id="details" aria-label="What is chosen" tabindex="0" hidden></aside>
<script type="application/json" id="map-data">${scriptJson(map)}</script>
<script>${parts.script}</script>
</body>
</html>
`;
}
