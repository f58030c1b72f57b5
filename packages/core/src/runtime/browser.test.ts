import { fileURLToPath } from "node:url";
import { type ChromiumPage, hasChromium, openChromiumPage } from "@occam/scripts/chromium-page";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TrainedInThreads, type TrainedOnPage, trainedWeights, weightsOfThree } from "../testing/page-training.ts";
import { nodeRuntime } from "./node.ts";

const PAGE = fileURLToPath(new URL("../testing/page-training.ts", import.meta.url));

describe.skipIf(!hasChromium)("in Chromium", () => {
  let page: ChromiumPage;
  beforeAll(async () => {
    page = await openChromiumPage(PAGE);
  });
  afterAll(() => page?.close());

  const inNode = async (epochs: number) =>
    (await trainedWeights(nodeRuntime(), epochs)).map((weight) => expect.closeTo(weight, 5));

  it.each([1, 2])("WebAssembly with threads: %d trains to Node's weights after 100 steps", async (threads) => {
    const { notices, weights } = await page.call<TrainedOnPage>("trainOnPage", { epochs: 10, threads });
    expect(notices).toEqual([]);
    expect(weights).toEqual(await inNode(10));
  });

  it.each([
    [1, 0],
    [3, 3],
  ])(
    "compiled programs with threads: %d train to Node's bits in %d workers, which end with the runtime",
    async (threads, count) => {
      const weights = await weightsOfThree(nodeRuntime({ engine: "compiled" }));
      const found = await page.call<TrainedInThreads>("trainInThreads", { threads });
      expect(found).toEqual({ weights, started: count, ended: count });
    },
  );

  it("threads whose script is not there are one line", async () => {
    expect(await page.call<string>("trainInThreads", { threads: 2, script: "/nowhere.js" })).toBe(
      "A compiled program could not do its work: its thread ended (its script did not load), the next call starts another. (OCCAM_RUNTIME)",
    );
  });

  it("WebGPU trains to Node's weights, or says that it computes in WebAssembly", async () => {
    const { notices, weights } = await page.call<TrainedOnPage>("trainOnPage", { epochs: 2, device: "webgpu" });
    expect(notices).toHaveLength((await page.call<boolean>("hasGpuAdapter")) ? 0 : 1);
    expect(weights).toEqual(await inNode(2));
  }, 120_000);

  it.each(["wasm", "webgpu"])("a runtime on %s closes while it holds sessions and tensors", async (device) => {
    expect(await page.call<number>("closedWhileHolding", { device })).toBe(6);
  });
});
