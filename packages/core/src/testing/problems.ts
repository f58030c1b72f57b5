/** Test support: small made-up tables to train on. */
import { randomNormal } from "../tensor/random.ts";
import type { FloatTensor, Tensor } from "../tensor/tensor.ts";

export interface Problem {
  readonly x: FloatTensor;
  readonly y: Tensor;
}

/** `count` rows of `width` normal columns. The class tells on which side of a curve the first two columns lie, with noise. */
export function twoClasses(count: number, width: number, seed = 1): Problem {
  const x = Float32Array.from(randomNormal(count * width, { seed, stream: "problem/x" }));
  const noise = randomNormal(count, { seed, stream: "problem/noise" });
  const y = Int32Array.from(noise, (z, row) => {
    const [a, b] = [x[row * width] as number, x[row * width + 1] as number];
    return Number(a + b * b + 0.7 * z > 1);
  });
  return { x: { shape: [count, width], data: x }, y: { shape: [count], data: y } };
}

/** `count` rows of `width` normal columns. The target is a line in the columns, with slopes 1, -1/2, 1/3, ..., and noise. */
export function noisyLine(count: number, width: number, seed = 1): Problem {
  const x = Float32Array.from(randomNormal(count * width, { seed, stream: "problem/x" }));
  const noise = randomNormal(count, { seed, stream: "problem/noise" });
  const y = Float32Array.from(noise, (z, row) => {
    const own = x.subarray(row * width, (row + 1) * width);
    return own.reduce((sum, value, j) => sum + ((-1) ** j * value) / (j + 1), 0.3 * z);
  });
  return { x: { shape: [count, width], data: x }, y: { shape: [count], data: y } };
}
