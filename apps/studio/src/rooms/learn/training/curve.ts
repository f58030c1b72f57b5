/** The course's one problem: a curve on [-1, 1], seen through noise. */
import { randomNormal, randomUniform } from "@occam/core/data";

/** What there is to learn: sin(3 x) + 0.3 x. */
export const truth = (x: number): number => Math.sin(3 * x) + 0.3 * x;

/** Deviation of the noise. */
export const NOISE = 0.35;

export interface Sample {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** `count` points of sample `number`, x uniform on [-1, 1], y the truth and noise. */
export function sampleOf(number: number, count: number): Sample {
  const places = randomUniform(count, { seed: 1, stream: "course/x", position: number });
  const noise = randomNormal(count, { seed: 1, stream: "course/noise", position: number });
  const x = Float32Array.from(places, (place) => 2 * place - 1);
  return { x, y: Float32Array.from(x, (at, i) => truth(at) + NOISE * (noise[i] as number)) };
}

/** Where fitted curves are looked at. */
export const GRID: Float32Array = Float32Array.from({ length: 101 }, (_, i) => -1 + i / 50);
