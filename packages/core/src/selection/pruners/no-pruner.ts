import { type OptionsOf, record } from "../../options/record.ts";
import { EPOCH_FIELDS, type Pruner } from "./pruner.ts";

/** Options of `noPruner`. */
const NO_PRUNER = record("noPruner", { maxEpochs: EPOCH_FIELDS.maxEpochs });

/** Every trial trains to its end. @throws RangeError with code OCCAM_OPTION unless maxEpochs is at least 1. */
export function noPruner(options: OptionsOf<typeof NO_PRUNER>): Pruner {
  const { maxEpochs } = NO_PRUNER.read(options);
  return { name: "none", maxEpochs, rungsOf: () => [], rivalsOf: () => undefined, review: () => "continue" };
}
