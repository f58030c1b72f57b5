import { scoreOf } from "../words/metric.ts";
import type {
  CandidateResult,
  EpochPoint,
  FitFigures,
  FitResult,
  ModelResult,
  Scores,
  SettingPath,
} from "./fit-result.ts";

type Values = CandidateResult["values"];
const baselineValues: Values = { earlyStopping: null };
const settings: Values = { units: [64, 64], activation: "relu", batchSize: 32, learningRate: 0.001, earlyStopping: 20 };
const alphas = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2];
const rates = [0.1, 0.2, 0.3, 0.5];

/** A small customer table: the baseline overfits badly, l1 0.0003 is best, l1 0.001 is chosen. */
export const classificationResult: FitResult = {
  occam: "0.2.0",
  command: "fit",
  task: "classification",
  target: "churn",
  classes: ["stays", "leaves"],
  seed: 7,
  data: {
    file: "data/customers.csv",
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    rows: { train: 1200, validation: 400, test: 400 },
    withoutTarget: 0,
    columns: 24,
    features: 24,
    kinds: { numeric: 18, categorical: 6 },
    dropped: [
      { column: "customer_id", reason: { code: "ownTextInEveryRow" } },
      { column: "signup_date", reason: { code: "unsupportedType", type: "DATE" } },
    ],
    notes: [{ code: "missingMarks", column: "age", rows: 3, example: "n/a" }],
  },
  metric: "logLoss",
  candidates: candidateTable(classificationScores, 0.16),
  choice: {
    rule: "oneStandardError",
    best: 5,
    chosen: 6,
    excess: excessOf(20, 5, { 6: [0.01, 0.02] }),
  },
  constant: { logLoss: 0.69, accuracy: 0.52, balancedAccuracy: 0.5, auc: 0.5 },
  baseline: {
    values: baselineValues,
    settings: { ...settings, earlyStopping: null },
    name: "baseline",
    train: { logLoss: 0.0122, accuracy: 0.9983, balancedAccuracy: 0.998 },
    validation: { logLoss: 0.612, accuracy: 0.8525, balancedAccuracy: 0.841 },
    test: { logLoss: 0.586, accuracy: 0.86, balancedAccuracy: 0.848 },
    ...diagnosed("overfitting", [0.5738, 0.468, 0.681], [0.95, 0.01, 0.04]),
    parameters: 5890,
    zeroWeights: 0,
  },
  chosen: {
    values: { l1: 0.001 },
    settings: { ...settings, l1: 0.001 },
    name: "l1 0.001",
    train: { logLoss: 0.281, accuracy: 0.9, balancedAccuracy: 0.884 },
    validation: { logLoss: 0.331, accuracy: 0.8875, balancedAccuracy: 0.871 },
    test: { logLoss: 0.322, accuracy: 0.89, balancedAccuracy: 0.876 },
    ...diagnosed("good fit", [0.041, -0.008, 0.089], [0.08, 0.1, 0.82]),
    parameters: 5890,
    zeroWeights: 5092,
  },
  difference: { metric: "logLoss", estimate: -0.264, low: -0.371, high: -0.158, level: 0.95 },
  seconds: 18.32,
  files: { model: "occam-out/model.onnx", run: "occam-out/run.json", report: "occam-out/report.html" },
};

export const classificationFigures: FitFigures = {
  curves: { baseline: overfittingCurve(300, 0.69), chosen: settlingCurve(300, 0.69, 0.28, 0.33) },
  keptEpoch: { baseline: 300, chosen: 242 },
  paths: pathTable(classificationScores, "logLoss", 0.16),
  weights: [
    { layer: "dense0", baseline: bellWeights(24 * 64, 0.31, 0), chosen: bellWeights(24 * 64, 0.16, 0.79) },
    { layer: "dense1", baseline: bellWeights(64 * 64, 0.22, 0), chosen: bellWeights(64 * 64, 0.12, 0.93) },
    { layer: "dense2", baseline: bellWeights(64 * 2, 0.4, 0), chosen: bellWeights(64 * 2, 0.3, 0.55) },
  ],
};

const { classes: _, ...withoutClasses } = classificationResult;

