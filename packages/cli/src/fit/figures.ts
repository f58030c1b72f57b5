/** What the report draws beyond the numbers. */
import { type EpochLog, mean, type Run } from "@occam/core";
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
  /** The networks of their folds, whose mean curves are drawn; without, the curves are those of the two. */
  readonly foldRuns?: Readonly<Record<"baseline" | "chosen", readonly Run[]>>;
}

export function figuresOf({
  task,
  targetScale,
  candidates,
  baseline,
  chosen,
  foldRuns = { baseline: [baseline], chosen: [chosen] },
}: FiguresInput): FitFigures {
  const curve = (runs: readonly Run[]) => meanHistory(runs).map((log) => pointOf(log, task, targetScale));
  return {
    curves: { baseline: curve(foldRuns.baseline), chosen: curve(foldRuns.chosen) },
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

/** After each epoch the mean losses of the networks that were still training. */
function meanHistory(runs: readonly Run[]): readonly Pick<EpochLog, "epoch" | "train" | "validation">[] {
  const longest = runs.reduce((most, { history }) => Math.max(most, history.length), 0);
  return Array.from({ length: longest }, (_, at) => {
    const logs = runs.flatMap(({ history }) => history.slice(at, at + 1));
    const meanOf = (part: "train" | "validation") =>
      mean(Float64Array.from(logs, (log) => log[part]?.loss ?? Number.NaN));
    return { epoch: at + 1, train: { loss: meanOf("train") }, validation: { loss: meanOf("validation") } };
  });
}

/** The mean loss of an epoch as the metric that decides, in the target's units. */
function pointOf(
  { epoch, train, validation }: Pick<EpochLog, "epoch" | "train" | "validation">,
  task: Task,
  { deviation }: TargetScale,
): EpochPoint {
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
