import { add, mul, scalar } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { decay, flag, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { powersOf } from "../tensor/elementary.ts";
import { commonFacts, type Optimizer, optimizerFields, part } from "./optimizer.ts";

/** Options of `sgd`. */
export const SGD = record("sgd", {
  ...optimizerFields(0.01),
  /** From 0 (default, none) up to but not including 1. */
  momentum: optional(decay(), 0),
  /** Nesterov's look-ahead form. Default false. */
  nesterov: optional(flag(), false),
});

export type SgdOptions = OptionsOf<typeof SGD>;

/**
 * w <- w - lr g. With momentum m: v <- m v + g, w <- w - lr v; nesterov: w <- w - lr (g + m v).
 * Polyak 1964, Nesterov 1983, in the form of Sutskever et al. 2013 that Keras and PyTorch use.
 * @throws RangeError with code OCCAM_OPTION for a learning rate not above 0 or momentum outside [0, 1).
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const read = SGD.read(options);
  const { momentum, nesterov } = read;
  const power = powersOf(momentum);
  // The velocity of a constant gradient g is g times this. A proximal map that took lr alone would be outweighed by the
  // velocity, and would minimize the objective with (1 - m) alpha in place of alpha.
  const reach = (step: number) => (1 - power(nesterov ? step + 1 : step)) / (1 - momentum);
  return {
    ...commonFacts(SGD.name, read),
    slots: momentum === 0 ? [] : ["velocity"],
    stepScalars: (rate, step) => (momentum === 0 ? { rate } : { rate, reach: rate * reach(step) }),
    // A rate that stays the same may as well scale the gradient: then the velocity holds lr v, and a pass is saved.
    ...(read.schedule === undefined && { takesScaledGradient: true }),
    update: ({ gradient, isScaled, slots, scalars }) => {
      const rate = part(scalars, "rate");
      const scaled = (direction: Value) => (isScaled ? direction : mul(rate, direction));
      if (momentum === 0) return { change: scaled(gradient), slots: {}, stepSize: rate };
      const keep = scalar(momentum);
      const velocity = add(mul(keep, part(slots, "velocity")), gradient);
      const direction = nesterov ? add(gradient, mul(keep, velocity)) : velocity;
      return { change: scaled(direction), slots: { velocity }, stepSize: part(scalars, "reach") };
    },
  };
}
