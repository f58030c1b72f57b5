/** How windows slide over the places of images and sequences: sizes, and which places meet. */
import { occamError } from "../../errors.ts";
import { forEachIndex, stridesOf } from "../nd-array.ts";
import { type Dim, formatShape, requireStatic, type Value } from "../value.ts";

/** One number for each spatial axis; `pads` has those of all begins, then those of all ends, as in ONNX. */
export interface WindowAttributes {
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

/** Places from the first to the last that a dilated window covers. */
export function windowExtent(size: number, dilation: number): number {
  return (size - 1) * dilation + 1;
}

/**
 * Places of the result along each axis: floor((length + pads - extent) / stride) + 1.
 * @throws Error with code OCCAM_SHAPE where the window is longer than the padded axis.
 */
export function windowCounts(
  lengths: readonly number[],
  window: readonly number[],
  attributes: WindowAttributes,
  where: string,
): readonly number[] {
  return lengths.map((length, axis) => {
    const room = spareRoom(lengths, window, attributes, axis);
    if (room >= 0) return Math.floor(room / (attributes.strides[axis] as number)) + 1;
    throw occamError("OCCAM_SHAPE", {
      where,
      expected: `at least ${length - room} places along spatial axis ${axis}, padding included`,
      received: `${length + padsAround(attributes, axis)}`,
    });
  });
}

/** Places along each axis behind the last window: fewer than its stride. */
export function unusedPlaces(
  lengths: readonly number[],
  window: readonly number[],
  attributes: WindowAttributes,
): readonly number[] {
  return lengths.map((_, axis) => spareRoom(lengths, window, attributes, axis) % (attributes.strides[axis] as number));
}

function spareRoom(
  lengths: readonly number[],
  window: readonly number[],
  attributes: WindowAttributes,
  axis: number,
): number {
  const extent = windowExtent(window[axis] as number, attributes.dilations[axis] as number);
  return (lengths[axis] as number) + padsAround(attributes, axis) - extent;
}

function padsAround({ strides, pads }: WindowAttributes, axis: number): number {
  return (pads[axis] as number) + (pads[strides.length + axis] as number);
}

/** The lengths of the axes behind batch and channels, of which there must be 1 or 2. */
export function spatialLengths({ shape }: Value, where: string): readonly number[] {
  if (shape.length === 3 || shape.length === 4) return shape.slice(2).map((dim: Dim) => requireStatic(dim, where));
  throw occamError("OCCAM_SHAPE", {
    where,
    expected: "[batch, channels, length] or [batch, channels, height, width]",
    received: formatShape(shape),
  });
}

/**
 * Calls `visit` with the flat positions (within one channel) of each result place, of each input place that its window
 * covers, and of that place within the window. Padding is left out.
 */
export function forEachWindowPlace(
  lengths: readonly number[],
  window: readonly number[],
  attributes: WindowAttributes,
  visit: (result: number, input: number, within: number) => void,
): void {
  const inputStrides = stridesOf(lengths);
  forEachIndex(windowCounts(lengths, window, attributes, "window"), (result, resultAt) => {
    forEachIndex(window, (within, withinAt) => {
      let inputAt = 0;
      for (let axis = 0; axis < lengths.length; axis++) {
        const start =
          (result[axis] as number) * (attributes.strides[axis] as number) - (attributes.pads[axis] as number);
        const place = start + (within[axis] as number) * (attributes.dilations[axis] as number);
        if (place < 0 || place >= (lengths[axis] as number)) return;
        inputAt += place * (inputStrides[axis] as number);
      }
      visit(resultAt, inputAt, withinAt);
    });
  });
}
