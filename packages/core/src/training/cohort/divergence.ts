import { type FloatTensor, sizeOf } from "../../tensor/tensor.ts";
import type { Prepared } from "../examples/prepared.ts";

/** Inputs beyond this are likely to be unscaled. */
const LARGE_INPUT = 100;

/** The likely cause of numbers that stopped being finite, and what to do; of training on `rows` alone, where given. */
export function causeOf(all: Prepared, rows?: ArrayLike<number>): string {
  const examples = rows === undefined ? all : { x: onlyRows(all.x, rows), targets: onlyRows(all.targets, rows) };
  return (
    missingNumber(examples) ??
    largeNumber(examples) ??
    "the learning rate is too high for this network: lower it, for example to a tenth."
  );
}

/** Where an input or a target is not a finite number; undefined where all are. */
export function missingNumber({ x, targets }: Prepared): string | undefined {
  const input = firstNotFinite(x.data);
  if (input !== undefined) {
    const width = widthOf(x);
    const place = `input column ${input % width} of row ${Math.floor(input / width)}`;
    return `${place} is ${x.data[input]}: fill or drop missing values first.`;
  }
  const target = firstNotFinite(targets.data);
  if (target === undefined) return undefined;
  const row = Math.floor(target / widthOf(targets));
  return `the target of row ${row} is ${targets.data[target]}: fill or drop missing values first.`;
}

function largeNumber({ x, targets }: Prepared): string | undefined {
  const input = largestAt(x.data);
  if (Math.abs(x.data[input] ?? 0) > LARGE_INPUT) {
    return `input column ${input % widthOf(x)} reaches ${x.data[input]}: scale the inputs to about 1, or lower the learning rate.`;
  }
  const target = targets.data[largestAt(targets.data)] ?? 0;
  if (Math.abs(target) <= LARGE_INPUT) return undefined;
  return `the target reaches ${target}: standardize it, or lower the learning rate.`;
}

/** Zeros in all other rows, so that rows keep their numbers. */
function onlyRows(tensor: FloatTensor, rows: ArrayLike<number>): FloatTensor {
  const width = widthOf(tensor);
  const own = new Set(Array.from(rows));
  return { shape: tensor.shape, data: tensor.data.map((value, i) => (own.has(Math.floor(i / width)) ? value : 0)) };
}

/** Numbers of one example. */
function widthOf({ shape }: FloatTensor): number {
  return Math.max(1, sizeOf(shape.slice(1)));
}

function firstNotFinite(values: Float32Array): number | undefined {
  const at = values.findIndex((value) => !Number.isFinite(value));
  return at < 0 ? undefined : at;
}

function largestAt(values: Float32Array): number {
  let best = 0;
  values.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(values[best] as number)) best = i;
  });
  return best;
}
