/** Examples in two parts: some to train on, the others to be judged by. */
import { type Examples, type FloatTensor, tensor } from "@occam/core";
import { toThousandths } from "./data-sets/data-set.ts";

/** x: [n, inputCount], y: [n]. */
export interface PlainExamples extends Examples {
  readonly x: FloatTensor;
  readonly y: FloatTensor;
}

/** Examples as a program is given them. Their numbers are thousandths, of which float32 holds some a little beside. */
export function exampleRows({ x, y }: PlainExamples): {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
} {
  const width = x.shape[1] as number;
  const row = (i: number) => Array.from(x.data.subarray(i * width, (i + 1) * width), toThousandths);
  return { x: Array.from(y.data, (_, i) => row(i)), y: Array.from(y.data, toThousandths) };
}

/** At least one example for each part. */
export function trainCountOf(count: number, share: number): number {
  return Math.min(count - 1, Math.max(1, Math.round(count * share)));
}

/** The first of `rows` are trained on. */
export function divided(x: readonly (readonly number[])[], y: Float32Array, rows: readonly number[], share: number) {
  const inputCount = x[0]?.length as number;
  const count = trainCountOf(rows.length, share);
  const taken = (own: readonly number[]): PlainExamples => ({
    x: tensor(Float32Array.from(own.flatMap((row) => x[row] as readonly number[])), [own.length, inputCount]),
    y: tensor(
      Float32Array.from(own, (row) => y[row] as number),
      [own.length],
    ),
  });
  return { inputCount, train: taken(rows.slice(0, count)), validation: taken(rows.slice(count)) };
}
