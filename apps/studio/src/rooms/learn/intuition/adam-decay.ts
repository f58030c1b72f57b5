/** One weight that the data do not pull to any side, only shake, under Adam and a decay of the strength alpha: inside the gradient, or beside it. */
import { randomNormal } from "@occam/core/data";

export interface Shaking {
  /** Deviation of the data's gradient, whose mean is 0. */
  readonly noise: number;
  readonly alpha: number;
  readonly rate: number;
  /** The decay is added to the gradient (L2), or taken from the weight by itself (decoupled). Loshchilov & Hutter 2019. */
  readonly isCoupled: boolean;
}

const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-8];

/** The weight before the first step and after each, from 1: Adam (Kingma & Ba 2015) on the noise of this draw. */
export function shaken({ noise, alpha, rate, isCoupled }: Shaking, count: number, draw: number): Float64Array {
  const shakes = randomNormal(count, { seed: 1, stream: "course/shake", position: draw });
  const weights = Float64Array.of(1, ...shakes);
  let [mean, square, w] = [0, 0, 1];
  for (let step = 1; step <= count; step++) {
    const gradient = noise * (shakes[step - 1] as number) + (isCoupled ? alpha * w : 0);
    mean = BETA_1 * mean + (1 - BETA_1) * gradient;
    square = BETA_2 * square + (1 - BETA_2) * gradient * gradient;
    const move = mean / (1 - BETA_1 ** step) / (Math.sqrt(square / (1 - BETA_2 ** step)) + EPSILON);
    w -= rate * (move + (isCoupled ? 0 : alpha * w));
    weights[step] = w;
  }
  return weights;
}

const DRAWS = 20;

/** The mean over twenty draws of the noise, which itself cancels. */
export function meanShaken(shaking: Shaking, count: number): Float64Array {
  const sum = new Float64Array(count + 1);
  for (let draw = 0; draw < DRAWS; draw++) {
    for (const [i, w] of shaken(shaking, count, draw).entries()) sum[i] = (sum[i] as number) + w / DRAWS;
  }
  return sum;
}
