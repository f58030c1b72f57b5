import { describe, optionError } from "../errors.ts";
import { add, reduceSum } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import type { Sweep } from "../options/sweep.ts";
import type { HyperparameterValues, Penalty } from "./penalty.ts";
import type { Schedule } from "./schedules.ts";

/** A penalty on what a layer gives, in training: all its facts. At alpha 0 it changes nothing. */
export interface ActivityPenalty {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, Sweep>> & { readonly alpha: Sweep };
  /** Between which numbers activations must lie for it to pull. Default: any. */
  readonly domain?: readonly [low: number, high: number];
  /** How its strength changes over training. */
  readonly schedule?: Schedule;
  /** The penalty of a batch, for each replica: [] or [R]. Hyperparameters broadcast with the mean activations. */
  readonly ofActivations: (activations: Activations, hyperparameters: HyperparameterValues) => Value;
}

/** A batch of activations as a penalty sees them. */
export interface Activations {
  /** [batch, ...units], behind the replica axis where there is one. */
  readonly values: Value;
  /** Mean over the examples: [..., batch, ...units] to [..., ...units]. */
  readonly batchMean: (x: Value) => Value;
  /** Sum over the units of a mean: [..., ...units] to [] or [R]. */
  readonly unitSum: (mean: Value) => Value;
  /** Hyperparameters as they broadcast with `values`. */
  readonly ofValues: HyperparameterValues;
}

/** What a layer takes as activityRegularizer: penalties on single numbers (l1, l2, elasticNet), or on activations. */
export type ActivityRegularizer = ActivityPenalty | Penalty | readonly (ActivityPenalty | Penalty)[];

/** @throws RangeError with code OCCAM_OPTION for a penalty on whole kernels, or a gate. */
export function toActivityPenalties(regularizer: ActivityRegularizer | undefined): readonly ActivityPenalty[] {
  if (regularizer === undefined) return [];
  const list = Array.isArray(regularizer) ? regularizer : [regularizer as ActivityPenalty | Penalty];
  return list.map((each: ActivityPenalty | Penalty) => {
    if ("ofActivations" in each) return each;
    if (each.smooth !== undefined || each.rough !== undefined) return onEachActivation(each);
    throw optionError({
      where: "activityRegularizer",
      expected: "l1, l2, elasticNet, klSparsity or another penalty on activations",
      received: each.name ?? describe(each),
    });
  });
}

/**
 * Mean over the examples of the penalty's sum over the units: alpha * mean_b sum_u |a_bu| for l1. Keras divides by the
 * batch size too. The rough part joins the gradient by its subgradient: activations are not weights, and have no prox.
 */
function onEachActivation({ name, hyperparameters, schedule, smooth, rough }: Penalty): ActivityPenalty {
  return {
    name,
    hyperparameters,
    ...(schedule && { schedule }),
    ofActivations: ({ values, batchMean, unitSum, ofValues }) => {
      const parts = [smooth, rough].flatMap((part) => (part === undefined ? [] : [part(values, ofValues)]));
      return unitSum(batchMean(parts.reduce(add)));
    },
  };
}

/** Sum over the axes behind `lead` replica axes. */
export function sumBehind(x: Value, lead: number): Value {
  return reduceSum(x, x.shape.map((_, axis) => axis).slice(lead));
}
