import type { Prepared } from "./prepared.ts";

/** Inputs beyond this are likely to be unscaled. */
const LARGE_INPUT = 100;

/** The likely cause of numbers that stopped being finite, and what to do. */
export function causeOf({ x, targets }: Prepared): string {
  const width = Math.max(1, x.data.length / Math.max(1, x.shape[0] ?? 1));
  const bad = x.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    return `input column ${bad % width} of row ${Math.floor(bad / width)} is ${x.data[bad]}: fill or drop missing values first.`;
  const largest = largestAt(x.data);
  if (Math.abs(x.data[largest] ?? 0) > LARGE_INPUT) {
    return `input column ${largest % width} reaches ${x.data[largest]}: scale the inputs to about 1, or lower the learning rate.`;
  }
  const badTarget = targets.data.findIndex((value) => !Number.isFinite(value));
  if (badTarget >= 0) {
    const row = Math.floor(badTarget / Math.max(1, targets.shape[1] ?? 1));
    return `the target of row ${row} is ${targets.data[badTarget]}: fill or drop missing values first.`;
  }
  const target = targets.data[largestAt(targets.data)] ?? 0;
  if (Math.abs(target) > LARGE_INPUT)
    return `the target reaches ${target}: standardize it, or lower the learning rate.`;
  return "the learning rate is too high for this network: lower it, for example to a tenth.";
}

function largestAt(values: Float32Array): number {
  let best = 0;
  values.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(values[best] as number)) best = i;
  });
  return best;
}
