import { add, log, max, min, mul, scalar, sigmoid, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { number, oneOf, optional, strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Sweep } from "../options/sweep.ts";
import { log as logarithm } from "../tensor/elementary.ts";
import type { Penalty } from "./penalty.ts";
import type { Schedule } from "./schedules.ts";

/** Options of `l0`. */
export const L0 = record("l0", {
  /** Strength for each weight that is expected to be on, at least 0; one for each replica where an array is given. */
  alpha: strength(),
  /**
   * What a gate turns off: "weight" (default), "incoming" (all weights into a unit), "outgoing" (all weights out of an
   * input).
   */
  groups: optional(oneOf(["weight", "incoming", "outgoing"]), "weight"),
  /** Where gates start: log of the odds that one is on, from -100 to 100. Default 2.197, nine in ten. */
  initialLogOdds: optional(number(-100, 100), 2.197),
});

export type L0Options = OptionsOf<typeof L0>;

/** Gates on the weights of a kernel, learnt with it: all facts. Each has one parameter, its location. */
export interface KernelGate {
  readonly name: string;
  readonly alpha: Sweep;
  readonly groups: "weight" | "incoming" | "outgoing";
  readonly initialLocation: number;
  /** How its strength changes over training. */
  readonly schedule?: Schedule;
  /** Gates in training, from locations and fresh numbers uniform on (0, 1). */
  readonly draw: (location: Value, uniform: Value) => Value;
  /** Gates at inference. */
  readonly settled: (location: Value) => Value;
  /** The penalty on the locations of gates on groups of `size` weights. */
  readonly penalty: (size: number) => Penalty;
}

const TEMPERATURE = 2 / 3;
/** The stretch beyond [0, 1] that makes exact zeros and ones likely. */
const [LOW, HIGH] = [-0.1, 1.1];
/** log odds that a gate is not zero, beyond its location. */
const OFFSET = -TEMPERATURE * logarithm(-LOW / HIGH);

/**
 * alpha * expected number of weights that are not zero, by hard concrete gates z on weights: w is used as w z, with
 * z = clip(s (1.1 + 0.1) - 0.1, 0, 1), s = sigmoid((log u - log(1 - u) + location) / (2/3)), u uniform on (0, 1) and fresh at
 * every step; P(z > 0) = sigmoid(location - 2/3 log(0.1 / 1.1)). At inference z = clip(1.2 sigmoid(location) - 0.1, 0, 1), so
 * that gates close to exactly zero. Louizos, Welling & Kingma 2018.
 * As the kernelRegularizer of a layer: it adds the parameter "gate".
 * @throws RangeError with code OCCAM_OPTION when alpha < 0, groups is another word or initialLogOdds is out of range.
 */
export function l0(options: L0Options): KernelGate {
  const { alpha, groups, initialLogOdds } = L0.read(options);
  return {
    name: L0.name,
    alpha,
    groups,
    initialLocation: initialLogOdds - OFFSET,
    draw: (location, uniform) => {
      const noise = sub(log(uniform), log(sub(scalar(1), uniform)));
      return stretched(sigmoid(mul(add(noise, location), scalar(1 / TEMPERATURE))));
    },
    settled: (location) => stretched(sigmoid(location)),
    penalty: (size) => ({
      name: L0.name,
      hyperparameters: { alpha },
      smooth: (location, h) => mul(mul(h.alpha, scalar(size)), sigmoid(add(location, scalar(OFFSET)))),
    }),
  };
}

function stretched(s: Value): Value {
  return max(min(add(mul(s, scalar(HIGH - LOW)), scalar(LOW)), scalar(1)), scalar(0));
}

export function isGate(regularizer: object): regularizer is KernelGate {
  return "settled" in regularizer;
}
