/** Pooling over the windows of 1 or 2 spatial axes. Padding never counts: not as a maximum and not in a mean. */
import { sizeOf } from "../../tensor/tensor.ts";
import { type NdArray, ndArray, numbersOf } from "../nd-array.ts";
import {
  apply,
  applyAll,
  type Dim,
  defineOp,
  type OnnxAttribute,
  requireStatic,
  type Sample,
  type Value,
} from "../value.ts";
import { add, addOp, mul, neg } from "./arithmetic.ts";
import { constant, filled, scalar } from "./constant.ts";
import { convInputGradient } from "./conv.ts";
import { forEachWindowPlace, spatialLengths, type WindowAttributes, windowCounts } from "./conv-geometry.ts";
import { padded, windowAxes, windowsOf } from "./conv-product.ts";
import { relu, reluOp } from "./curves.ts";
import { scatterAdd } from "./index-ops.ts";
import { reduceMax, reduceSum } from "./reduce.ts";
import { cast, equal, where } from "./select.ts";
import { reshape, zerosLike } from "./shape.ts";

export interface PoolAttributes {
  readonly window: readonly number[];
  readonly strides: readonly number[];
  /** Those of all begins, then those of all ends; each smaller than the window. */
  readonly pads: readonly number[];
}

/**
 * The largest of each window: [N, C, *lengths] -> [N, C, *places]. Of equal ones the first takes the whole gradient,
 * which is added at the places that MaxPool names: for 128 x 16 x 24 x 24 and windows of 2 x 2 that took a third of
 * the time of comparing every element with its maximum, and it serves windows that overlap.
 */
export const maxPoolOp = defineOp<PoolAttributes>({
  type: "MaxPool",
  infer: ([x], attributes) => [{ dtype: (x as Value).dtype, shape: pooledShape(x as Value, attributes, "maxPool") }],
  vjp: ({ inputs, attributes }, [grad]) => {
    if (grad === undefined) return [undefined];
    const [x] = inputs as [Value];
    const places = applyAll(maxPlacesOp, [x], attributes)[1] as Value;
    const flat = (value: Value) => reshape(value, [sizeOf(value.shape.map((dim) => requireStatic(dim, "maxPool")))]);
    return [reshape(scatterAdd(zerosLike(flat(x)), flat(places), flat(grad), 0), x.shape)];
  },
  compiled: (attributes) => ({
    kind: "composite",
    values: ({ inputs }) => [overWindows(reduceMax, poolWindows(inputs[0] as Value, attributes, -Infinity))],
  }),
  reference: ([x], attributes) => [largest(x as NdArray, attributes)[0]],
  onnx: ({ attributes }) => ({ type: "MaxPool", attributes: onnxAttributes(attributes) }),
  samples: poolSamples(),
});

/** The largest of each window. What keeps the order of numbers comes afterwards, where there are fewer of them. */
export function maxPool(x: Value, attributes: PoolAttributes): Value {
  const [a, b] = x.node.inputs as readonly [Value, Value];
  if (x.node.op.type === reluOp.type) return relu(maxPool(a, attributes));
  if (x.node.op.type === addOp.type && isPerChannel(b, a)) return add(maxPool(a, attributes), b);
  return apply(maxPoolOp, [x], attributes);
}

/** A number for each channel of x, the same at all its places. */
function isPerChannel(value: Value, x: Value): boolean {
  const places = x.shape.length - 2;
  return value.shape.length === places + 1 && value.shape.slice(1).every((dim) => dim === 1);
}

/** The largest of each window, and its position in x as if x had one axis. */
export const maxPlacesOp = defineOp<PoolAttributes>({
  type: "MaxPlaces",
  infer: ([x], attributes) => {
    const shape = pooledShape(x as Value, attributes, "maxPool");
    return [
      { dtype: (x as Value).dtype, shape },
      { dtype: "int64", shape },
    ];
  },
  nondifferentiable: true,
  compiled: (attributes, { inputs: [x] }) =>
    isCounted(x as Value) ? { kind: "composite", values: () => largestAndPlace(x as Value, attributes) } : undefined,
  reference: ([x], attributes) => largest(x as NdArray, attributes),
  onnx: ({ attributes }) => ({ type: "MaxPool", attributes: onnxAttributes(attributes) }),
  samples: [
    ...poolSamples(),
    // Equal ones, of which the first counts.
    {
      inputs: [
        { shape: [1, 2, 3, 4], data: [1, 1, 0, 2, 1, 1, 2, 2, 0, 3, 3, 1, ...[2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2]] },
      ],
      attributes: { window: [2, 2], strides: [1, 2], pads: [0, 0, 1, 0] },
    },
  ],
});

