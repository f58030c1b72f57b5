/** Classes that lie along lines, with normal noise around them. */
import { randomNormal, randomUniform } from "@occam/core/data";
import { type DataSet, type DrawnExamples, toThousandths } from "./data-set.ts";

export interface TwoClasses extends Pick<DataSet, "name" | "reach" | "noise"> {
  /** A point of a class's line, t from 0 to 1: all t are equally likely. */
  readonly line: (isA: boolean, t: number) => readonly [x1: number, x2: number];
  /** Of how many points, at the middles of as many parts, the true probabilities take a line to be made. */
  readonly pointCount: number;
}

/** Below this the lines themselves are sharper than any picture: the true boundary is drawn for this noise. */
const SHARPEST = 0.02;

/**
 * Both classes equally often, each a point of its line plus normal noise of standard deviation `noise` in both directions. So the density
 * of a class at x is the mean over t of exp(-|x - line(t)|^2 / (2 noise^2)) / (2 pi noise^2), and p(A | x) follows by Bayes.
 */
export function twoClasses({ line, pointCount, ...facts }: TwoClasses): DataSet {
  return { ...facts, task: "classification", inputCount: 2, draw, truth };

  function draw(count: number, noise: number, seed: number): DrawnExamples {
    const along = randomUniform(count, { seed, stream: `${facts.name}/along` });
    const away = randomNormal(2 * count, { seed, stream: `${facts.name}/away` });
    const x = new Float32Array(2 * count);
    const y = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const isA = i % 2 === 0;
      const [x1, x2] = line(isA, along[i] as number);
      x[2 * i] = toThousandths(x1 + noise * (away[2 * i] as number));
      x[2 * i + 1] = toThousandths(x2 + noise * (away[2 * i + 1] as number));
      y[i] = Number(isA);
    }
    return { x, y };
  }

  function truth(noise: number): (x1: number, x2: number) => number {
    const scale = -1 / (2 * Math.max(noise, SHARPEST) ** 2);
    const middles = Array.from({ length: pointCount }, (_, i) => (i + 0.5) / pointCount);
    const [ofA, ofB] = [true, false].map((isA) => middles.map((t) => line(isA, t)));
    return (x1, x2) => {
      const logOf = (points: typeof ofA) =>
        logSum((points ?? []).map(([p1, p2]) => scale * ((x1 - p1) ** 2 + (x2 - p2) ** 2)));
      return 1 / (1 + Math.exp(logOf(ofB) - logOf(ofA)));
    };
  }
}

/** log of the sum of exp, which far from every point would be 0. */
function logSum(exponents: readonly number[]): number {
  const most = Math.max(...exponents);
  return most + Math.log(exponents.reduce((sum, exponent) => sum + Math.exp(exponent - most), 0));
}
