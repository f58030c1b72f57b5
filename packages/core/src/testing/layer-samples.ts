/** Test support: layers to try, and values to try them with. */
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input } from "../graph/ops/index.ts";
import type { Dim, Value } from "../graph/value.ts";
import { activation } from "../layers/activation.ts";
import { averagePooling1d, averagePooling2d } from "../layers/average-pooling.ts";
import { batchNorm } from "../layers/batch-norm.ts";
import { conv1d, conv2d } from "../layers/conv.ts";
import { dense } from "../layers/dense.ts";
import { depthwiseConv2d } from "../layers/depthwise-conv2d.ts";
import { embedding } from "../layers/embedding.ts";
import {
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalMaxPooling1d,
  globalMaxPooling2d,
} from "../layers/global-pooling.ts";
import { groupNorm } from "../layers/group-norm.ts";
import type { LayerFactory } from "../layers/layer.ts";
import { layerNorm } from "../layers/layer-norm.ts";
import { maxPooling1d, maxPooling2d } from "../layers/max-pooling.ts";
import type { Model } from "../layers/model.ts";
import { permute } from "../layers/permute.ts";
import { prelu } from "../layers/prelu.ts";
import { flatten, reshape } from "../layers/reshape.ts";
import { sequential } from "../layers/sequential.ts";
import { randomUniform } from "../tensor/random.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { forward } from "../training/program/forward.ts";
import { createInputs } from "../training/program/graph-inputs.ts";

export interface LayerSample {
  readonly title: string;
  readonly layer: LayerFactory;
  readonly inputShape: readonly number[];
  /** x holds whole numbers from 0 up to but not including this. */
  readonly indices?: number;
}

const image = [2, 5, 6];

/** Layers without noise, in the ways that they can be used. The layer batteries run over this list. */
export const LAYER_SAMPLES: readonly LayerSample[] = [
  { title: "dense", layer: dense({ units: 3, activation: "tanh" }), inputShape: [4] },
  { title: "conv1d", layer: conv1d({ filters: 3, kernelSize: 3, strides: 2, padding: "same" }), inputShape: [2, 7] },
  { title: "conv1d, dilated", layer: conv1d({ filters: 2, kernelSize: 3, dilation: 2 }), inputShape: [3, 8] },
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
  { title: "batchNorm", layer: batchNorm(), inputShape: [4] },
  { title: "batchNorm of images", layer: batchNorm({ scale: false }), inputShape: [3, 2, 2] },
  { title: "embedding", layer: embedding({ inputDim: 4, outputDim: 3 }), inputShape: [], indices: 4 },
  { title: "embedding of sequences", layer: embedding({ inputDim: 5, outputDim: 2 }), inputShape: [6], indices: 5 },
];

/** A model of the layer alone. */
export function sampleModel({ layer, inputShape }: LayerSample): Model {
  return sequential({ inputShape, layers: [layer] });
}

export interface TracedLayer {
  readonly model: Model;
  /** x, then the parameters. */
  readonly inputs: readonly Value[];
  readonly y: Value;
}

/** The layer with its parameters as inputs, for x with the axes `lead` before those of an example. */
export function traceLayer(sample: LayerSample, lead: readonly Dim[], isReplicated = false): TracedLayer {
  const model = sampleModel(sample);
  const x = input("x", "float32", [...lead, ...sample.inputShape]);
  const replicas = isReplicated ? ["R"] : [];
  const parameters = new Map(
    model.parameters.map(({ name, shape }) => [name, input(name, "float32", [...replicas, ...shape])]),
  );
  const scope = { mode: "inference", parameters, inputs: createInputs(isReplicated) } as const;
  const y = forward(model, x, scope).outputs;
  return { model, inputs: [x, ...parameters.values()], y };
}

/** Values of x and, by name, of the parameters (not those that the layer would start from). */
export function sampleArrays(
  sample: LayerSample,
  lead: readonly number[],
  replicas: readonly number[] = [],
): Readonly<Record<string, NdArray>> {
  const parameters = sampleModel(sample).parameters.map(({ name, shape, role }) => {
    const own = farFromZero([...replicas, ...shape], name);
    // Statistics are variances too, which are above 0.
    return [name, role === "statistic" ? { ...own, data: numbersOf(own).map(Math.abs) } : own] as const;
  });
  const xShape = [...lead, ...sample.inputShape];
  const x = sample.indices === undefined ? farFromZero(xShape, "x") : indicesBelow(sample.indices, xShape);
  return { x, ...Object.fromEntries(parameters) };
}

/** Numbers from -1.2 to -0.2 and from 0.2 to 1.2, so that no kink is near. */
function farFromZero(shape: readonly number[], stream: string): NdArray {
  const u = randomUniform(sizeOf(shape), { seed: 5, stream });
  // Rounded to float32, so that the reference evaluator and ONNX Runtime see the same numbers.
  return ndArray(
    shape,
    u.map((each) => Math.fround(each < 0.5 ? 2 * each - 1.2 : 2 * each - 0.8)),
  );
}

function indicesBelow(limit: number, shape: readonly number[]): NdArray {
  const u = randomUniform(sizeOf(shape), { seed: 5, stream: "x" });
  return ndArray(
    shape,
    u.map((each) => Math.floor(limit * each)),
  );
}
