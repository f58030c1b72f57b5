/** Test support: small made-up tables to train on. */
import { randomNormal, randomUniform } from "../tensor/random.ts";
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

/** `count` noisy images [1, 8, 8] with a bar of three places: class 0 lies, class 1 stands. */
export function bars(count: number, seed = 1): Problem {
  const x = Float32Array.from(randomNormal(count * 64, { seed, stream: "problem/x" }), (z) => 0.3 * z);
  const u = randomUniform(count * 3, { seed, stream: "problem/bars" });
  const y = Int32Array.from({ length: count }, (_, row) => {
    const [turn, along, across] = [u[3 * row] as number, u[3 * row + 1] as number, u[3 * row + 2] as number];
    const stands = turn < 0.5;
    const [onward, aside] = stands ? [8, 1] : [1, 8];
    const start = row * 64 + Math.floor(6 * along) * onward + Math.floor(8 * across) * aside;
    for (let i = 0; i < 3; i++) x[start + i * onward] = 1;
    return Number(stands);
  });
  return { x: { shape: [count, 1, 8, 8], data: x }, y: { shape: [count], data: y } };
}