/** The mean of each window, over the places of x that it covers: [N, C, *lengths] -> [N, C, *places]. */
export const averagePoolOp = defineOp<PoolAttributes>({
  type: "AveragePool",
  infer: ([x], attributes) => [
    { dtype: (x as Value).dtype, shape: pooledShape(x as Value, attributes, "averagePool") },
  ],
  vjp: ({ inputs, attributes }, [grad]) => {
    if (grad === undefined) return [undefined];
    const [x] = inputs as [Value];
    const channels = Number(x.shape[1]);
    // Every place gets the shares of the windows that cover it: a convolution with ones, backwards.
    const ones = filled([channels, 1, ...attributes.window], 1);
    const window = { ...toWindow(attributes), groups: channels };
    return [
      convInputGradient(mul(grad, shares(x, attributes)), ones, { ...window, size: spatialLengths(x, "averagePool") }),
    ];
  },
  compiled: (attributes) => ({
    kind: "composite",
    values: ({ inputs }) => [averageOf(inputs[0] as Value, attributes)],
  }),
  reference: ([x], attributes) => {
    const { shape, dtype } = x as NdArray;
    const { y, from, to } = pooled(x as NdArray, attributes);
    const counts = coveredPlaces(shape.slice(2), attributes);
    forEachPooled(shape, attributes, (place, input, counted) => {
      to[place] = (to[place] as number) + (from[input] as number) / (counts[counted] as number);
    });
    return [ndArray(y, to, dtype)];
  },
  onnx: ({ attributes }) => ({
    type: "AveragePool",
    attributes: { ...onnxAttributes(attributes), count_include_pad: { kind: "int", value: 0 } },
  }),
  samples: poolSamples(),
});

export function averagePool(x: Value, attributes: PoolAttributes): Value {
  return apply(averagePoolOp, [x], attributes);
}

/** The windows of x, [N, C, places, window, ...]: `outside` where they look beyond it. */
function poolWindows(x: Value, attributes: PoolAttributes, outside: number): Value {
  const { window, pads } = attributes;
  const windows = windowsOf(padded(x, pads), window, toWindow(attributes));
  if (pads.every((count) => count === 0) || outside === 0) return windows;
  const inside = padded(filled([1, 1, ...spatialLengths(x, "pool")], 1), pads);
  return where(cast(windowsOf(inside, window, toWindow(attributes)), "bool"), windows, scalar(outside));
}

const overWindows = (reduce: typeof reduceMax, windows: Value): Value => reduce(windows, windowAxes(windows).within);

/** Whether places are below 2^24: a compiled program computes them in float32, which has not all of those above. */
function isCounted({ shape }: Value): boolean {
  return shape.every((dim) => typeof dim === "number") && sizeOf(shape) <= 2 ** 24;
}

/** The first of equal ones is at the lowest place. */
function largestAndPlace(x: Value, attributes: PoolAttributes): readonly [Value, Value] {
  const [count, channels] = x.shape as readonly [number, number];
  const lengths = spatialLengths(x, "maxPool");
  const size = sizeOf(lengths);
  const places = constant(
    Float32Array.from({ length: size }, (_, place) => place),
    [1, 1, ...lengths],
    "float32",
  );
  const starts = Float32Array.from({ length: count * channels }, (_, channel) => channel * size);
  const windows = poolWindows(x, attributes, -Infinity);
  const isLargest = equal(windows, reduceMax(windows, windowAxes(windows).within, true));
  // Where a window holds what is no number nothing is largest: the last place of its channel stands for that.
  const falling = where(isLargest, neg(poolWindows(places, attributes, 0)), scalar(1 - size));
  const first = neg(overWindows(reduceMax, falling));
  const at = add(first, constant(starts, [count, channels, ...lengths.map(() => 1)], "float32"));
  return [overWindows(reduceMax, windows), cast(at, "int64")];
}

