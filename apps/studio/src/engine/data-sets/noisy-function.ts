/** Targets that are a function of the inputs plus normal noise. */
import { randomNormal, randomUniform } from "@occam/core/data";
import { type DataSet, type DrawnExamples, toThousandths } from "./data-set.ts";

export interface NoisyFunction extends Pick<DataSet, "name" | "inputCount" | "reach" | "noise"> {
  /** Inputs are uniform from -spread to spread. */
  readonly spread: number;
  readonly mean: (x1: number, x2: number) => number;
}

export function noisyFunction({ mean, spread, ...facts }: NoisyFunction): DataSet {
  const { name, inputCount } = facts;
  return { ...facts, task: "regression", draw, truth: () => mean };

  function draw(count: number, noise: number, seed: number): DrawnExamples {
    const uniform = randomUniform(inputCount * count, { seed, stream: `${name}/x` });
    const away = randomNormal(count, { seed, stream: `${name}/away` });
    const x = Float32Array.from(uniform, (u) => toThousandths(spread * (2 * u - 1)));
    const y = Float32Array.from(away, (z, i) => {
      const [x1, x2 = 0] = x.subarray(inputCount * i, inputCount * (i + 1));
      return toThousandths(mean(x1 as number, x2) + noise * z);
    });
    return { x, y };
  }
}
