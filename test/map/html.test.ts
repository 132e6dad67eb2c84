import assert from "node:assert/strict";
import { test } from "node:test";
import { html } from "../../map/html";
import { scriptJson } from "../../map/markup";
import { shippedText } from "../support/synth";
import { hostile, hostileMap, mapOf, ourParts } from "./support/map";

test("Data in the page is the map itself, and can't end its element.", () => {
  const page = html(hostileMap(), "Delivery", ourParts);
  const [, data = ""] = /<script type="application\/json" id="map-data">([^]*?)<\/script>/.exec(page) ?? [];
  assert.deepEqual(JSON.parse(data), JSON.parse(JSON.stringify(hostileMap())));
  assert.doesNotMatch(data, /[<>&\u2028\u2029]/);
  assert.equal(page.match(/<script/g)?.length, 2);
  assert.equal(scriptJson("</script><!--"), String.raw`"\u003c/script\u003e\u003c!--"`);
});

test("A hostile title is text.", () => {
  for (const text of hostile) {
    const page = html(hostileMap(), text, ourParts);
    const [, title = ""] = /<title>([^]*?)<\/title>/.exec(page) ?? [];
    assert.doesNotMatch(title, /[<>"']/);
  }
});

test("The page names no address, and its policy lets nothing be fetched and nothing else run.", () => {
  const page = html(mapOf(shippedText()), "Delivery", ourParts);
  const withoutData = page.replace(/<script type="application\/json"[^]*?<\/script>/, "");
  assert.deepEqual(withoutData.match(/\w+:\/\/[^\s"'`]+/g), ["http://www.w3.org/2000/svg"]);
  assert.match(
    page,
    /content="default-src &#39;none&#39;; script-src &#39;sha256-[\w+/=]+&#39;; style-src &#39;sha256-[\w+/=]+&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"/,
  );
  assert.doesNotMatch(page, /url\(|@import|<link|<img|<iframe| src=/);
});

test("The same map gives the same bytes.", () => {
  const bytes = (): string => html(mapOf(shippedText()), "Delivery", ourParts);
  assert.equal(bytes(), bytes());
});
