/** The static site as `npm run build:site` makes it: app, course and docs, from any folder of any file server. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seriousFindings } from "../../src/testing/axe.ts";
import { hasChromium, type StudioBrowser, studioBrowser } from "../../src/testing/studio-browser.ts";
import { GUIDES } from "./guides.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const server = mkdtempSync(join(tmpdir(), "occam-site-"));
const site = join(server, "some", "folder");

beforeAll(() => {
  const { NODE_ENV: _, ...env } = process.env;
  // The last of the script's options wins.
  execFileSync("npm", ["run", "--silent", "build:site", "--", "--outDir", site, "--logLevel", "error"], {
    cwd: ROOT,
    env,
  });
}, 180_000);
afterAll(() => rmSync(server, { recursive: true, force: true }));

const pages = () => readdirSync(site, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"));
const textOf = (page: string) => readFileSync(join(site, page), "utf8");
const unescaped = (text: string) => text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");
/** All that a page leads to or loads, as written there. */
const addressesIn = (html: string) =>
  [...html.matchAll(/<[^>]+? (?:href|src)="([^"]*)"/g)].map(([, it = ""]) => unescaped(it));
const idsIn = (html: string) => new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id = ""]) => id));

describe("the pages of the site", () => {
  it("every guide is a page, and all of them stand in the contents with their sections", () => {
    const contents = textOf("docs/index.html");
    for (const { name } of GUIDES) {
      const sections = [...textOf(`docs/${name}.html`).matchAll(/<h2 id="([^"]+)"/g)].map(([, id]) => id);
      const links = addressesIn(contents).filter((address) => address.split("#")[0] === `./${name}.html`);
      expect(links).toEqual([`./${name}.html`, ...sections.map((id) => `./${name}.html#${id}`)]);
    }
  });

  it("every relative link leads to a file that is there, and to a place in it", () => {
    for (const page of pages()) {
      for (const address of addressesIn(textOf(page)).filter((address) => !/^https?:/.test(address))) {
        const [path = "", id] = address.split("#");
        const target = path === "" ? page : join(dirname(page), path);
        expect(path.startsWith("/"), `${page}: ${address} is not relative`).toBe(false);
        expect(existsSync(join(site, target)), `${page}: ${address}`).toBe(true);
        // What begins with a slash is a room of the app.
        const isPlace = id !== undefined && !id.startsWith("/") && target.endsWith(".html");
        if (isPlace) expect(idsIn(textOf(target)), `${page}: ${address}`).toContain(id);
      }
    }
  });

  it("a guide has no script, no style of its own, and a policy that allows none", () => {
    for (const { name } of GUIDES) {
      const html = textOf(`docs/${name}.html`);
      expect(html).not.toMatch(/<script|<style|<[^>]+ (style|on\w+)=/i);
      expect(html).toContain(`content="default-src 'none'; style-src 'self'; img-src 'self';`);
    }
  });
});

describe.skipIf(!hasChromium)("the site in Chromium", () => {
  let browser: StudioBrowser;
  beforeAll(async () => {
    browser = await studioBrowser(server);
  });
  afterAll(() => browser?.close());

  const LARGE_LIGHT = { colorScheme: "light" as const, width: 1440 };
  const SMALL_DARK = { colorScheme: "dark" as const, width: 390 };
  const names = ["index", ...GUIDES.map(({ name }) => name)];
  const views = [
    ...names.map((name, i) => ({ name, ...(i % 2 === 0 ? LARGE_LIGHT : SMALL_DARK) })),
    { name: "index", ...SMALL_DARK },
    { name: "fit", ...LARGE_LIGHT, width: 390 },
    { name: "fit", ...SMALL_DARK, width: 1440 },
  ];
  it.each(views)(
    "$name in $colorScheme at $width px: no fault, nothing of weight for axe, no sideways scrolling",
    async ({ name, colorScheme, width }) => {
      const viewport = { width, height: 844 };
      const { page, faults } = await browser.open(`some/folder/docs/${name}.html`, { colorScheme, viewport });
      expect(await page.locator("h1").count()).toBe(1);
      expect(await seriousFindings(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      expect(faults).toEqual([]);
    },
  );

  it("the app leads to the docs, and the docs to its rooms", async () => {
    const { page, faults } = await browser.open("some/folder/index.html");
    await page.getByRole("link", { name: "Docs" }).click();
    await page.getByRole("heading", { level: 1, name: "Docs" }).waitFor();
    await page.getByRole("link", { name: "The verdict" }).click();
    expect(page.url()).toMatch(/\/some\/folder\/docs\/fit\.html#the-verdict$/);
    await page.getByRole("link", { name: "Learn" }).click();
    await page.getByRole("heading", { level: 1, name: "Hidden points" }).waitFor();
    expect(faults).toEqual([]);
  });
});
