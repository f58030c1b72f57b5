import { type FloatTensor, sizeOf } from "../../tensor/tensor.ts";
import type { Prepared } from "../examples/prepared.ts";
import type { DivergenceCause, LargeNumber, MissingNumber, NotFinite } from "../recipe/history.ts";

/** Inputs beyond this are likely to be unscaled. */
const LARGE_INPUT = 100;

/** The likely cause of numbers that stopped being finite; of training on `rows` alone, where given. */
export function causeOf(all: Prepared, rows?: ArrayLike<number>): DivergenceCause {
  const examples = rows === undefined ? all : { x: onlyRows(all.x, rows), targets: onlyRows(all.targets, rows) };
  return missingNumber(examples) ?? largeNumber(examples) ?? { code: "learningRate" };
}

/** The same among the rows of some lists; undefined without lists. */
export function missingAmong(
  all: Prepared,
  lists: readonly ArrayLike<number>[] | undefined,
): MissingNumber | undefined {
  // Nearly always none is missing anywhere.
  if (lists === undefined || missingNumber(all) === undefined) return undefined;
  const rows = [...new Set(lists.flatMap((list) => Array.from(list)))];
  return missingNumber({ x: onlyRows(all.x, rows), targets: onlyRows(all.targets, rows) });
}

/** Where an input or a target is not a finite number; undefined where all are. */
export function missingNumber({ x, targets }: Prepared): MissingNumber | undefined {
  const input = firstNotFinite(x.data);
  if (input !== undefined) {
    const width = widthOf(x);
    const place = { row: Math.floor(input / width), column: input % width };
    return { code: "inputNotFinite", ...place, value: nameOf(x.data[input]) };
  }
  const target = firstNotFinite(targets.data);
  if (target === undefined) return undefined;
  const row = Math.floor(target / widthOf(targets));
  return { code: "targetNotFinite", row, value: nameOf(targets.data[target]) };
}

function nameOf(value = Number.NaN): NotFinite {
  // `String` writes the three numbers that are not finite so.
  return String(value) as NotFinite;
}

function largeNumber({ x, targets }: Prepared): LargeNumber | undefined {
  const at = largestAt(x.data);
  const input = x.data[at] ?? 0;
  if (Math.abs(input) > LARGE_INPUT) return { code: "largeInput", column: at % widthOf(x), value: input };
  const target = targets.data[largestAt(targets.data)] ?? 0;
  return Math.abs(target) > LARGE_INPUT ? { code: "largeTarget", value: target } : undefined;
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
