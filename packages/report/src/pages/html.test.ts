import fc from "fast-check";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { plainText } from "../words/plain-text.ts";
import { escapeHtml, html, joinHtml, trustedHtml } from "./html.ts";

test("text is escaped in elements and attributes, markup of this program is not", () => {
  const name = `"><script>alert('x')</script>&amp;`;
  expect(html`<b title="${name}">${name}</b>${trustedHtml("<i></i>")}`.html).toBe(
    '<b title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;</b><i></i>',
  );
});

test("lists of markup are joined, numbers are written", () => {
  expect(html`<ul>${["a<", "b"].map((text) => html`<li>${text}</li>`)}</ul>${3}`.html).toBe(
    "<ul><li>a&lt;</li><li>b</li></ul>3",
  );
  expect(joinHtml([html`a`, html`b`], " ").html).toBe("a b");
});

test("a browser reads back exactly the text that was escaped", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { document } = parseHTML(
        `<html><body><p title="${escapeHtml(text)}">${escapeHtml(text)}</p></body></html>`,
      );
      const paragraph = document.querySelector("p");
      expect(paragraph.textContent).toBe(plainText(text));
      expect(paragraph.getAttribute("title")).toBe(plainText(text));
    }),
  );
});
