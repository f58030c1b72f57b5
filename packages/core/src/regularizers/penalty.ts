import type { Value } from "../graph/value.ts";
import type { Sweep } from "./hyperparameter.ts";

/**
 * A penalty on weights, added to the data loss: all its facts. The penalty's value is the sum over all weights of
 * `smooth` and `rough`. Every penalty has a strength `alpha`; at alpha 0 it changes nothing.
 */
export interface Penalty {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, Sweep>> & { readonly alpha: Sweep };
  /** The differentiable part for each weight; its gradient joins that of the data loss. */
  readonly smooth?: (weight: Value, hyperparameters: HyperparameterValues) => Value;
  /** The part for each weight that is not differentiable and is handled by `prox`. */
  readonly rough?: (weight: Value, hyperparameters: HyperparameterValues) => Value;
  /** argmin over u of (u - weight)^2 / (2 step) + rough(u): applied after the optimizer's step, of size `step`. */
  readonly prox?: (weight: Value, step: Value, hyperparameters: HyperparameterValues) => Value;
}

/** Hyperparameters as values that broadcast with the weight. */
export type HyperparameterValues = Readonly<Record<string, Value>> & { readonly alpha: Value };

/** One penalty, several, or none. */
export type Regularizer = Penalty | readonly Penalty[];

export function toPenalties(regularizer: Regularizer | undefined): readonly Penalty[] {
  if (regularizer === undefined) return [];
  return Array.isArray(regularizer) ? regularizer : [regularizer as Penalty];
}
