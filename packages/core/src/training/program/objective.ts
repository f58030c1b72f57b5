/** What a step minimizes, as a graph. */
import { add, gather, mul, reduceSum, scalar, sub } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { Model } from "../../layers/model.ts";
import type { BatchView, ObjectiveTerm } from "../../regularizers/objective-term.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { type BatchWeightInput, declareBatchWeight } from "./batch-weight.ts";
import { type Batches, examplesAt, scaledRowWeights } from "./batches.ts";
import { forward, withReplicas } from "./forward.ts";
import { declareHyperparameter, type GraphInputs, spread, times } from "./graph-inputs.ts";
import { type Drawn, mixExamples, partners } from "./mix-examples.ts";
import { type Pack, unpack } from "./pack-layout.ts";
import { addPenalties, type PenaltyInForce } from "./penalize.ts";

interface Tracing {
  readonly batches: Batches;
  /** What was asked of batches so far. */
  readonly batchWeights: BatchWeightInput[];
  readonly weights: readonly Value[];
  readonly packs: readonly Pack[];
  readonly inputs: GraphInputs;
  readonly penalties: readonly (readonly PenaltyInForce[])[];
  /** What the gradients are to be multiplied by. */
  readonly gradientScale: Value | undefined;
}

interface Objective {
  readonly objective: Value;
  readonly statistics: ReadonlyMap<string, Value>;
}

/** Weighted mean of the data loss over the batch, plus the smooth part of the penalties; summed over replicas. */
export function traceObjective(
  model: Model,
  recipe: Recipe,
  { batches, batchWeights, weights, packs, inputs, penalties, gradientScale }: Tracing,
): Objective {
  const step = inputs.step as Value;
  const rows = gather(batches.rows, step);
  const own = gather(scaledRowWeights(batches, gradientScale, inputs), step);
  const drawn: Drawn = { ...examplesAt(batches, rows), rowWeights: own };
  const mixed = recipe.mixing
    ? mixExamples(
        recipe.mixing,
        drawn,
        { ...examplesAt(batches, partners(rows)), rowWeights: partners(own) },
        model,
        inputs,
      )
    : drawn;
  const x = ownInputs(mixed.x, model, recipe, inputs);
  const { outputs, statistics, activityPenalties } = forward(model, x, {
    mode: "training",
    parameters: unpack(packs, weights),
    inputs,
    batch: {
      rows: batches.weighsRows ? mixed.rowWeights : undefined,
      forStatistic: (lost) => declareBatchWeight(batchWeights, lost, inputs),
    },
  });
  const losses = recipe.loss.perExample(outputs, smoothed(mixed.targets, recipe, inputs));
  const entropy = recipe.loss.entropy?.(outputs);
  const total = withTerms(losses, { x, outputs, losses, entropy }, recipe, inputs);
  const dataLoss = reduceSum(mul(total, mixed.rowWeights));
  const scaled = (part: Value) => times(part, gradientScale);
  const withActivity = activityPenalties.map((penalty) => reduceSum(scaled(penalty))).reduce(add, dataLoss);
  return { objective: addPenalties(withActivity, weights, penalties, scaled), statistics };
}

/** A batch's inputs; where terms look at them, each replica gets its own copy, so that its gradient is its own. */
function ownInputs(x: Value, model: Model, { objectiveTerms }: Recipe, inputs: GraphInputs): Value {
  return objectiveTerms.length === 0 ? x : withReplicas(x, model.inputShape.length, inputs);
}

/** The losses of a batch with the terms on what the network does with it. */
function withTerms(losses: Value, batch: BatchView, { objectiveTerms }: Recipe, inputs: GraphInputs): Value {
  return objectiveTerms
    .map((term, i) => {
      const nth = objectiveTerms.slice(0, i).filter(({ name }) => name === term.name).length;
      return mul(spread(termAlpha(term, nth, inputs), losses.shape.length), term.perExample(batch));
    })
    .reduce(add, losses);
}

/** The strength of a term; `nth`: how many of its name stand before it, each with a strength of its own. */
function termAlpha({ name, alpha, schedule }: ObjectiveTerm, nth: number, inputs: GraphInputs): Value {
  return declareHyperparameter(inputs, `${name}${nth === 0 ? "" : `#${nth}`}/alpha`, alpha, schedule);
}

/** Training targets, moved towards the target that says nothing. */
function smoothed(targets: Value, { labelSmoothing, loss }: Recipe, inputs: GraphInputs): Value {
  if (labelSmoothing === 0 || loss.uninformed === undefined) return targets;
  const width = Number(targets.shape.at(-1));
  // [replicas, batch, width], whether the replicas share their batches or have their own.
  const strength = spread(declareHyperparameter(inputs, "labelSmoothing", labelSmoothing), 3);
  return add(targets, mul(strength, sub(scalar(loss.uninformed(width)), targets)));
}
