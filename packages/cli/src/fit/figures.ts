/** What the report draws beyond the numbers. */
import type { EpochLog, Run } from "@occam/core";
import type { CandidateResult, EpochPoint, FitFigures, RegularizationPath } from "../report/fit-result.ts";
import type { TargetScale } from "./prepare-data.ts";
import { DECIDING } from "./scores.ts";
import type { Task } from "./understanding.ts";

export interface FiguresInput {
  readonly task: Task;
  readonly targetScale: TargetScale;
  readonly candidates: readonly CandidateResult[];
  readonly baseline: Run;
  readonly chosen: Run;
}

export function figuresOf({ task, targetScale, candidates, baseline, chosen }: FiguresInput): FitFigures {
  const curve = (run: Run) => run.history.map((log) => pointOf(log, task, targetScale));
  return {
    curves: { baseline: curve(baseline), chosen: curve(chosen) },
    keptEpoch: { baseline: baseline.keptEpoch, chosen: chosen.keptEpoch },
    paths: (["l1", "l2", "dropout"] as const)
      .map((family) => pathOf(family, candidates, DECIDING[task].name))
      // A single configuration is no path.
      .filter(({ points }) => points.length > 1),
    weights: baseline.model.parameters
      .filter(({ role }) => role === "kernel")
      .map(({ name }) => ({
        layer: name.slice(0, name.lastIndexOf("/")),
        baseline: baseline.parameters.get(name)?.data ?? new Float32Array(),
        chosen: chosen.parameters.get(name)?.data ?? new Float32Array(),
      })),
  };
}

/** The mean loss of an epoch as the metric that decides, in the target's units. */
function pointOf({ epoch, train, validation }: EpochLog, task: Task, { deviation }: TargetScale): EpochPoint {
  const toMetric = (loss: number | undefined) => DECIDING[task].reduce(loss ?? Number.NaN) * deviation;
  return { epoch, train: toMetric(train.loss), validation: toMetric(validation?.loss) };
}

/** The candidates that vary one strength alone, from early stopping without it upwards. */
function pathOf(
  family: "l1" | "l2" | "dropout",
  candidates: readonly CandidateResult[],
  metric: string,
): RegularizationPath {
  const others = (["l1", "l2", "dropout"] as const).filter((name) => name !== family);
  const own = candidates.filter(
    (candidate) => candidate.earlyStopping && others.every((name) => candidate[name] === 0),
  );
  const points = own
    .map((candidate) => ({
      value: candidate[family],
      train: candidate.train[metric] ?? Number.NaN,
      validation: candidate.validation[metric] ?? Number.NaN,
      standardError: candidate.standardError,
    }))
    .sort((a, b) => a.value - b.value);
  return { family, points };
}
