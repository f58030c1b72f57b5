import { afterAll, describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { constant, input, tanh } from "../graph/ops/index.ts";
import type { Dim, Graph, Value } from "../graph/value.ts";
import { encode } from "../onnx/encode.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { randomUniform } from "../tensor/random.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { finiteDifferences, toTensor, weightedSum } from "../testing/trials.ts";
import { applyModel, createInputs } from "../training/trace.ts";
import { activation } from "./activation.ts";
import { averagePooling1d, averagePooling2d } from "./average-pooling.ts";
import { conv1d, conv2d } from "./conv.ts";
import { dense } from "./dense.ts";
import { depthwiseConv2d } from "./depthwise-conv2d.ts";
import { embedding } from "./embedding.ts";
import {
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalMaxPooling1d,
  globalMaxPooling2d,
} from "./global-pooling.ts";
import { groupNorm } from "./group-norm.ts";
import type { LayerFactory } from "./layer.ts";
import { layerNorm } from "./layer-norm.ts";
import { maxPooling1d, maxPooling2d } from "./max-pooling.ts";
import { permute } from "./permute.ts";
import { prelu } from "./prelu.ts";
import { flatten, reshape } from "./reshape.ts";
import { type Model, sequential } from "./sequential.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

interface Sample {
  readonly title: string;
  readonly layer: LayerFactory;
  readonly inputShape: readonly number[];
  /** x holds whole numbers from 0 up to but not including this. */
  readonly indices?: number;
}

const image = [2, 5, 6];
const samples: readonly Sample[] = [
  { title: "dense", layer: dense({ units: 3, activation: "tanh" }), inputShape: [4] },
  { title: "conv1d", layer: conv1d({ filters: 3, kernelSize: 3, strides: 2, padding: "same" }), inputShape: [2, 7] },
  { title: "conv1d, causes far apart", layer: conv1d({ filters: 2, kernelSize: 3, dilation: 2 }), inputShape: [3, 8] },
  { title: "conv2d", layer: conv2d({ filters: 3, kernelSize: 3, activation: "tanh" }), inputShape: image },
  {
    title: "conv2d, same, uneven",
    layer: conv2d({ filters: 2, kernelSize: [2, 3], strides: [2, 1], padding: "same", useBias: false }),
    inputShape: image,
  },
  {
    title: "conv2d, same, of many channels",
    layer: conv2d({ filters: 2, kernelSize: 3, padding: "same", dilation: 2 }),
    inputShape: [8, 4, 3],
  },
  { title: "conv2d, groups", layer: conv2d({ filters: 4, kernelSize: 2, groups: 2 }), inputShape: [4, 3, 4] },
  {
    title: "depthwiseConv2d",
    layer: depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same" }),
    inputShape: image,
  },
  { title: "maxPooling1d", layer: maxPooling1d({ poolSize: 3, strides: 1 }), inputShape: [2, 6] },
  { title: "maxPooling2d", layer: maxPooling2d(), inputShape: image },
  {
    title: "maxPooling2d, overlapping",
    layer: maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
    inputShape: image,
  },
  { title: "averagePooling1d", layer: averagePooling1d({ poolSize: 3, padding: "same" }), inputShape: [2, 7] },
  { title: "averagePooling2d", layer: averagePooling2d({ poolSize: [2, 3] }), inputShape: image },
  {
    title: "averagePooling2d, overlapping",
    layer: averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
    inputShape: image,
  },
  { title: "globalAveragePooling1d", layer: globalAveragePooling1d(), inputShape: [3, 4] },
  { title: "globalAveragePooling2d", layer: globalAveragePooling2d(), inputShape: image },
  { title: "globalMaxPooling1d", layer: globalMaxPooling1d(), inputShape: [3, 4] },
  { title: "globalMaxPooling2d", layer: globalMaxPooling2d(), inputShape: image },
  { title: "flatten", layer: flatten(), inputShape: image },
  { title: "reshape", layer: reshape({ targetShape: [4, -1] }), inputShape: [2, 6] },
  { title: "permute", layer: permute({ dims: [3, 1, 2] }), inputShape: [2, 3, 4] },
  { title: "activation", layer: activation("gelu"), inputShape: [2, 3] },
  { title: "prelu of units", layer: prelu(), inputShape: [5] },
  { title: "prelu of channels", layer: prelu(), inputShape: image },
  { title: "layerNorm", layer: layerNorm(), inputShape: [5] },
  { title: "layerNorm of channels", layer: layerNorm({ axis: 1 }), inputShape: [3, 2, 2] },
  { title: "layerNorm of examples", layer: layerNorm({ axis: [1, 2, 3], center: false }), inputShape: [3, 2, 2] },
  { title: "groupNorm", layer: groupNorm({ groups: 2 }), inputShape: [4, 3] },
  { title: "groupNorm of images", layer: groupNorm({ groups: 2, scale: false }), inputShape: [4, 2, 2] },
  { title: "embedding", layer: embedding({ inputDim: 4, outputDim: 3 }), inputShape: [], indices: 4 },
  { title: "embedding of sequences", layer: embedding({ inputDim: 5, outputDim: 2 }), inputShape: [6], indices: 5 },
];

/** A model of the layer alone, and values for its parameters (not those that it would start from). */
function prepare({ layer, inputShape }: Sample) {
  const model = sequential({ inputShape, layers: [layer] });
  const shapes = new Map(model.parameters.map(({ name, shape }) => [name, shape]));
  return { model, shapes };
}

/** Numbers away from 0, so that no kink is near. */
function numbers(shape: readonly number[], stream: string, indices?: number): NdArray {
  const u = randomUniform(sizeOf(shape), { seed: 5, stream });
  if (indices !== undefined)
    return ndArray(
      shape,
      u.map((each) => Math.floor(indices * each)),
    );
  return ndArray(
    shape,
    u.map((each) => Math.fround(each < 0.5 ? 2 * each - 1.2 : 2 * each - 0.8)),
  );
}

function applied(model: Model, x: Value, parameters: ReadonlyMap<string, Value>, isReplicated = false): Value {
  return applyModel(model, x, { mode: "inference", parameters, inputs: createInputs(isReplicated) });
}

/** The layer for a batch of two with its parameters as inputs. */
function traced(sample: Sample) {
  const { model, shapes } = prepare(sample);
  const x = input("x", "float32", [2, ...sample.inputShape]);
  const parameters = new Map([...shapes].map(([name, shape]) => [name, input(name, "float32", shape)]));
  const y = applied(model, x, parameters);
  const arrays = Object.fromEntries([...shapes].map(([name, shape]) => [name, numbers(shape, name)]));
  const xs = numbers([2, ...sample.inputShape], "x", sample.indices);
  return { model, y, inputs: [x, ...parameters.values()], arrays: { ...arrays, x: xs } };
}

function expectGradients(
  scalar: Value,
  { inputs, arrays }: ReturnType<typeof traced>,
  wrt: readonly Value[],
  digits: number,
) {
  const gradients = differentiate(scalar, wrt);
  for (const [k, gradient] of gradients.entries()) {
    if (gradient === undefined) continue;
    const name = inputs[inputs.indexOf(wrt[k] as Value)] as Value;
    const key = (name.node.attributes as { readonly name: string }).name;
    const graph: Graph = { name: "loss", inputs, outputs: [["loss", scalar]] };
    const found = numbersOf(evaluate({ ...graph, outputs: [["g", gradient]] }, arrays).g as NdArray);
    const expected = finiteDifferences(graph, arrays, key);
    expect(found.length).toBe(expected.length);
    expected.forEach((difference, at) => {
      expect(found[at], `${key}[${at}]`).toBeCloseTo(difference, digits);
    });
  }
  return gradients;
}

describe.each(samples)("$title", (sample) => {
  it("says the shape of its output", () => {
    const { model, y } = traced(sample);
    expect(y.shape).toEqual([2, ...model.outputShape]);
  });

  it("has gradients that equal central differences (1e-6)", () => {
    const trial = traced(sample);
    const wrt = sample.indices === undefined ? trial.inputs : trial.inputs.slice(1);
    const gradients = expectGradients(weightedSum([trial.y]), trial, wrt, 6);
    expect(gradients.every((gradient) => gradient !== undefined)).toBe(true);
  });

  it.skipIf(sample.indices !== undefined)("has second derivatives, as the input-gradient penalty takes (1e-5)", () => {
    const trial = traced(sample);
    const [gradient] = differentiate(weightedSum([tanh(trial.y)]), [trial.inputs[0] as Value]);
    expectGradients(weightedSum([gradient as Value]), trial, trial.inputs, 5);
  });

  it("is the same in ONNX Runtime, for any number of examples (1e-5)", async () => {
    const { model, shapes } = prepare(sample);
    const x = input("x", "float32", ["N", ...sample.inputShape]);
    const constants = [...shapes].map(([name, shape]) => {
      const { data } = toTensor(numbers(shape, name));
      return [name, constant(data, shape, "float32")] as const;
    });
    const graph: Graph = { name: "layer", inputs: [x], outputs: [["y", applied(model, x, new Map(constants))]] };
    const session = await runtime.load(encode(graph));
    for (const count of [1, 3]) {
      const xs = numbers([count, ...sample.inputShape], "x", sample.indices);
      const expected = evaluate(graph, { x: xs }).y as NdArray;
      const { fetched } = await session.run({ x: toTensor(xs) }, { fetch: ["y"] });
      expect(fetched.y?.shape).toEqual([...expected.shape]);
      expectClose(fetched.y?.data as Float32Array, expected);
    }
    await session.release();
  });
});

describe("replicas of one graph equal single networks (1e-5)", () => {
  const batchable = samples.filter((sample) => prepare(sample).model.layers[0]?.isBatchable !== false);
  it.each(batchable.flatMap((sample) => [true, false].map((isShared) => ({ ...sample, isShared }))))(
    "$title, x shared: $isShared",
    async (sample) => {
      const { model, shapes } = prepare(sample);
      const xShape: readonly Dim[] = [...(sample.isShared ? [] : ["R"]), "N", ...sample.inputShape];
      const x = input("x", "float32", xShape);
      const parameters = [...shapes].map(([name, shape]) => [name, input(name, "float32", ["R", ...shape])] as const);
      const y = applied(model, x, new Map(parameters), true);
      const inputs = [x, ...parameters.map(([, value]) => value)];
      const lead = sample.isShared ? [3] : [2, 3];
      const xs = numbers([...lead, ...sample.inputShape], "x", sample.indices);
      const arrays = Object.fromEntries([...shapes].map(([name, shape]) => [name, numbers([2, ...shape], name)]));
      const graph: Graph = { name: "replicas", inputs, outputs: [["y", y]] };
      const session = await runtime.load(encode(graph));
      const feeds = Object.entries({ x: xs, ...arrays }).map(([name, array]) => [name, toTensor(array)] as const);
      const { fetched } = await session.run(Object.fromEntries(feeds), { fetch: ["y"] });
      await session.release();
      const together = fetched.y?.data as Float32Array;

      const lone = traced({ ...sample });
      const own = input("x", "float32", [3, ...sample.inputShape]);
      const alone = applied(
        lone.model,
        own,
        new Map(lone.inputs.slice(1).map((value, i) => [[...shapes.keys()][i] as string, value])),
      );
      for (const replica of [0, 1]) {
        const part = (array: NdArray) => {
          const size = numbersOf(array).length / 2;
          return ndArray(array.shape.slice(1), numbersOf(array).slice(replica * size, (replica + 1) * size));
        };
        const values = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, part(array)]));
        const expected = evaluate(
          { name: "one", inputs: [own, ...lone.inputs.slice(1)], outputs: [["y", alone]] },
          { ...values, x: sample.isShared ? xs : part(xs) },
        ).y as NdArray;
        const size = numbersOf(expected).length;
        // A layer without parameters leaves a shared x shared.
        const start = together.length === size ? 0 : replica * size;
        expectClose(together.slice(start, start + size), expected);
      }
    },
  );
});

function expectClose(found: ArrayLike<number>, expected: NdArray): void {
  expect(found.length).toBe(expected.data.length);
  numbersOf(expected).forEach((value, at) => {
    expect(found[at]).toBeCloseTo(value, 5);
  });
}
