/** Whether, and how fast, training changes the parameters of a layer. */
import { requireNone } from "../errors.ts";
import { flag, optional, positive } from "../options/field.ts";
import type { Read } from "../options/record.ts";
import type { ParameterSpec } from "./layer.ts";

/** Options of every layer with parameters. */
export const TUNING_FIELDS = {
  /**
   * False: training leaves the layer's parameters as they are, to the bit. No step, no weight decay, no proximal map, no constraint;
   * penalties on them are reported and pull on nothing. Gradients pass through to the layers before it. Default true.
   */
  trainable: optional(flag(), true),
  /**
   * Factor on the learning rate for the layer's parameters, above 0; one for each replica where an array is given. It scales
   * weight decay and the steps of proximal maps too. Default 1.
   */
  learningRateFactor: optional(positive()),
};

export type ReadTuning = Read<typeof TUNING_FIELDS>;

/**
 * The parameters of the layer `name`, tuned as its options say.
 * @throws RangeError with code OCCAM_OPTION for a learning rate's factor where there is no learning.
 */
export function tuned(
  name: string,
  parameters: readonly ParameterSpec[],
  options: ReadTuning,
): readonly ParameterSpec[] {
  const { trainable, learningRateFactor = 1 } = options;
  if (!trainable) requireNone(name, options, ["learningRateFactor"], "trainable: true");
  return parameters.map((spec) => ({ ...spec, isFrozen: !trainable, learningRateFactor }));
}
