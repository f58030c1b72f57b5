import type { Value } from "../graph/value.ts";
import type { Sweep } from "../options/sweep.ts";
import type { Schedule } from "./schedules.ts";

/**
 * A penalty on weights, added to the data loss: all its facts. The penalty's value is the sum over all weights of
 * `smooth` and `rough`. Every penalty has a strength `alpha`; at alpha 0 it changes nothing.
 */
export interface Penalty {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, Sweep>> & { readonly alpha: Sweep };
  /** How its strength changes over training. */
  readonly schedule?: Schedule;
  /** The differentiable part for each weight; its gradient joins that of the data loss. */
  readonly smooth?: (weight: Value, hyperparameters: HyperparameterValues) => Value;
  /** The part for each weight that is not differentiable and is handled by `prox`. */
  readonly rough?: (weight: Value, hyperparameters: HyperparameterValues) => Value;
  /**
   * argmin over u of (u - weight)^2 / (2 step) + rough(u): applied after the optimizer's step, of size `step`. Where `reach`
   * is given, u is no further from the weight than that: adaptive steps know no bound where gradients have become small.
   */
  readonly prox?: (weight: Value, step: Value, hyperparameters: HyperparameterValues, reach?: Value) => Value;
}

/** Hyperparameters as values that broadcast with the weight. */
export type HyperparameterValues = Readonly<Record<string, Value>> & { readonly alpha: Value };

/** A penalty on the structure of a whole kernel (groups, angles, norms): its formulas see the kernel and its axes. */
export interface StructuredPenalty {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, Sweep>> & { readonly alpha: Sweep };
  readonly schedule?: Schedule;
  /** How many inputs a kernel must have whose weights it tells apart by the input that they come from. */
  readonly inputCount?: number;
  /** Of each input, where the strength is multiplied by them. */
  readonly factors?: readonly number[];
  readonly structured: {
    readonly smooth?: (kernel: Value, hyperparameters: HyperparameterValues, axes: KernelAxes) => Value;
    readonly rough?: (kernel: Value, hyperparameters: HyperparameterValues, axes: KernelAxes) => Value;
    readonly prox?: (
      kernel: Value,
      step: Value,
      hyperparameters: HyperparameterValues,
      axes: KernelAxes,
      reach?: Value,
    ) => Value;
  };
}

/** What the axes of a kernel mean, counted with the replica axis where there is one. */
export interface KernelAxes {
  /** The axes that run over the incoming weights of one unit or channel: all but the replicas' and the output's. */
  readonly incoming: readonly number[];
  /** The axes that run over the outgoing weights of one input: all but the replicas' and the input's. */
  readonly outgoing: readonly number[];
  readonly input: number;
  readonly output: number;
}

export type AnyPenalty = Penalty | StructuredPenalty;

export function isStructured(penalty: AnyPenalty): penalty is StructuredPenalty {
  return "structured" in penalty;
}

/** Whether a proximal map belongs to the penalty. */
export function isProximal(penalty: AnyPenalty): boolean {
  return (isStructured(penalty) ? penalty.structured : penalty).prox !== undefined;
}

/** A structured penalty for one kernel, whose axes are known. */
export function bindAxes(penalty: StructuredPenalty, axes: KernelAxes): Penalty {
  const { name, hyperparameters, schedule } = penalty;
  const { smooth, rough, prox } = penalty.structured;
  return {
    name,
    hyperparameters,
    ...(schedule && { schedule }),
    ...(smooth && { smooth: (kernel, h) => smooth(kernel, h, axes) }),
    ...(rough && { rough: (kernel, h) => rough(kernel, h, axes) }),
    ...(prox && { prox: (kernel, step, h, reach) => prox(kernel, step, h, axes, reach) }),
  };
}
