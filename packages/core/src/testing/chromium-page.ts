/** Test support: a page in a real Chromium, served from this machine to itself alone. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { rolldown } from "rolldown";

/** Debian's. */
const EXECUTABLE = "/usr/bin/chromium";
const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const ENGINE = new URL("../../../../node_modules/onnxruntime-web/dist/", import.meta.url);

export const hasChromium = existsSync(EXECUTABLE);

export interface ChromiumPage {
  /** What the named function of the page's module gives for an argument; both travel as JSON. */
  readonly call: <Result>(name: string, argument: unknown) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/**
 * A cross-origin isolated page with a module of this source, in which `@occam/core` and `@occam/core/web` are the built
 * library and ONNX Runtime's files lie under /engine/. WebGPU is there by a software adapter.
 */
export async function openChromiumPage(source: string): Promise<ChromiumPage> {
  const server = await listening(filesOf(await bundled(source)));
  const browser = await chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      ...["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
      ...["--disable-component-update", "--disable-sync"],
      ...["--enable-unsafe-webgpu", "--enable-features=Vulkan", "--use-webgpu-adapter=swiftshader"],
    ],
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => "page" in globalThis);
  return {
    call: (name, argument) =>
      page.evaluate(([name, argument]) => (globalThis as unknown as { page: Module }).page[name]?.(argument), [
        name,
        argument,
      ] as const) as Promise<never>,
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Module = Readonly<Record<string, (argument: unknown) => Promise<unknown>>>;

type Files = ReadonlyMap<string, string>;

async function bundled(source: string): Promise<Files> {
  const bundle = await rolldown({
    input: "page",
    platform: "browser",
    resolve: { alias: { "@occam/core/web": `${DIST}runtime/web.js`, "@occam/core": `${DIST}index.js` } },
    plugins: [
      {
        name: "page",
        resolveId: (id) => (id === "page" ? id : null),
        load: (id) => (id === "page" ? source : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm" });
  await bundle.close();
  return new Map(output.flatMap((file) => (file.type === "chunk" ? [[`/${file.fileName}`, file.code] as const] : [])));
}

const HTML =
  '<!doctype html><title>test</title><script type="module">import * as page from "/page.js"; globalThis.page = page;</script>';

function filesOf(scripts: Files): (path: string) => Promise<Uint8Array | string> {
  return async (path) => {
    if (path === "/") return HTML;
    const script = scripts.get(path);
    if (script !== undefined) return script;
    const engineFile = /^\/engine\/([\w.-]+)$/.exec(path)?.[1];
    if (engineFile === undefined) throw new Error(`nothing at ${path}`);
    return readFile(new URL(engineFile, ENGINE));
  };
}

const TYPES: Readonly<Record<string, string>> = {
  "": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

async function listening(read: (path: string) => Promise<Uint8Array | string>): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    read(pathname).then(
      (body) => {
        response.writeHead(200, {
          "Content-Type": TYPES[extname(pathname)] ?? "application/octet-stream",
          "Cross-Origin-Opener-Policy": "same-origin",
          "Cross-Origin-Embedder-Policy": "require-corp",
        });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
