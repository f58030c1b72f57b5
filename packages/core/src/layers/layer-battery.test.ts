import { afterAll, describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { inputName, tanh } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import { encode } from "../onnx/encode.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { LAYER_SAMPLES, sampleArrays, sampleModel, type TracedLayer, traceLayer } from "../testing/layer-samples.ts";
import { finiteDifferences, toTensor, weightedSum } from "../testing/op-samples.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

type Arrays = Readonly<Record<string, NdArray>>;

/** What ONNX Runtime makes of a traced layer. */
async function run({ inputs, y }: TracedLayer, batches: readonly Arrays[]) {
  const session = await runtime.load(encode({ name: "layer", inputs, outputs: [["y", y]] }));
  const results: { readonly shape: readonly number[]; readonly data: Float32Array }[] = [];
  for (const arrays of batches) {
    const feeds = Object.entries(arrays).map(([name, array]) => [name, toTensor(array)] as const);
    const { y: found } = (await session.run(Object.fromEntries(feeds), { fetch: ["y"] })).fetched;
    results.push({ shape: found?.shape ?? [], data: found?.data as Float32Array });
  }
  await session.release();
  return results;
}

function reference({ inputs, y }: TracedLayer, arrays: Arrays): NdArray {
  return evaluate({ name: "layer", inputs, outputs: [["y", y]] }, arrays).y as NdArray;
}

/** Compares the gradients of a scalar with central differences; returns those that exist. */
function checkGradients(
  scalar: Value,
  inputs: readonly Value[],
  wrt: readonly Value[],
  arrays: Arrays,
  digits: number,
) {
  const graph: Graph = { name: "loss", inputs, outputs: [["loss", scalar]] };
  return differentiate(scalar, wrt).filter((gradient, k) => {
    if (gradient === undefined) return false;
    const name = inputName(wrt[k] as Value);
    const found = numbersOf(evaluate({ ...graph, outputs: [["g", gradient]] }, arrays).g as NdArray);
    const expected = finiteDifferences(graph, arrays, name);
    expect(found.length).toBe(expected.length);
    expected.forEach((difference, at) => {
      expect(found[at], `${name}[${at}]`).toBeCloseTo(difference, digits);
    });
    return true;
  });
}

describe.each(LAYER_SAMPLES)("$title", (sample) => {
  it("says the shape of its output", () => {
    const { model, y } = traceLayer(sample, [2]);
    expect(y.shape).toEqual([2, ...model.outputShape]);
  });

  it("has gradients that equal central differences (1e-6)", () => {
    const { inputs, y } = traceLayer(sample, [2]);
    const wrt = sample.indices === undefined ? inputs : inputs.slice(1);
    expect(checkGradients(weightedSum([y]), inputs, wrt, sampleArrays(sample, [2]), 6)).toHaveLength(wrt.length);
  });

  it.skipIf(sample.indices !== undefined)("has second derivatives, as the input-gradient penalty takes (1e-5)", () => {
    const { inputs, y } = traceLayer(sample, [2]);
    const [gradient] = differentiate(weightedSum([tanh(y)]), [inputs[0] as Value]);
    const found = checkGradients(weightedSum([gradient as Value]), inputs, inputs, sampleArrays(sample, [2]), 5);
    expect(found.length).toBeGreaterThan(0);
  });

  it("is the same in ONNX Runtime, for any number of examples (1e-5)", async () => {
    const layer = traceLayer(sample, ["N"]);
    const batches = [1, 3].map((count) => sampleArrays(sample, [count]));
    for (const [i, { shape, data }] of (await run(layer, batches)).entries()) {
      const expected = reference(layer, batches[i] as Arrays);
      expect(shape).toEqual(expected.shape);
      expectClose(data, numbersOf(expected));
    }
  });

  const isBatchable = sampleModel(sample).layers[0]?.isBatchable !== false;
  it.skipIf(!isBatchable).each([true, false])(
    "computes replicas as single networks, x shared: %s (1e-5)",
    async (isShared) => {
      const replicas = traceLayer(sample, isShared ? ["N"] : ["R", "N"], true);
      const arrays = sampleArrays(sample, isShared ? [3] : [2, 3], [2]);
      const [together] = await run(replicas, [arrays]);
      const single = traceLayer(sample, [3]);
      for (const replica of [0, 1]) {
        const own = Object.entries(arrays).map(
          ([name, array]) => [name, name === "x" && isShared ? array : halfOf(array, replica)] as const,
        );
        const expected = numbersOf(reference(single, Object.fromEntries(own)));
        // A layer without parameters leaves a shared x shared.
        const start = replicas.y.shape[0] === "R" ? replica * expected.length : 0;
        expectClose(together?.data.slice(start, start + expected.length), expected);
      }
    },
  );
});

/** One of two replicas' numbers. */
function halfOf(array: NdArray, replica: number): NdArray {
  const size = array.data.length / 2;
  return ndArray(array.shape.slice(1), numbersOf(array).slice(replica * size, (replica + 1) * size));
}

function expectClose(found: Float32Array | undefined, expected: Float64Array): void {
  expect(found?.length).toBe(expected.length);
  expected.forEach((value, at) => {
    expect(found?.[at]).toBeCloseTo(value, 5);
  });
}
