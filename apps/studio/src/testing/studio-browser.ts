/** Test support: the built studio in Debian's Chromium, served from this machine to itself alone, with all that went wrong listed. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const BUILT = fileURLToPath(new URL("../../../../packages/cli/dist/studio/", import.meta.url));
const EXECUTABLE = "/usr/bin/chromium";
const FLAGS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

/** As `occam studio` says it of all that it serves: threads of the page may share memory. */
const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Debian's Chromium is here: `apt-get install chromium`. */
export const hasChromium: boolean = existsSync(EXECUTABLE);

export interface Opened {
  readonly page: Page;
  /** Console errors and warnings, exceptions, failed or outbound requests; empty as long as all is well. */
  readonly faults: readonly string[];
  /** Paths of all files that the page fetched. */
  readonly fetched: readonly string[];
}

export interface PageOptions extends BrowserContextOptions {
  /** That training threads find; default: those of this machine. */
  readonly processors?: number;
}

export interface StudioBrowser {
  /** A page of its own at a path of the studio such as "#/learn". */
  readonly open: (path: string, options?: PageOptions) => Promise<Opened>;
  /** A page that stays open goes on training: call it after each test. */
  readonly closePages: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** `folder` is what is served, the built studio unless it is said. */
export async function studioBrowser(folder: string = BUILT): Promise<StudioBrowser> {
  if (!existsSync(folder)) throw new Error(`${folder} holds no studio: run \`npm run build\` first`);
  const server = await served(folder);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromiumBrowser();
  return {
    open: (path, options) => openPage(browser, `${origin}/${path}`, options),
    async closePages() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function chromiumBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
}

/** A page of its own at a URL whose server may be the only one that it asks. */
export async function openPage(browser: Browser, url: string, options: PageOptions = {}): Promise<Opened> {
  const { processors, ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...contextOptions });
  const page = await context.newPage();
  if (processors !== undefined) await hasProcessors(page, processors);
  const faults: string[] = [];
  const fetched: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("requestfailed", (request) => faults.push(`failed: ${request.url()}`));
  page.on("request", (request) => {
    const asked = new URL(request.url());
    if (asked.origin !== new URL(url).origin && asked.protocol !== "data:") faults.push(`outbound: ${asked}`);
    fetched.push(asked.pathname);
  });
  await page.goto(url, { waitUntil: "networkidle" });
  return { page, faults, fetched };
}

/** What a page's scripts may redefine, its workers find as it is: so theirs begin with it. */
async function hasProcessors(page: Page, count: number): Promise<void> {
  await page.route("**/*.worker-*.js", async (route) => {
    const response = await route.fetch();
    const body = `Object.defineProperty(navigator, "hardwareConcurrency", { value: ${count} });${await response.text()}`;
    await route.fulfill({ response, body });
  });
}

async function served(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const file = join(folder, normalize(pathname === "/" ? "/index.html" : pathname));
    readFile(file).then(
      (body) => {
        response.writeHead(200, { ...ISOLATED, "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
