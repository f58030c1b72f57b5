/** Decoupled weight decay inside a training graph. Loshchilov & Hutter 2019. */
import { mul } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterSpec } from "../../layers/layer.ts";
import type { Optimizer } from "../../optimizers/optimizer.ts";
import { declareHyperparameter, type GraphInputs, spread } from "./graph-inputs.ts";
import { onWeights } from "./on-weights.ts";
import type { Pack } from "./pack-layout.ts";

/**
 * The part of itself that each weight of each pack loses at a step, or none: learningRate * decay, where `rateAtStep` is the learning
 * rate with its schedule. Decay with a schedule of its own takes the rate that the training began with.
 */
export function decayInForce(
  packs: readonly Pack[],
  { learningRate, weightDecay, decayBiases, decaySchedule }: Optimizer,
  rateAtStep: Value | undefined,
  inputs: GraphInputs,
): readonly (Value | undefined)[] {
  // Gates and statistics are no weights: decay would move gates towards half open.
  const isChosen = ({ role }: ParameterSpec) =>
    role === "kernel" || (decayBiases && ["bias", "scale", "embedding"].includes(role));
  const part = { sweep: weightDecay, schedule: decaySchedule, name: "weightDecay", isChosen };
  return packs.map((pack) => {
    if (weightDecay === 0 || !pack.members.some(isChosen)) return undefined;
    const rate = rateAtStep ?? declareHyperparameter(inputs, "learningRate", learningRate);
    return mul(spread(rate, pack.shape.length + 1), onWeights(pack, [part], inputs));
  });
}
