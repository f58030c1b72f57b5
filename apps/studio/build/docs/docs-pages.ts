import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import type { Plugin } from "vite";
import { contentsPage, type GuidePage, guidePage } from "./guide-pages.ts";
import { GUIDE_GROUPS, GUIDES, type Guide } from "./guides.ts";
import { type Picture, renderMarkdown } from "./markdown.ts";

const STYLES = ["tokens", "base", "bar", "docs"];

/** Writes docs/ beside the app: the guides of the repository as pages without script, and their contents. */
export function docsPages(repository: string): Plugin {
  return {
    name: "docs-pages",
    apply: "build",
    async generateBundle() {
      await requireAllListed(repository);
      const pictures = await picturesIn(repository);
      const groups = await Promise.all(
        GUIDE_GROUPS.map(async ({ title, guides }) => ({
          title,
          pages: await Promise.all(guides.map((guide) => pageOf(guide, repository, pictures))),
        })),
      );
      const write = (fileName: string, source: string | Uint8Array) =>
        this.emitFile({ type: "asset", fileName: `docs/${fileName}`, source });
      write("index.html", contentsPage(groups));
      for (const page of groups.flatMap(({ pages }) => pages)) write(`${page.name}.html`, guidePage(page, groups));
      for (const [path, { bytes }] of pictures) write(posix.relative("docs", path), bytes);
      write("docs.css", await stylesIn(repository));
    },
  };
}

async function requireAllListed(repository: string): Promise<void> {
  const listed = new Set(GUIDES.map(({ source }) => source));
  const files = (await readdir(join(repository, "docs"))).filter((name) => name.endsWith(".md"));
  const missing = files.map((name) => `docs/${name}`).filter((source) => !listed.has(source));
  if (missing.length > 0)
    throw new Error(`${missing.join(", ")} is not in the list of guides.ts: say in which group it stands.`);
}

interface PictureFile extends Omit<Picture, "address"> {
  readonly bytes: Uint8Array;
}

/** By their paths in the repository. */
async function picturesIn(repository: string): Promise<ReadonlyMap<string, PictureFile>> {
  const names = await readdir(join(repository, "docs/images"));
  const pictures = names.map(async (name) => {
    const bytes = await readFile(join(repository, "docs/images", name));
    // A PNG begins with its signature and the chunk of its size.
    return [`docs/images/${name}`, { bytes, width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }] as const;
  });
  return new Map(await Promise.all(pictures));
}

async function pageOf(
  { source, name, title, says }: Guide,
  repository: string,
  pictures: ReadonlyMap<string, PictureFile>,
): Promise<GuidePage> {
  const inRepository = (href: string) => posix.join(posix.dirname(source), href);
  const rendered = renderMarkdown(await readFile(join(repository, source), "utf8"), {
    linkTo(href) {
      if (/^(https?:|#)/.test(href)) return href;
      const [path = "", fragment] = href.split("#");
      const target = inRepository(path);
      if (!existsSync(join(repository, target))) throw new Error(`${source} links to ${href}, which does not exist.`);
      const guide = GUIDES.find((guide) => guide.source === target);
      return guide && `./${guide.name}.html${fragment === undefined ? "" : `#${fragment}`}`;
    },
    pictureAt(src) {
      const picture = pictures.get(inRepository(src));
      if (picture === undefined) throw new Error(`${source} shows ${src}, which is not in docs/images.`);
      return { ...picture, address: `./images/${basename(src)}` };
    },
  });
  return { ...rendered, name, says, title: title ?? rendered.title };
}

async function stylesIn(repository: string): Promise<string> {
  const files = STYLES.map((name) => readFile(join(repository, "apps/studio/src/styles", `${name}.css`), "utf8"));
  return (await Promise.all(files)).join("\n");
}
