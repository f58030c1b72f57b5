/** Convolution and pooling said of padding, views and products, as compiled programs compute them. */
import { sizeOf } from "../../tensor/tensor.ts";
import type { Dim, Value } from "../value.ts";
import { constant } from "./constant.ts";
import { spatialLengths, type WindowAttributes, windowCounts, windowExtent } from "./conv-geometry.ts";
import { gather } from "./index-ops.ts";
import { matMul } from "./mat-mul.ts";
import { cut, pad } from "./pad.ts";
import { reshape, transpose } from "./shape.ts";

interface Grouped extends WindowAttributes {
  readonly groups: number;
}

/** The windows of x, for each spatial axis: [N, C, *lengths] -> [N, C, places, window, places, window, ...]. To the compiler a view. */
export function windowsOf(x: Value, window: readonly number[], { strides, dilations }: WindowAttributes): Value {
  const attributes = { strides, dilations, pads: [...window, ...window].map(() => 0) };
  const counts = windowCounts(spatialLengths(x, "conv"), window, attributes, "conv");
  return window.reduce((view, size, axis) => {
    const [stride, dilation, count] = [strides[axis], dilations[axis], counts[axis]] as [number, number, number];
    const places = Int32Array.from(
      { length: count * size },
      (_, i) => Math.floor(i / size) * stride + (i % size) * dilation,
    );
    return gather(view, constant(places, [count, size], "int32"), 2 + 2 * axis);
  }, x);
}

/** The axes of windows that tell them apart, and those within them. */
export function windowAxes(windows: Value): { readonly places: readonly number[]; readonly within: readonly number[] } {
  const spatial = [...windows.shape.keys()].slice(2);
  return { places: spatial.filter((axis) => axis % 2 === 0), within: spatial.filter((axis) => axis % 2 === 1) };
}

/** x with zeros around its places, as many as `pads` says; without as many places where that is below 0. */
export function padded(x: Value, pads: readonly number[]): Value {
  const [begins, ends] = [pads.slice(0, pads.length / 2), pads.slice(pads.length / 2)];
  const around = (counts: readonly number[], sign: 1 | -1) => [
    0,
    0,
    ...counts.map((count) => Math.max(0, sign * count)),
  ];
  const [start, end] = [around(begins, -1), around(ends, -1)];
  const kept = x.shape.map((dim, axis) =>
    axis < 2 ? dim : Number(dim) - (start[axis] as number) - (end[axis] as number),
  );
  const inner = cut(x, start, kept);
  return pads.some((count) => count > 0) ? pad(inner, around(begins, 1), around(ends, 1)) : inner;
}

/** Convolution: in each group the product of its kernels with windows as columns. */
export function convProduct(x: Value, kernel: Value, attributes: Grouped): Value {
  const { groups, pads } = attributes;
  const [count, channels] = [x.shape[0] as Dim, Number(x.shape[1])];
  const [filters, window] = [Number(kernel.shape[0]), spatialLengths(kernel, "conv")];
  const windows = windowsOf(padded(x, pads), window, attributes);
  const axes = windowAxes(windows);
  const places = axes.places.map((axis) => Number(windows.shape[axis]));
  const depth = (channels / groups) * sizeOf(window);
  const turned = transpose(windows, [0, 1, ...axes.within, ...axes.places]);
  const columns = reshape(turned, [count, groups, depth, sizeOf(places)]);
  const product = matMul(reshape(kernel, [groups, filters / groups, depth]), columns);
  return reshape(product, [count, filters, ...places]);
}

/**
 * The gradient of x: a convolution of that of y, with zeros between its places where windows were strides apart. Its kernels are turned around, and
 * their channels and filters change places.
 */
export function inputGradientProduct(
  grad: Value,
  kernel: Value,
  { groups, strides, pads, dilations, size }: Grouped & { readonly size: readonly number[] },
): Value {
  const spread = strides.every((stride) => stride === 1) ? grad : withGaps(grad, strides);
  const [filters, inner, ...window] = kernel.shape.map(Number) as [number, number, ...number[]];
  const within = sizeOf(window);
  const backwards = constant(
    Int32Array.from({ length: within }, (_, i) => within - 1 - i),
    [within],
    "int32",
  );
  const turned = gather(reshape(kernel, [groups, filters / groups, inner, within]), backwards, 3);
  const swapped = reshape(transpose(turned, [0, 2, 1, 3]), [groups * inner, filters / groups, ...window]);
  const begins = window.map(
    (length, axis) => windowExtent(length, dilations[axis] as number) - 1 - (pads[axis] as number),
  );
  const ends = size.map((length, axis) => length - Number(spread.shape[2 + axis]) + (pads[axis] as number));
  const ones = strides.map(() => 1);
  return convProduct(spread, swapped, { groups, strides: ones, dilations, pads: [...begins, ...ends] });
}

/** Places `strides` apart, zeros between them. */
function withGaps(x: Value, strides: readonly number[]): Value {
  const [lead, lengths] = [x.shape.slice(0, 2), x.shape.slice(2).map(Number)];
  const single = reshape(x, [...lead, ...lengths.flatMap((length) => [length, 1])]);
  const none = single.shape.map(() => 0);
  const wide = pad(single, none, [0, 0, ...strides.flatMap((stride) => [0, stride - 1])]);
  const spread = reshape(wide, [...lead, ...lengths.map((length, axis) => length * (strides[axis] as number))]);
  return padded(spread, [...strides.map(() => 0), ...strides.map((stride) => 1 - stride)]);
}
