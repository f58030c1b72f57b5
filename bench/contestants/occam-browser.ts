/** occam on a page of a real Chromium, where WebAssembly has threads. The page is served to this machine alone. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";
import { rolldown } from "rolldown";
import { BENCH_FOLDER, CHROMIUM, ROOT_FOLDER } from "../folders.ts";
import { type Reply, type Request, serve } from "../serve.ts";

type PageModule = Readonly<Record<string, (argument: unknown) => Promise<Reply>>>;

const ENGINE = join(ROOT_FOLDER, "node_modules/onnxruntime-web/dist");
const HTML =
  '<!doctype html><title>bench</title><script type="module">import * as page from "/occam-page.js"; globalThis.page = page;</script>';
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

const scripts = await bundled(join(BENCH_FOLDER, "dist/occam-page.js"));
let problemFolder = "";
const server = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
  response.writeHead(200, {
    "Content-Type": path === "/" ? "text/html" : (TYPES[extname(path)] ?? "application/octet-stream"),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
  });
  response.end(path === "/" ? HTML : bodyOf(path));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: [...flags, "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
await page.waitForFunction(() => "page" in globalThis);

const forward = (request: Request) => call("answer", request);
await serve(
  {
    open: async ({ folder, threads }) => {
      problemFolder = folder;
      const problem = JSON.parse(readFileSync(join(folder, "problem.json"), "utf8")) as unknown;
      const reply = await call("open", { problem, threads });
      return { about: `onnxruntime-web in Chromium ${browser.version()}, WebAssembly, ${threads} threads`, ...reply };
    },
    check: forward,
    time: forward,
    path: forward,
    infer: forward,
  },
  () => browser.close(),
);

function call(name: string, argument: unknown): Promise<Reply> {
  return page.evaluate(([name, argument]) => (globalThis as unknown as { page: PageModule }).page[name]?.(argument), [
    name,
    argument,
  ] as const) as Promise<Reply>;
}

function bodyOf(path: string): Uint8Array | string {
  const [, folder = "", file = ""] = /^\/(?:(engine|problem)\/)?([\w.-]+)$/.exec(path) ?? [];
  if (folder === "engine") return readFileSync(join(ENGINE, file));
  return folder === "problem" ? readFileSync(join(problemFolder, file)) : (scripts.get(file) ?? "");
}

async function bundled(input: string): Promise<ReadonlyMap<string, string>> {
  const bundle = await rolldown({ input, platform: "browser" });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  return new Map(output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file.code] as const] : [])));
}
