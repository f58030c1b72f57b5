/** occam on a page of a real Chromium, where WebAssembly has threads. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ChromiumPage, openChromiumPage } from "@occam/scripts/chromium-page";
import { BENCH_FOLDER } from "../folders.ts";
import { type Reply, type Request, serve } from "../serve.ts";

let page: ChromiumPage | undefined;
const forward = async (request: Request): Promise<Reply> =>
  (await page?.call<Reply>("answer", request)) ?? { error: "no problem is open" };

await serve(
  {
    open: async ({ folder, threads }) => {
      page = await openChromiumPage(join(BENCH_FOLDER, "dist/occam-page.js"), { problem: folder });
      const problem = JSON.parse(readFileSync(join(folder, "problem.json"), "utf8")) as unknown;
      const about = `WebAssembly in Chromium ${page.version}, ${threads} threads, each graph in the engine that suits it`;
      return { about, ...(await page.call<Reply>("open", { problem, threads })) };
    },
    check: forward,
    time: forward,
    path: forward,
    infer: forward,
  },
  () => page?.close(),
);
