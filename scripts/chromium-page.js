// What these functions do stands in chromium-page.d.ts.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { rolldown } from "rolldown";

const EXECUTABLE = "/usr/bin/chromium";
/** Pages that ask for threads start them from /web-worker.js. */
const THREAD = fileURLToPath(new URL("../packages/core/src/runtime/web-worker.js", import.meta.url));
const ENGINE = fileURLToPath(new URL("../node_modules/onnxruntime-web/dist", import.meta.url));
const FLAGS = [
  ...["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
  ...["--enable-unsafe-webgpu", "--enable-features=Vulkan", "--use-webgpu-adapter=swiftshader"],
];
const HTML =
  '<!doctype html><title>page</title><script type="module">import * as page from "/page.js"; globalThis.page = page;</script>';
const TYPES = { "": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

export const hasChromium = existsSync(EXECUTABLE);

export async function openChromiumPage(file, folders = {}) {
  const scripts = await bundled(file);
  const server = await listening((path) => bodyOf(path, scripts, { engine: ENGINE, ...folders }));
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => "page" in globalThis);
  return {
    version: browser.version(),
    call: (name, argument) => page.evaluate(([name, argument]) => globalThis.page[name](argument), [name, argument]),
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The scripts by their paths: the module's is /page.js. */
async function bundled(file) {
  const bundle = await rolldown({ input: { page: file, "web-worker": THREAD }, platform: "browser" });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  return new Map(output.map(({ fileName, code = "" }) => [`/${fileName}`, code]));
}

async function bodyOf(path, scripts, folders) {
  if (path === "/") return HTML;
  const [, folder = "", name = ""] = /^\/(\w+)\/([\w.-]+)$/.exec(path) ?? [];
  return scripts.get(path) ?? readFile(join(folders[folder], name));
}

async function listening(read) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://127.0.0.1").pathname;
    read(path).then(
      (body) => {
        response.writeHead(200, {
          "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
          "Cross-Origin-Opener-Policy": "same-origin",
          "Cross-Origin-Embedder-Policy": "require-corp",
        });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
