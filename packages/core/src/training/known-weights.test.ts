import { fileURLToPath } from "node:url";
import { type ChromiumPage, hasChromium, openChromiumPage } from "@occam/scripts/chromium-page";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../runtime/node.ts";
import { RECIPES, weightFingerprints } from "../testing/known-weights.ts";
import { largestDifference } from "../testing/same-run.ts";
import known from "./known-weights.json" with { type: "json" };

const PAGE = fileURLToPath(new URL("../testing/known-weights.ts", import.meta.url));

it.each([1, 2, 4])("a seed is the same weights to the bit on every machine, with %i threads", async (threads) => {
  const runtime = nodeRuntime({ engine: "compiled", threads });
  try {
    expect(await weightFingerprints(runtime)).toEqual(known);
  } finally {
    await runtime.close();
  }
});

describe("ONNX Runtime trains to the compiler's weights (1e-5)", () => {
  const [onnx, compiled] = [nodeRuntime({ engine: "onnxruntime" }), nodeRuntime({ engine: "compiled" })];
  afterAll(() => Promise.all([onnx.close(), compiled.close()]));

  it.each(Object.entries(RECIPES))("%s", async (_, recipe) => {
    const [expected, found] = [await recipe(onnx), await recipe(compiled)];
    expect([expected[0]?.engine, found[0]?.engine]).toEqual(["onnxruntime", "compiled"]);
    expected.forEach(({ parameters, history }, i) => {
      for (const [name, { data }] of parameters)
        expect(largestDifference(data, found[i]?.parameters.get(name)?.data ?? [])).toBeLessThan(1e-5);
      expect(found[i]?.history.at(-1)?.train.loss).toBeCloseTo(history.at(-1)?.train.loss ?? Number.NaN, 5);
    });
  });
});

describe.skipIf(!hasChromium)("in Chromium", () => {
  let page: ChromiumPage;
  beforeAll(async () => {
    page = await openChromiumPage(PAGE);
  });
  afterAll(() => page?.close());

  it.each([1, 2, 4])("a seed is the same weights to the bit, with %i threads", async (threads) => {
    expect(await page.call("fingerprintsHere", threads)).toEqual(known);
  });
});
