import { expect, it } from "vitest";
import { renderMarkdown } from "./markdown.ts";

const render = (text: string) =>
  renderMarkdown(text, {
    linkTo: (href) => (href === "elsewhere.ts" ? undefined : `./to?${href}&x`),
    pictureAt: (src) => ({ address: `./images/${src}`, width: 400, height: 300 }),
  });

it("headings have GitHub's ids, and the second ones are the sections", () => {
  const { title, sections, body } = render(
    "# All of `it`\n## What `--out` draws\n### Small\n## Over- & under\n## Small\n",
  );
  expect(title).toBe("All of <code>it</code>");
  expect(sections.map(({ id }) => id)).toEqual(["what---out-draws", "over---under", "small-1"]);
  expect(body).toContain('<h1 id="all-of-it">All of <code>it</code></h1>');
  expect(body).toContain('<h3 id="small"><a href="#small">Small</a></h3>');
});

it("a link goes where it is said, and where the site has nothing its words remain", () => {
  expect(render("[a *b*](c.md)").body).toBe('<p><a href="./to?c.md&amp;x">a <em>b</em></a></p>\n');
  expect(render("[a *b*](elsewhere.ts)").body).toBe("<p>a <em>b</em></p>\n");
});

it("a picture has its size, by its file or in proportion to the width that is said", () => {
  expect(render("![An `a`](a.png)").body).toContain('<img src="./images/a.png" alt="An `a`" width="400" height="300">');
  expect(render('<img src="a.png" alt="A" width="200">').body).toBe(
    '<p><img src="./images/a.png" alt="A" width="200" height="150"></p>\n',
  );
});

it.each(["<b>bold</b>", "a <i>b</i>", "<script>alert(1)</script>", '<img src="a.png" onerror="x">'])(
  "%s is refused",
  (text) => {
    expect(() => render(text)).toThrow("the guides hold no HTML");
  },
);

it("code is text, whatever tags it holds; what may scroll is reached by the keyboard", () => {
  expect(render("`<table>`").body).toBe("<p><code>&lt;table&gt;</code></p>\n");
  expect(render("```html\n<pre>\n```").body).toBe(
    '<pre tabindex="0"><code class="language-html">&lt;pre&gt;\n</code></pre>\n',
  );
  expect(render("| a |\n|---|\n| 1 |").body).toMatch(
    /^<div class="table" [^>]*tabindex="0"><table>.*<\/table>\s*<\/div>\n$/s,
  );
});
