import { Marked, type Token, type Tokens } from "marked";

/** What stands around the text: where its links and pictures lead. */
export interface Surroundings {
  /** The address for a link as it is written; undefined where the site has nothing there, so that the words stay without a link. */
  readonly linkTo: (href: string) => string | undefined;
  readonly pictureAt: (src: string) => Picture;
}

export interface Picture {
  readonly address: string;
  readonly width: number;
  readonly height: number;
}

export interface Heading {
  readonly id: string;
  readonly html: string;
}

export interface RenderedMarkdown {
  /** The first heading, as HTML. */
  readonly title: string;
  readonly sections: readonly Heading[];
  readonly body: string;
}

/**
 * Markdown as HTML without scripts or styles of its own. Headings have the ids that GitHub gives them, so that a link to one leads there in both.
 * @throws Error for HTML in the text, but for a picture with a width on a line of its own.
 */
export function renderMarkdown(text: string, { linkTo, pictureAt }: Surroundings): RenderedMarkdown {
  const headings: (Heading & { readonly depth: number })[] = [];
  const idOf = headingIds();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const html = this.parser.parseInline(tokens);
        const id = idOf(plain(tokens));
        headings.push({ id, html, depth });
        return depth === 1
          ? `<h1 id="${id}">${html}</h1>\n`
          : `<h${depth} id="${id}"><a href="#${id}">${html}</a></h${depth}>\n`;
      },
      link({ href, tokens }) {
        const address = linkTo(href);
        const words = this.parser.parseInline(tokens);
        return address === undefined ? words : `<a href="${escaped(address)}">${words}</a>`;
      },
      image: ({ href, text }) => pictureOf(pictureAt(href), escaped(text)),
      html: ({ text }) => htmlOf(text, pictureAt),
    },
  });
  // Text that is marked up has become entities by now, so these are the parser's own tags. What may scroll is reached by the keyboard.
  const body = String(marked.parse(text, { async: false }))
    .replaceAll("<pre>", '<pre tabindex="0">')
    .replaceAll("<table>", '<div class="table" role="group" aria-label="Table" tabindex="0"><table>')
    .replaceAll("</table>", "</table></div>");
  return { title: headings[0]?.html ?? "", sections: headings.filter(({ depth }) => depth === 2), body };
}

/** GitHub's names for headings: small letters, digits and hyphens; the second of a name is NAME-1. */
function headingIds(): (text: string) => string {
  const counts = new Map<string, number>();
  return (text) => {
    const kept = text.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "");
    const name = kept.replaceAll(" ", "-");
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  };
}

function plain(tokens: readonly Token[]): string {
  return tokens.map((token) => ("tokens" in token && token.tokens ? plain(token.tokens) : textOf(token))).join("");
}

/** Of a token that holds no others. */
function textOf(token: Token): string {
  return (token as Tokens.Text).text;
}

function htmlOf(text: string, pictureAt: Surroundings["pictureAt"]): string {
  const [, src, alt, width] = /^<img src="([^"]+)" alt="([^"]*)" width="(\d+)">\s*$/.exec(text) ?? [];
  if (src === undefined)
    throw new Error(`the guides hold no HTML but pictures with alt and width, and this is ${text.trim()}`);
  const { address, width: full, height } = pictureAt(src);
  const scaled = { address, width: Number(width), height: Math.round((height * Number(width)) / full) };
  return `<p>${pictureOf(scaled, alt ?? "")}</p>\n`;
}

function pictureOf({ address, width, height }: Picture, alt: string): string {
  return `<img src="${escaped(address)}" alt="${alt}" width="${width}" height="${height}">`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
