/** Which weights of the replicas that train stay at zero. */
import type { ParameterSpec } from "../../layers/layer.ts";
import { type FloatTensor, sizeOf } from "../../tensor/tensor.ts";
import type { TrainingProgram } from "../program/compile-training.ts";
import { toPackTensor } from "../program/pack-layout.ts";
import { mayKeepZeros } from "../program/zero-masks.ts";
import type { Feeds } from "./feed-plan.ts";
import type { ParameterMap } from "./trainee.ts";

/** Masks of all packs that have one, by the values that each replica was given to start from. */
export function zeroMaskFeeds(
  { zeroMasks, isReplicated }: Pick<TrainingProgram, "zeroMasks" | "isReplicated">,
  given: readonly (ParameterMap | undefined)[],
): Feeds {
  const entries = zeroMasks.map(({ input, pack }) => {
    const masks = given.map((values) => new Map(pack.members.map((spec) => [spec.name, maskOf(spec, values)])));
    return [input, toPackTensor(pack, masks, isReplicated)] as const;
  });
  return Object.fromEntries(entries);
}

/** What is drawn has no zeros to keep, be its initializer zeros(). */
function maskOf(spec: ParameterSpec, given: ParameterMap | undefined): FloatTensor {
  const values = mayKeepZeros(spec) ? given?.get(spec.name)?.data : undefined;
  const { shape } = spec;
  const data =
    values === undefined ? new Float32Array(sizeOf(shape)).fill(1) : Float32Array.from(values, (w) => Number(w !== 0));
  return { shape, data };
}
