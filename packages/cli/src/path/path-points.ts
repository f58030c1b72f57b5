/** A trained path in the words of its result: losses as the metric, features as columns. */
import {
  type AlphaPath,
  type AlphaPoint,
  featureColumns,
  oneStandardErrorRule,
  type Preprocessing,
  type Run,
} from "@occam/core";
import type { TargetScale } from "../fit/prepare-data.ts";
import { DECIDING } from "../fit/scores.ts";
import type { Task } from "../fit/understanding.ts";
import type { PathPenaltyName, PathPointResult, PathResult } from "../report/path-result.ts";

export interface PathFacts {
  readonly task: Task;
  readonly penalty: PathPenaltyName;
  readonly repeats: number;
  readonly preprocessing: Preprocessing;
  readonly targetScale: TargetScale;
}

export function describePath(
  path: AlphaPath,
  facts: PathFacts,
): Pick<PathResult, "points" | "best" | "oneSe" | "chosen"> {
  const { repeats, task } = facts;
  const classic = oneStandardErrorRule.choose({
    repeats,
    points: path.points.map(({ alpha, validation }) => ({
      name: `alpha ${alpha}`,
      strength: alpha,
      losses: validation.losses,
    })),
  });
  const alphaAt = (i: number) => (path.points[i] as AlphaPoint).alpha;
  const points = path.points.map((point, i) => describePoint(point, path.runs[i] as Run, facts));
  const { loss, standardError } = (path.points[path.best] as AlphaPoint).validation;
  const units = task === "regression" ? " (losses are squared errors of the standardized target)" : "";
  const inWords = facts.penalty === "dropout" ? path.why.replaceAll("alpha ", "rate ") : path.why;
  return {
    points,
    best: { alpha: alphaAt(path.best) },
    // The error of one repeat: more repeats bring no new rows.
    oneSe: {
      alpha: alphaAt(classic.chosen),
      limit: toMetric(loss + (standardError || 0) * Math.sqrt(repeats), facts),
    },
    chosen: {
      alpha: alphaAt(path.chosen),
      rule: ruleName(path.rule),
      verdict: path.verdict,
      why: `${inWords}${units}`,
    },
  };
}

function describePoint(point: AlphaPoint, run: Run, facts: PathFacts): PathPointResult {
  const { name, reduce } = DECIDING[facts.task];
  const { loss, standardError } = point.validation;
  const ofOneRepeat = standardError * Math.sqrt(facts.repeats);
  // The standard error of a root: that of the mean, divided by twice the root.
  const se =
    facts.task === "regression" ? (ofOneRepeat * facts.targetScale.deviation) / (2 * reduce(loss)) : ofOneRepeat;
  const columns = featureColumns(facts.preprocessing);
  return {
    alpha: point.alpha,
    train: { [name]: toMetric(point.trainLoss, facts) },
    validation: { [name]: toMetric(loss, facts), se },
    norm1: point.norm1,
    norm2: point.norm2,
    weights: point.weights,
    zeroWeights: point.zeroWeights,
    activeNeurons: point.activeUnits,
    neurons: point.units,
    inputs: namesOf(facts.preprocessing).filter((column) =>
      columns.some((each, feature) => each === column && point.activeInputs[feature]),
    ),
    inputNorms: inputNorms(run, facts.preprocessing),
    penalty: facts.penalty === "dropout" ? Number.NaN : point.penalty,
    radius: facts.penalty === "dropout" ? Number.NaN : point.radius,
    epochs: point.epochs,
  };
}

/** The mean loss as the metric that decides, in the target's units. */
function toMetric(loss: number, { task, targetScale }: PathFacts): number {
  return DECIDING[task].reduce(loss) * targetScale.deviation;
}

/** For each column the Euclidean norm of all first-layer weights that lead out of its features. */
export function inputNorms({ model, parameters }: Run, preprocessing: Preprocessing): readonly number[] {
  const kernel = model.parameters.find(({ role }) => role === "kernel");
  const { shape, data } = parameters.get(kernel?.name ?? "") ?? { shape: [0, 0], data: new Float32Array() };
  const width = shape[1] as number;
  const squares = new Map<string, number>();
  featureColumns(preprocessing).forEach((column, feature) => {
    const own = data.subarray(feature * width, (feature + 1) * width);
    squares.set(
      column,
      own.reduce((sum, w) => sum + w * w, squares.get(column) ?? 0),
    );
  });
  return namesOf(preprocessing).map((column) => Math.sqrt(squares.get(column) ?? 0));
}

function namesOf({ columns }: Preprocessing): readonly string[] {
  return columns.map(({ name }) => name);
}

/** The default rule goes by the name that its own entry in the object has. */
function ruleName(rule: string): string {
  return rule === oneStandardErrorRule.name ? "oneSe" : rule;
}
