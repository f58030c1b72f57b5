import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adam, dense, dropout, fit, l1, sequential } from "../index.ts";
import { type ChromiumPage, hasChromium, openChromiumPage } from "../testing/chromium-page.ts";
import { twoClasses } from "../testing/problems.ts";
import { nodeRuntime } from "./node.ts";

/** The network of `inNode`, written once more for the page. */
const PAGE = `
  import { adam, dense, dropout, fit, l1, sequential } from "@occam/core";
  import { webRuntime } from "@occam/core/web";

  export async function train({ x, y, epochs, options }) {
    const notices = [];
    const runtime = webRuntime({ ...options, wasmPaths: "/engine/", onNotice: (line) => notices.push(line) });
    const model = sequential({
      inputShape: [4],
      layers: [
        dense({ units: 6, activation: "relu", kernelRegularizer: l1({ alpha: 1e-3 }) }),
        dropout({ rate: 0.3 }),
        dense({ units: 2 }),
      ],
    });
    const typed = { x: { shape: x.shape, data: Float32Array.from(x.data) }, y: { shape: y.shape, data: Int32Array.from(y.data) } };
    const run = await fit(model, typed, {
      runtime, loss: "softmaxCrossEntropy", optimizer: adam({ learningRate: 0.02 }), epochs, batchSize: 8, seed: 3,
    });
    await runtime.close();
    return { notices, weights: [...run.parameters.values()].flatMap(({ data }) => Array.from(data)) };
  }

  export const surroundings = async () => ({
    isIsolated: crossOriginIsolated,
    hasAdapter: Boolean(await navigator.gpu?.requestAdapter()),
  });
`;

const { x, y } = twoClasses(80, 4);
const sent = {
  x: { shape: x.shape, data: Array.from(x.data) },
  y: { shape: y.shape, data: Array.from(y.data as Int32Array) },
};

async function inNode(epochs: number): Promise<readonly number[]> {
  const runtime = nodeRuntime();
  const model = sequential({
    inputShape: [4],
    layers: [
      dense({ units: 6, activation: "relu", kernelRegularizer: l1({ alpha: 1e-3 }) }),
      dropout({ rate: 0.3 }),
      dense({ units: 2 }),
    ],
  });
  const optimizer = adam({ learningRate: 0.02 });
  const options = { loss: "softmaxCrossEntropy", optimizer, epochs, batchSize: 8, seed: 3 } as const;
  const run = await fit(model, { x, y }, { ...options, runtime });
  await runtime.close();
  return [...run.parameters.values()].flatMap(({ data }) => Array.from(data));
}

interface Trained {
  readonly notices: readonly string[];
  readonly weights: readonly number[];
}

describe.skipIf(!hasChromium)("in Chromium", () => {
  let page: ChromiumPage;
  beforeAll(async () => {
    page = await openChromiumPage(PAGE);
  });
  afterAll(() => page?.close());

  const near = (weights: readonly number[]) => weights.map((weight) => expect.closeTo(weight, 5));

  it.each([1, 2])("WebAssembly with %d threads trains to Node's weights after 100 steps", async (threads) => {
    const found = await page.call<Trained>("train", { ...sent, epochs: 10, options: { threads } });
    expect(found.notices).toEqual([]);
    expect(found.weights).toEqual(near(await inNode(10)));
  });

  it("WebGPU trains to Node's weights, or says that it computes in WebAssembly", async () => {
    const { hasAdapter } = await page.call<{ hasAdapter: boolean }>("surroundings", undefined);
    const found = await page.call<Trained>("train", { ...sent, epochs: 2, options: { device: "webgpu" } });
    expect(found.notices).toHaveLength(hasAdapter ? 0 : 1);
    expect(found.weights).toEqual(near(await inNode(2)));
  }, 120_000);
});
