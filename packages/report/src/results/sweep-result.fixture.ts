import type { SweepResult, SweepTrial } from "./sweep-result.ts";

const trial = (id: string, l2: number, logLoss: number): SweepTrial => ({
  id,
  state: "complete",
  values: { l2, activation: "relu" },
  validation: { logLoss, se: 0.02 },
  epochs: 60,
  seconds: 1.5,
});
const trials = [trial("t0001", 0.1, 0.52), trial("t0002", 0.01, 0.41), trial("t0003", 0.001, 0.47)];
const { state: _, seconds: _seconds, ...best } = trials[1] as SweepTrial;

/** Three trials of a customer table. */
export const sweptCustomers: SweepResult = {
  occam: "0.2.0",
  command: "sweep",
  study: "customers-churn",
  task: "classification",
  target: "churn",
  data: {
    file: "data/customers.csv",
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    rows: { used: 1600, test: 400 },
  },
  metric: "logLoss",
  folds: 3,
  seed: 0,
  sampler: "random",
  pruner: "none",
  trials,
  best,
  importances: { l2: 0.93, activation: 0.07 },
  resumed: 0,
  seconds: 4.5,
  files: { study: "study/study.json", trials: "study/trials.jsonl", best: "study/best.json" },
};