/** House prices: dropout helps a little, and the test rows are too few to say so. */
export const regressionResult: FitResult = {
  ...withoutClasses,
  task: "regression",
  target: "price_eur",
  data: {
    ...classificationResult.data,
    file: "houses.parquet",
    rows: { train: 265, validation: 88, test: 89 },
    columns: 10,
    kinds: { numeric: 10, categorical: 0 },
    dropped: [],
    notes: [],
  },
  metric: "rmse",
  candidates: candidateTable(regressionScores, 4),
  choice: {
    rule: "oneStandardError",
    best: 18,
    chosen: 19,
    excess: excessOf(20, 18, { 19: [0.4, 0.5] }),
  },
  constant: { rmse: 77, mae: 65, r2: -0.01 },
  baseline: regressionModel("baseline", 0, [48.1, 59.4, 58.8], 10.7, [-1.2, 22.9], "inconclusive"),
  chosen: regressionModel("dropout 0.5", 0.5, [52.6, 56.0, 55.1], 2.5, [-7.9, 12.6], "good fit"),
  difference: { metric: "rmse", estimate: -3.7, low: -8.2, high: 1.1, level: 0.95 },
};

export const regressionFigures: FitFigures = {
  curves: { baseline: overfittingCurve(40, 152, 58, 0.3), chosen: settlingCurve(64, 152, 52.6, 55.9) },
  keptEpoch: { baseline: 40, chosen: 61 },
  paths: pathTable(regressionScores, "rmse", 4),
  weights: [
    { layer: "dense0", baseline: bellWeights(320, 0.5, 0), chosen: bellWeights(320, 0.35, 0) },
    { layer: "dense1", baseline: bellWeights(32, 0.8, 0), chosen: bellWeights(32, 0.5, 0) },
  ],
};

/** Scores at a regularization from 0 (none) over 0.5 (best) to 1 (everything switched off). */
type ScoresAt = (share: number, family: Family) => { readonly train: Scores; readonly validation: Scores };
type Family = "l1" | "l2" | "dropout";

function classificationScores(share: number, family: Family): ReturnType<ScoresAt> {
  const lowest = { l1: 0.31, l2: 0.36, dropout: 0.38 }[family];
  const train = 0.0122 + 0.571 * share ** 1.6;
  const validation = lowest + (0.612 - lowest) * (2 * share - 1) ** 2;
  return {
    train: { logLoss: train, accuracy: 1 - train / 2.8 },
    validation: { logLoss: validation, accuracy: 0.999 - validation / 3 },
  };
}

function regressionScores(share: number, family: Family): ReturnType<ScoresAt> {
  const lowest = { l1: 57.2, l2: 56.4, dropout: 55.6 }[family];
  const scores = (rmse: number): Scores => ({ rmse, mae: rmse * 0.8, r2: 1 - (rmse / 77) ** 2 });
  return {
    train: scores(48.1 + 10 * share ** 2),
    validation: scores(lowest + (59.4 - lowest) * (2 * share - 1) ** 2),
  };
}

function candidateTable(scores: ScoresAt, error: number): readonly CandidateResult[] {
  const row = (
    name: string,
    values: Values,
    family: Family,
    share: number,
    earlyStopping = false,
  ): CandidateResult => ({
    name,
    values,
    status: earlyStopping ? "stopped" : "completed",
    epochs: earlyStopping ? 34 : 300,
    ...scores(share, family),
    standardError: error * Math.abs(share - 0.5),
  });
  return [
    row("baseline", baselineValues, "l1", 0),
    row("early stopping", {}, "dropout", 0.3, true),
    ...alphas.map((l1, at) => row(`l1 ${l1}`, { l1 }, "l1", (at + 1) / 8)),
    ...alphas.map((l2, at) => row(`l2 ${l2}`, { l2 }, "l2", (at + 0.4) / 8)),
    ...rates.map((dropout, at) => row(`dropout ${dropout}`, { dropout }, "dropout", (at + 1) / 6)),
  ];
}

function pathTable(scores: ScoresAt, metric: string, error: number): readonly SettingPath[] {
  const path = (family: Family, values: readonly number[], shareAt: (at: number) => number): SettingPath => ({
    setting: family,
    option: family === "dropout" ? "rate" : "alpha",
    scale: family === "dropout" ? "linear" : "log",
    points: values.map((value, at) => {
      const share = shareAt(at);
      const { train, validation } = scores(share, family);
      return {
        value,
        train: scoreOf(train, metric),
        validation: scoreOf(validation, metric),
        standardError: error * Math.abs(share - 0.5),
      };
    }),
  });
  return [
    path("l1", [0, ...alphas], (at) => at / 8),
    path("l2", [0, ...alphas], (at) => Math.max(0, at - 0.6) / 8),
    path("dropout", [0, ...rates], (at) => at / 6),
  ];
}

