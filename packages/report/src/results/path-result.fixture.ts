import type { PathPointResult, PathResult } from "./path-result.ts";

/** Along the path the training loss rises; the validation loss is lowest in the middle; half of the weights leave. */
function pathPoint(alpha: number, i: number): PathPointResult {
  return {
    alpha,
    train: { logLoss: 0.1 + 0.2 * i },
    validation: { logLoss: 0.4 + 0.05 * (i - 2) ** 2, se: 0.03 },
    norm1: 40 - 8 * i,
    norm2: 5 - i,
    weights: 800,
    zeroWeights: 100 * i,
    activeNeurons: 16 - i,
    neurons: 16,
    inputs: ["age", "income", "visits"].slice(0, i > 2 ? 2 : 3),
    inputNorms: [3 - 0.5 * i, 2 - 0.3 * i, i > 2 ? 0 : 1 - 0.4 * i],
    penalty: Number.NaN,
    radius: Number.NaN,
    epochs: 100,
  };
}

function pathOf(alphas: readonly number[], setting: Pick<PathResult, "penalty" | "option" | "falls">): PathResult {
  const [best, chosen] = [alphas[2] as number, alphas[3] as number];
  return {
    occam: "0.2.0",
    command: "path",
    task: "classification",
    target: "churn",
    classes: ["stays", "leaves"],
    metric: "logLoss",
    ...setting,
    scale: "log",
    seeds: [0],
    data: {
      file: "data/customers.csv",
      sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      rows: { used: 1600, test: 400 },
      columns: ["age", "income", "visits"],
      dropped: [],
    },
    settings: { units: [16], activation: "relu", batchSize: 32, learningRate: 0.001, [setting.penalty]: chosen },
    folds: 5,
    repeats: 1,
    warmStart: false,
    points: alphas.map(pathPoint),
    best: { alpha: best },
    oneSe: { alpha: best, limit: 0.43 },
    chosen: {
      alpha: chosen,
      rule: "bestMean",
      verdict: "inconclusive",
      reason: {
        code: "lowestMean",
        points: alphas.length,
        folds: 5,
        lowest: { point: 2, mean: 0.4, standardError: 0.03 },
      },
      conclusion: { verdict: "inconclusive", code: "singleFold" },
    },
    seconds: 12.3,
  };
}

/** More alpha is more regularized. */
export const risingPath = pathOf([0.001, 0.01, 0.1, 1, 10], { penalty: "l1", option: "alpha", falls: false });

/** Less of the largest norm is more regularized. */
export const fallingPath = pathOf([10, 3, 1, 0.3, 0.1], { penalty: "maxNorm", option: "c", falls: true });
