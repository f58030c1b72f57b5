/** Examples in two parts: some to train on, the others to be judged by. */
import { type Examples, type FloatTensor, tensor } from "@occam/core";

/** x: [n, inputCount], y: [n]. */
export interface PlainExamples extends Examples {
  readonly x: FloatTensor;
  readonly y: FloatTensor;
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
