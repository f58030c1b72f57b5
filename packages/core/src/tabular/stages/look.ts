/** Predictions beside the truth: scores, and the loss of each row. */
import type { MetricInput } from "../../metrics/metric.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { mean } from "../../statistics/mean.ts";
import { applyModel } from "../model/apply-model.ts";
import type { ModelFacts } from "../model/model-facts.ts";
import type { ModelView } from "../model/understood-by.ts";
import { targetsOf, type Understanding } from "../table/understand.ts";
import { meanCounts, type Task, type ThresholdCounts, tradeOff } from "../tasks/index.ts";

/** Metric values by name. */
export type Scores = Readonly<Record<string, number>>;

export interface Look {
  readonly scores: Scores;
  /** Loss of each row in the target's units: log loss, or squared error. */
  readonly losses: Float64Array;
  /** Of two classes: what labels at some thresholds come to. */
  readonly tradeOff?: readonly ThresholdCounts[] | undefined;
}

/** A look at predictions (probabilities, or values in the target's units) of table rows. */
export function look(known: Understanding, rows: Int32Array, predictions: ArrayLike<number>): Look {
  const { task, target, decision } = known;
  const input: MetricInput = {
    predictions,
    targets: targetsOf(known, rows),
    width: task.outputCount(target),
    ...(decision && { decisionWeights: decision.weights }),
  };
  return {
    scores: Object.fromEntries(task.metrics.map((metric) => [metric.name, metric.compute(input)])),
    losses: task.rowLosses(input),
    ...(decision && { tradeOff: tradeOff(decision, input) }),
  };
}

/** A look at what a model file says of table rows. */
export async function modelLook(
  runtime: Runtime,
  model: Uint8Array,
  facts: ModelFacts,
  { known, columns }: ModelView,
  rows: Int32Array,
): Promise<Look> {
  return look(known, rows, (await applyModel(runtime, model, facts, columns, rows)).numbers);
}

/** A look at the best constant prediction of `trainRows`, labelled by what is most probable, whatever other labels are made by. */
export function lookAtConstant(known: Understanding, trainRows: Int32Array, rows: Int32Array): Look {
  const constant = known.task.bestConstant(known.target, targetsOf(known, trainRows));
  const repeated = Float64Array.from(
    { length: rows.length * constant.length },
    (_, i) => constant[i % constant.length] as number,
  );
  return look({ ...known, decision: undefined }, rows, repeated);
}

/** The mean of looks: of the losses row by row where they are of the same rows, else of their means. */
export function meanLook(looks: readonly Look[], { deciding }: Task): Look {
  const [first] = looks as readonly [Look, ...Look[]];
  const isSameRows = looks.every(({ losses }) => losses.length === first.losses.length);
  const losses = isSameRows
    ? first.losses.map((_, row) => mean(Float64Array.from(looks, (each) => each.losses[row] as number)))
    : Float64Array.from(looks, (each) => mean(each.losses));
  const scores = Object.fromEntries(
    Object.keys(first.scores).map((name) => [
      name,
      mean(Float64Array.from(looks, (each) => each.scores[name] ?? Number.NaN)),
    ]),
  );
  const counts = looks.flatMap((each) => (each.tradeOff === undefined ? [] : [each.tradeOff]));
  return {
    scores: { ...scores, [deciding.name]: deciding.reduce(mean(losses)) },
    losses,
    ...(counts.length > 0 && { tradeOff: meanCounts(counts) }),
  };
}
