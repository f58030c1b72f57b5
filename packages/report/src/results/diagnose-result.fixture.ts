import type { DiagnoseResult } from "./diagnose-result.ts";

const span = (estimate: number, half: number) => ({
  estimate,
  low: estimate - half,
  high: estimate + half,
  level: 0.95,
});
const kernel = (parameter: string, count: number, zeros: number) => ({
  parameter,
  count,
  zeros,
  norm1: 40,
  norm2: 4,
  largest: 0.8,
  histogram: Array.from({ length: 40 }, (_, at) => (at === 20 ? count - zeros - 39 : 1)),
});

/** A customer table's network that overfits, with everything measured. */
export const overfittingDiagnosis: DiagnoseResult = {
  occam: "0.1.0",
  command: "diagnose",
  task: "classification",
  target: "churn",
  seed: 7,
  data: {
    file: "data/customers.csv",
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    rows: { train: 1200, validation: 400, test: 400 },
  },
  network: {
    name: "none",
    values: { earlyStopping: null },
    settings: { units: [64, 32], activation: "relu", batchSize: 32, learningRate: 0.001, earlyStopping: null },
  },
  metric: "logLoss",
  gap: span(0.4, 0.1),
  reference: { name: "chosen", distance: span(0.2, 0.05) },
  scale: 0.69,
  untouchedRows: 800,
  probabilities: { overfitting: 0.8, underfitting: 0.05, goodFit: 0.15 },
  verdict: "overfitting",
  reason: { code: "stateIsLikely", state: "overfitting", probability: 0.8, decisive: 0.6 },
  scores: {
    train: { logLoss: 0.1, accuracy: 0.97 },
    validation: { logLoss: 0.5, accuracy: 0.86 },
    test: { logLoss: 0.51, accuracy: 0.85 },
  },
  findings: [
    {
      code: "leaking-column",
      severity: "alarm",
      facts: { columns: [{ column: "cancelled on", measure: "auc", score: 0.999 }] },
    },
    {
      code: "overfitting",
      severity: "warning",
      facts: { probability: 0.8, gap: span(0.4, 0.1) },
      expectedGain: { metric: "logLoss", amount: 0.2, measuredBy: { code: "candidate", name: "l2 0.1" } },
    },
  ],
  inside: {
    layers: [
      { layer: "dense0", units: 64, dead: 4, nearlyDead: 10 },
      { layer: "dense1", units: 32, dead: 0, nearlyDead: 0 },
    ],
    weights: [kernel("dense0/kernel", 1536, 300), kernel("dense1/kernel", 2048, 0), kernel("dense2/kernel", 64, 16)],
    importances: [{ layer: "dense0", unit: 0, importance: 0.01 }],
    degreesOfFreedom: { effective: 12, parameters: 33, rows: 1200 },
    calibration: {
      ece: 0.1,
      overconfidence: 0.1,
      bins: Array.from({ length: 10 }, (_, at) =>
        at < 5
          ? { low: at / 10, high: (at + 1) / 10, count: 0, confidence: Number.NaN, accuracy: Number.NaN }
          : { low: at / 10, high: (at + 1) / 10, count: 80, confidence: at / 10 + 0.05, accuracy: at / 10 - 0.05 },
      ),
    },
    sharpness: { radius: 0.05, loss: 0.5, meanIncrease: 0.02 },
  },
  learningCurve: [60, 120, 240, 480, 1200].map((size, at) => ({
    size,
    networks: 4,
    train: 0.02 * (at + 1),
    trainDeviation: 0.01,
    heldOut: 1 - 0.12 * at,
    heldOutDeviation: 0.1 - 0.02 * at,
  })),
  biasVariance: { error: 0.25, bias2: 0.05, variance: 0.15, noise: 0.05, noiseFrom: "neighbours", replicas: 20 },
  seconds: 12.3,
};

const { learningCurve: _curve, biasVariance: _parts, ...short } = overfittingDiagnosis;
const { calibration: _bins, degreesOfFreedom: _freedom, ...inside } = overfittingDiagnosis.inside;

/** House prices, validated in folds, and nothing asked for beyond the verdict. */
export const goodDiagnosis: DiagnoseResult = {
  ...short,
  task: "regression",
  target: "price_eur",
  metric: "rmse",
  data: { ...short.data, rows: { train: 353, validation: 0, test: 89 } },
  gap: span(1.2, 3),
  reference: { name: "linear", distance: span(-2, 1.5) },
  scale: 76,
  untouchedRows: 89,
  probabilities: { overfitting: 0.1, underfitting: 0.1, goodFit: 0.8 },
  verdict: "good fit",
  reason: { code: "stateIsLikely", state: "goodFit", probability: 0.8, decisive: 0.6 },
  scores: { train: { rmse: 53, r2: 0.5 }, validation: { rmse: 55, r2: 0.47 }, test: { rmse: 54, r2: 0.48 } },
  findings: [],
  inside,
};
