/** Two ways to compute the gradient of a convolution's kernel from standard operators. */
import { sizeOf } from "../../tensor/tensor.ts";
import { requireStatic, type Value } from "../value.ts";
import { constant } from "./constant.ts";
import { type ConvAttributes, conv } from "./conv.ts";
import { forEachWindowPlace, spatialLengths, type WindowAttributes, windowCounts } from "./conv-geometry.ts";
import { gather } from "./index-ops.ts";
import { matMul } from "./mat-mul.ts";
import { cut, pad } from "./pad.ts";
import { reshape, transpose } from "./shape.ts";

/**
 * From this many channels on, gathering patches and one matrix product beat the swapped convolution: 3.0 ms to 5.4 for
 * 128 examples 24x12x12 and 32 kernels 3x3, but 9.4 to 2.6 for 1x28x28 and 8 kernels 5x5 (one thread, least of 25 runs).
 */
const PATCHED_CHANNELS = 8;

/** The gradient of a kernel of the shape of `kernel`, from x and the gradient of y. */
export function kernelGradient(x: Value, grad: Value, kernel: Value, attributes: ConvAttributes): Value {
  const hasWideRows = attributes.groups === 1 && Number(x.shape[1]) >= PATCHED_CHANNELS;
  return (hasWideRows ? patchProduct : swappedConv)(x, grad, kernel, attributes);
}

/** The patch that each place of y looks at as a row [window * channels], and the product of all rows with the gradient of y. */
function patchProduct(x: Value, grad: Value, kernel: Value, attributes: ConvAttributes): Value {
  const { pads } = attributes;
  const [count, channels] = [requireStatic(x.shape[0], "conv"), Number(x.shape[1])];
  const [filters, window] = [Number(kernel.shape[0]), spatialLengths(kernel, "conv")];
  const last = toChannelsLast(x);
  const padded = pad(last, [0, ...pads.slice(0, window.length), 0], [0, ...pads.slice(window.length), 0]);
  const lengths = padded.shape.slice(1, -1).map(Number);
  const places = patchPlaces(lengths, window, { ...attributes, pads: pads.map(() => 0) });
  const rowCount = count * sizeOf(spatialLengths(grad, "conv"));
  const patches = gather(reshape(padded, [count, sizeOf(lengths), channels]), places, 1);
  const rows = reshape(patches, [rowCount, sizeOf(window) * channels]);
  const gradRows = reshape(toChannelsLast(grad), [rowCount, filters]);
  const product = matMul(gradRows, rows, { transA: true, transB: false });
  return toChannelsSecond(reshape(product, [filters, ...window, channels]));
}

/** For each place of the result, the places of its window: [results, window]. */
function patchPlaces(lengths: readonly number[], window: readonly number[], attributes: WindowAttributes): Value {
  const width = sizeOf(window);
  const count = sizeOf(windowCounts(lengths, window, attributes, "conv"));
  const places = new Int32Array(count * width);
  forEachWindowPlace(lengths, window, attributes, (result, place, within) => {
    places[result * width + within] = place;
  });
  return constant(places, [count, width], "int32");
}

function toChannelsLast(x: Value): Value {
  return transpose(x, [0, ...spatialAxes(x), 1]);
}

function toChannelsSecond(x: Value): Value {
  return transpose(x, [0, x.shape.length - 1, ...spatialAxes(x).map((axis) => axis - 1)]);
}

function spatialAxes(x: Value): number[] {
  return x.shape.map((_, axis) => axis).slice(2);
}

/**
 * The gradient of a kernel is itself a convolution: examples act as channels and channels as examples, the gradient of
 * y is the kernel, and strides and dilations change places.
 */
function swappedConv(x: Value, grad: Value, kernel: Value, attributes: ConvAttributes): Value {
  const { groups, strides, dilations, pads } = attributes;
  const [count, inner] = [requireStatic(x.shape[0], "conv"), Number(kernel.shape[1])];
  const lengths = x.shape.slice(2);
  const byGroup = reshape(x, [count, groups, inner, ...lengths]);
  const turned = transpose(byGroup, [2, 1, 0, ...spatialAxes(x).map((axis) => axis + 1)]);
  const examples = reshape(turned, [inner, groups * count, ...lengths]);
  const product = conv(examples, swapFirst(grad), { groups, strides: dilations, dilations: strides, pads });
  const start = product.shape.map(() => 0);
  return swapFirst(cut(product, start, [inner, Number(kernel.shape[0]), ...kernel.shape.slice(2)]));
}

function swapFirst(x: Value): Value {
  return transpose(x, [1, 0, ...spatialAxes(x)]);
}