function averageOf(x: Value, attributes: PoolAttributes): Value {
  return mul(overWindows(reduceSum, poolWindows(x, attributes, 0)), shares(x, attributes));
}

/** 1 over the number of places that each window covers: [places]. */
function shares(x: Value, attributes: PoolAttributes): Value {
  const lengths = spatialLengths(x, "averagePool");
  const counts = coveredPlaces(lengths, attributes);
  const places = windowCounts(lengths, attributes.window, toWindow(attributes), "averagePool");
  return constant(
    Float32Array.from(counts, (count) => 1 / count),
    places,
    "float32",
  );
}

function coveredPlaces(lengths: readonly number[], attributes: PoolAttributes): Float64Array {
  const counts = new Float64Array(
    sizeOf(windowCounts(lengths, attributes.window, toWindow(attributes), "averagePool")),
  );
  forEachWindowPlace(lengths, attributes.window, toWindow(attributes), (place) => {
    counts[place] = (counts[place] as number) + 1;
  });
  return counts;
}

function toWindow({ strides, pads, window }: PoolAttributes): WindowAttributes {
  return { strides, pads, dilations: window.map(() => 1) };
}

function pooledShape(x: Value, attributes: PoolAttributes, where: string): readonly Dim[] {
  const places = windowCounts(spatialLengths(x, where), attributes.window, toWindow(attributes), where);
  return [...x.shape.slice(0, 2), ...places];
}

function largest(x: NdArray, attributes: PoolAttributes): readonly [NdArray, NdArray] {
  const { y, from, to } = pooled(x, attributes);
  to.fill(-Infinity);
  const places = new Float64Array(to.length);
  forEachPooled(x.shape, attributes, (place, input) => {
    if ((from[input] as number) <= (to[place] as number)) return;
    to[place] = from[input] as number;
    places[place] = input;
  });
  return [ndArray(y, to, x.dtype), ndArray(y, places, "int64")];
}

/** The shape of the result, what to read and what to fill. */
function pooled(x: NdArray, attributes: PoolAttributes) {
  const places = windowCounts(x.shape.slice(2), attributes.window, toWindow(attributes), "pool");
  const y = [...x.shape.slice(0, 2), ...places];
  return { y, from: numbersOf(x), to: new Float64Array(sizeOf(y)) };
}

/** Calls `visit` with the positions in y and x of every place that a window covers, and of y's within its channel. */
function forEachPooled(
  shape: readonly number[],
  attributes: PoolAttributes,
  visit: (place: number, input: number, withinChannel: number) => void,
): void {
  const lengths = shape.slice(2);
  const places = sizeOf(windowCounts(lengths, attributes.window, toWindow(attributes), "pool"));
  for (let channel = 0; channel < sizeOf(shape.slice(0, 2)); channel++) {
    forEachWindowPlace(lengths, attributes.window, toWindow(attributes), (place, input) => {
      visit(channel * places + place, channel * sizeOf(lengths) + input, place);
    });
  }
}

function onnxAttributes({ window, strides, pads }: PoolAttributes): Readonly<Record<string, OnnxAttribute>> {
  return {
    kernel_shape: { kind: "ints", value: window },
    strides: { kind: "ints", value: strides },
    pads: { kind: "ints", value: pads },
  };
}

/** Side by side; overlapping and padded, with a rest; with gaps; over one axis. */
function poolSamples(): readonly Sample<PoolAttributes>[] {
  return [
    { inputs: [{ shape: [2, 3, 4, 6] }], attributes: { window: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] } },
    { inputs: [{ shape: [2, 2, 6, 5] }], attributes: { window: [3, 2], strides: [2, 1], pads: [1, 0, 1, 1] } },
    { inputs: [{ shape: [1, 2, 5, 5] }], attributes: { window: [1, 2], strides: [2, 3], pads: [0, 0, 0, 0] } },
    { inputs: [{ shape: [2, 3, 8] }], attributes: { window: [3], strides: [2], pads: [1, 1] } },
  ];
}

export const POOL_OPS = [maxPoolOp, maxPlacesOp, averagePoolOp] as const;
