/** Multinomial logistic regression of the truth on the map's features, by Newton's method with a tiny ridge. */
import { type ProbabilityMap, probabilitiesOf, probabilityFeatures } from "@occam/core/diagnosis";
import type { Case } from "./calibration-cases.ts";

const RIDGE = 1e-3;
const ITERATIONS = 40;
const STATES = ["overfitting", "underfitting"] as const;

export function fitProbabilityMap(cases: readonly Case[]): ProbabilityMap {
  const known = cases.filter(({ evidence }) => probabilityFeatures(evidence).every(Number.isFinite));
  const rows = known.map(({ evidence }) => probabilityFeatures(evidence));
  const width = rows[0]?.length ?? 0;
  let w = new Array<number>(2 * width).fill(0);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const map = toMap(w, width);
    const gradient = w.map((each) => RIDGE * each);
    const hessian = w.map((_, i) => w.map((_, j) => (i === j ? RIDGE : 0)));
    known.forEach(({ evidence, truth }, row) => {
      const probabilities = probabilitiesOf(evidence, map);
      const p = STATES.map((state) => probabilities[state]);
      const x = rows[row] as readonly number[];
      for (let a = 0; a < 2; a++) {
        const miss = (p[a] as number) - Number(truth === STATES[a]);
        for (let i = 0; i < width; i++) {
          const at = a * width + i;
          gradient[at] = (gradient[at] as number) + miss * (x[i] as number);
          for (let b = 0; b < 2; b++) {
            const weight = (p[a] as number) * (Number(a === b) - (p[b] as number)) * (x[i] as number);
            const own = hessian[at] as number[];
            for (let j = 0; j < width; j++) {
              own[b * width + j] = (own[b * width + j] as number) + weight * (x[j] as number);
            }
          }
        }
      }
    });
    const step = solve(hessian, gradient);
    w = w.map((each, i) => each - (step[i] as number));
  }
  return toMap(
    w.map((each) => Number(each.toPrecision(4))),
    width,
  );
}

function toMap(w: readonly number[], width: number): ProbabilityMap {
  return { overfitting: w.slice(0, width), underfitting: w.slice(width) };
}

/** Gaussian elimination; the matrix is positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const system = matrix.map((row, i) => [...row, right[i] as number]);
  const at = (i: number, j: number) => system[i]?.[j] as number;
  for (let pivot = 0; pivot < system.length; pivot++) {
    for (let i = 0; i < system.length; i++) {
      if (i === pivot) continue;
      const factor = at(i, pivot) / at(pivot, pivot);
      system[i] = (system[i] as number[]).map((value, j) => value - factor * at(pivot, j));
    }
  }
  return system.map((_, i) => at(i, system.length) / at(i, i));
}
