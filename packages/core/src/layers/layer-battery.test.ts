import { describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { inputName, tanh } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import type { EngineName } from "../runtime/choose-engine.ts";
import { ENGINES } from "../runtime/choose-engine.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { openEngines } from "../testing/engines.ts";
import { LAYER_SAMPLES, sampleArrays, sampleModel, type TracedLayer, traceLayer } from "../testing/layer-samples.ts";
import { finiteDifferences, toTensor, weightedSum } from "../testing/op-samples.ts";

const runtimes = openEngines();

type Arrays = Readonly<Record<string, NdArray>>;

const graphOf = ({ inputs, y }: TracedLayer): Graph => ({ name: "layer", inputs, outputs: [["y", y]] });

/** What an engine makes of a graph of float32 numbers: its outputs, for each batch. */
async function run(engine: EngineName, graph: Graph, batches: readonly Arrays[]) {
  const session = await runtimes[engine].load(graph, { replicas: "R", examples: "N" });
  expect(session.engine).toBe(engine);
  const results: Readonly<Record<string, FloatTensor>>[] = [];
  for (const arrays of batches) {
    const feeds = Object.entries(arrays).map(([name, array]) => [name, toTensor(array)] as const);
    const { fetched } = await session.run(Object.fromEntries(feeds), { fetch: graph.outputs.map(([name]) => name) });
    results.push(fetched as Readonly<Record<string, FloatTensor>>);
  }
  await session.release();
  return results;
}

function reference(layer: TracedLayer, arrays: Arrays): NdArray {
  return evaluate(graphOf(layer), arrays).y as NdArray;
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

  it.each(ENGINES)("is the same in %s, for any number of examples (1e-5)", async (engine) => {
    const layer = traceLayer(sample, ["N"]);
    const batches = [1, 3].map((count) => sampleArrays(sample, [count]));
    for (const [i, { y }] of (await run(engine, graphOf(layer), batches)).entries()) {
      const expected = reference(layer, batches[i] as Arrays);
      expect(y?.shape).toEqual(expected.shape);
      expectClose(y?.data, numbersOf(expected));
    }
  });

  it.each(ENGINES)("has the same gradients in %s (1e-5)", async (engine) => {
    const layer = traceLayer(sample, [3]);
    const gradients = differentiate(weightedSum([layer.y]), layer.inputs).map((value, i) => [`g${i}`, value] as const);
    const outputs = gradients.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    const graph: Graph = { ...graphOf(layer), outputs };
    const arrays = sampleArrays(sample, [3]);
    const [found] = await run(engine, graph, [arrays]);
    for (const [name, expected] of Object.entries(evaluate(graph, arrays)))
      expectClose(found?.[name]?.data, numbersOf(expected));
  });

  const isBatchable = sampleModel(sample).layers[0]?.isBatchable !== false;
  it
    .skipIf(!isBatchable)
    .each(ENGINES.flatMap((engine) => [true, false].map((isShared) => [engine, isShared] as const)))(
    "computes replicas as single networks in %s, x shared: %s (1e-5)",
    async (engine, isShared) => {
      const replicas = traceLayer(sample, isShared ? ["N"] : ["R", "N"], true);
      const arrays = sampleArrays(sample, isShared ? [3] : [2, 3], [2]);
      const [together] = await run(engine, graphOf(replicas), [arrays]);
      const single = traceLayer(sample, [3]);
      for (const replica of [0, 1]) {
        const own = Object.entries(arrays).map(
          ([name, array]) => [name, name === "x" && isShared ? array : halfOf(array, replica)] as const,
        );
        const expected = numbersOf(reference(single, Object.fromEntries(own)));
        // A layer without parameters leaves a shared x shared.
        const start = replicas.y.shape[0] === "R" ? replica * expected.length : 0;
        expectClose(together?.y?.data.slice(start, start + expected.length), expected);
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
