/** A step of the optimizer and of all that follows it, as a graph. */
import { mul, sub } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { applyConstraints, type ConstraintInForce, conesFirst } from "./constrain.ts";
import { product, spread } from "./graph-inputs.ts";
import type { Pack } from "./pack-layout.ts";
import { applyProximalMaps, type PenaltyInForce } from "./penalize.ts";

interface Update {
  /** Trained packs, which come first in the carried state. */
  readonly packs: readonly Pack[];
  readonly carried: readonly Value[];
  /** Where in the carried state the slots begin. */
  readonly slotsFrom: number;
  readonly gradients: readonly Value[];
  /** What clipping multiplied them by, if it did. */
  readonly shrinkage: readonly Value[];
  readonly scalars: ReadonlyMap<string, Value>;
  /** Of each pack. */
  readonly penalties: readonly (readonly PenaltyInForce[])[];
  readonly constraints: readonly (readonly ConstraintInForce[])[];
  /** The part of itself that each weight loses, if any. */
  readonly decay: readonly (Value | undefined)[];
  /** Gradients are multiplied by the learning rate. */
  readonly isScaled: boolean;
  /** On the learning rate of each weight, if any. */
  readonly rateFactors: readonly (Value | undefined)[];
}

interface Updated {
  readonly weights: readonly Value[];
  readonly slots: readonly Value[];
}

/** The next weights and slots: optimizer step, decoupled weight decay, proximal maps, constraints. */
export function applyUpdates(
  { optimizer }: Recipe,
  {
    packs,
    carried,
    slotsFrom,
    gradients,
    shrinkage,
    scalars,
    penalties,
    constraints,
    decay,
    rateFactors,
    isScaled,
  }: Update,
): Updated {
  const nextSlots: Value[] = [];
  const weights = packs.map((_, i) => {
    const weight = carried[i] as Value;
    const gradient = gradients[i] as Value;
    const own = slotsFrom + i * optimizer.slots.length;
    const slots = Object.fromEntries(optimizer.slots.map((name, k) => [name, carried[own + k] as Value]));
    const spreadScalars = Object.fromEntries(
      [...scalars].map(([name, value]) => [name, spread(value, weight.shape.length)]),
    );
    const update = optimizer.update({ gradient, isScaled, slots, scalars: spreadScalars });
    nextSlots.push(...optimizer.slots.map((name) => update.slots[name] as Value));
    const scaled = (value: Value) => product(value, rateFactors[i]);
    const lost = decay[i] && mul(scaled(decay[i]), weight);
    const decayed = lost ? sub(weight, lost) : weight;
    const stepped = sub(decayed, scaled(update.change));
    const stepSize = product(scaled(update.stepSize), shrinkage[i]);
    const reach = update.reach && scaled(update.reach);
    const [cones, others] = conesFirst(constraints[i] ?? []);
    const shrunk = applyProximalMaps(
      applyConstraints(stepped, cones, stepSize),
      { stepSize, ...(reach && { reach }) },
      penalties[i] ?? [],
    );
    return applyConstraints(shrunk, others, stepSize);
  });
  return { weights, slots: nextSlots };
}