/** Excess losses of candidates: of those that are named, else far from the best. */
function excessOf(
  count: number,
  best: number,
  near: Readonly<Record<number, readonly [mean: number, standardError: number]>>,
): FitResult["choice"]["excess"] {
  return Array.from({ length: count }, (_, i) => {
    const [mean, standardError] = i === best ? [0, 0] : (near[i] ?? [1, 0.1]);
    return { mean, standardError, metricMean: mean, metricStandardError: standardError };
  });
}

/** A verdict with its numbers. */
function diagnosed(
  verdict: ModelResult["verdict"],
  [estimate, low, high]: readonly [number, number, number],
  [overfitting, underfitting, goodFit]: readonly [number, number, number],
): Pick<
  ModelResult,
  "verdict" | "reason" | "probabilities" | "gap" | "reference" | "scale" | "untouchedRows" | "findings" | "training"
> {
  const decisive = 0.6;
  const reason: ModelResult["reason"] =
    verdict === "overfitting"
      ? { code: "stateIsLikely", state: "overfitting", probability: overfitting, decisive }
      : verdict === "good fit"
        ? { code: "stateIsLikely", state: "goodFit", probability: goodFit, decisive }
        : { code: "noStateIsLikely", decisive };
  const small = (estimate - low) / 4;
  return {
    verdict,
    reason,
    probabilities: { overfitting, underfitting, goodFit },
    gap: { estimate, low, high, level: 0.95 },
    reference: { name: "linear", distance: { estimate: 0, low: -small, high: small, level: 0.95 } },
    scale: 2 * high,
    untouchedRows: 400,
    findings: [],
    training: { epochs: 300, cameToLimit: false, keptEpoch: 300, losses: [] },
  };
}

function regressionModel(
  name: string,
  dropout: number,
  [train, validation, test]: readonly [number, number, number],
  gap: number,
  [low, high]: readonly [number, number],
  verdict: ModelResult["verdict"],
): ModelResult {
  const scores = (rmse: number): Scores => ({ rmse, mae: rmse * 0.8, r2: 1 - (rmse / 77) ** 2 });
  return {
    values: dropout > 0 ? { dropout } : baselineValues,
    settings: { ...settings, units: [32] },
    name,
    train: scores(train),
    validation: scores(validation),
    test: scores(test),
    ...diagnosed(verdict, [gap, low, high], verdict === "good fit" ? [0.2, 0.1, 0.7] : [0.4, 0.3, 0.3]),
    parameters: 385,
    zeroWeights: 0,
  };
}

function overfittingCurve(
  epochs: number,
  start: number,
  lowest = start * 0.5,
  trainFloor = 0.017,
): readonly EpochPoint[] {
  return Array.from({ length: epochs }, (_, at) => {
    const epoch = at + 1;
    const train =
      start * (trainFloor + (1 - trainFloor) * Math.exp((-5 * epoch) / epochs)) * (1 + 0.03 * wiggle(epoch));
    const fall = (start - lowest) * Math.exp((-20 * epoch) / epochs);
    const validation = lowest + fall + lowest * 0.75 * (epoch / epochs) ** 1.2 + 0.02 * lowest * wiggle(epoch + 91);
    return { epoch, train, validation };
  });
}

function settlingCurve(epochs: number, start: number, train: number, validation: number): readonly EpochPoint[] {
  return Array.from({ length: epochs }, (_, at) => {
    const epoch = at + 1;
    const fall = Math.exp((-9 * epoch) / epochs);
    const noise = 0.015 * wiggle(epoch);
    return {
      epoch,
      train: train + (start - train) * fall + train * noise,
      validation: validation + (start - validation) * fall,
    };
  });
}

/** Weights in the shape of a bell, the given share of them exactly 0. */
function bellWeights(count: number, deviation: number, zeroShare: number): Float32Array {
  const zeros = Math.round(count * zeroShare);
  return Float32Array.from({ length: count }, (_, at) =>
    at < zeros ? 0 : deviation * (wiggle(3 * at) + wiggle(3 * at + 1) + wiggle(3 * at + 2)),
  );
}

/** Repeatable noise between -1 and 1. */
function wiggle(at: number): number {
  const value = Math.sin(at * 12.9898) * 43758.5453;
  return 2 * (value - Math.floor(value)) - 1;
}
