import { BRAND_MARK } from "../../src/brand-mark.ts";
import { stillPage } from "../still-page.ts";
import type { GuideGroup } from "./guides.ts";
import type { RenderedMarkdown } from "./markdown.ts";

export type GuidePage = RenderedMarkdown & { readonly name: string; readonly says: string };

export interface PageGroup extends Pick<GuideGroup, "title"> {
  readonly pages: readonly GuidePage[];
}

/** All guides by group, with their sections. */
export function contentsPage(groups: readonly PageGroup[]): string {
  const lists = groups.map(({ title, pages }) => `<h2>${title}</h2>\n<dl>${pages.map(entryOf).join("")}</dl>`);
  const lede = "How the command, the library and the studio are used, and what stands behind them.";
  return pageOf(
    "Docs",
    "page",
    `<main class="contents">\n<h1>Docs</h1>\n<p class="lede">${lede}</p>\n${lists.join("\n")}\n</main>`,
  );
}

function entryOf({ name, title, says, sections }: GuidePage): string {
  const links = sections.map(({ id, html }) => `<a href="./${name}.html#${id}">${html}</a>`);
  const inside = links.length === 0 ? "" : `<dd class="sections">${links.join(" ")}</dd>`;
  return `<dt><a href="./${name}.html">${title}</a></dt><dd>${says}</dd>${inside}\n`;
}

/** One guide, the others beside it, and the way on. */
export function guidePage(page: GuidePage, groups: readonly PageGroup[]): string {
  const pages = groups.flatMap(({ pages }) => pages);
  const next = pages[pages.indexOf(page) + 1];
  const on = next === undefined ? "" : `<p class="next">Next: <a href="./${next.name}.html">${next.title}</a></p>\n`;
  const beside = groups.map((group) => groupOf(group, page)).join("\n");
  return pageOf(
    page.title,
    "true",
    `<div class="docs">\n<main>\n${page.body}${on}</main>\n<nav class="toc" aria-label="Guides">\n${beside}\n</nav>\n</div>`,
  );
}

function groupOf({ title, pages }: PageGroup, current: GuidePage): string {
  const items = pages.map((page) => {
    const isCurrent = page === current;
    const link = `<a href="./${page.name}.html"${isCurrent ? ' aria-current="page"' : ""}>${page.title}</a>`;
    return `<li>${link}${isCurrent ? sectionsOf(page) : ""}</li>`;
  });
  return `<p>${title}</p>\n<ul>${items.join("")}</ul>`;
}

function sectionsOf({ sections }: GuidePage): string {
  const items = sections.map(({ id, html }) => `<li><a href="#${id}">${html}</a></li>`);
  return items.length === 0 ? "" : `<ul>${items.join("")}</ul>`;
}

/** `current` is how the bar marks Docs: the very page, or one within. */
function pageOf(title: string, current: "page" | "true", content: string): string {
  return stillPage({
    title: `${title.replace(/<[^>]*>/g, "")} · occam`,
    home: "../",
    styles: ["./docs.css"],
    body: `<body>
<div class="page">
<header class="bar">
<a class="brand" href="../index.html">${BRAND_MARK} occam <span>docs</span></a>
<nav class="rooms" aria-label="Rooms">
<a href="../index.html#/playground">Playground</a>
<a href="../index.html#/learn">Learn</a>
<a href="./index.html" aria-current="${current}">Docs</a>
</nav>
</header>
${content}
</div>
</body>`,
  });
}
