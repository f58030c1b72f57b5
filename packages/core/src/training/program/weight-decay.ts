/** Decoupled weight decay inside a training graph. Loshchilov & Hutter 2019. */
import { mul, sub } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterSpec } from "../../layers/layer.ts";
import type { Optimizer } from "../../optimizers/optimizer.ts";
import type { GraphInputs } from "./graph-inputs.ts";
import { onWeights } from "./on-weights.ts";
import type { Pack } from "./pack-layout.ts";

/** The decay of each weight of each pack, or none. */
export function decayInForce(
  packs: readonly Pack[],
  { weightDecay, decayBiases }: Optimizer,
  inputs: GraphInputs,
): readonly (Value | undefined)[] {
  // Gates and statistics are no weights: decay would move gates towards half open.
  const isChosen = ({ role }: ParameterSpec) =>
    role === "kernel" || (decayBiases && ["bias", "scale", "embedding"].includes(role));
  const part = { sweep: weightDecay, schedule: undefined, name: "weightDecay", isChosen };
  return packs.map((pack) =>
    weightDecay === 0 || !pack.members.some(isChosen) ? undefined : onWeights(pack, [part], inputs),
  );
}

/** w - learningRate * decay * w, with the learning rate of the optimizer's schedule. */
export function applyWeightDecay(weight: Value, learningRate: Value | undefined, decay: Value | undefined): Value {
  // Where there is decay, `stepScalarsAt` gives the learning rate.
  return decay === undefined ? weight : sub(weight, mul(mul(learningRate as Value, decay), weight));
}
