import { count, optional } from "../../options/field.ts";
import { type OptionsOf, record } from "../../options/record.ts";
import { mean } from "../../statistics/mean.ts";
import { median } from "../../statistics/quantile.ts";
import { EPOCH_FIELDS, lossAt, type Pruner, requireEpochs, type TrialCurve } from "./pruner.ts";

/** Options of `medianPruner`. */
const MEDIAN_PRUNER = record("medianPruner", {
  ...EPOCH_FIELDS,
  /** Other trials that must have come as far before one is stopped. Default 5. */
  startupTrials: optional(count(), 5),
});

export type MedianPrunerOptions = OptionsOf<typeof MEDIAN_PRUNER>;

/**
 * The median stopping rule (Golovin et al. 2017, Google Vizier): after epoch e a trial stops when its lowest loss so
 * far is above the median, over all other trials that came as far, of their mean loss up to e. A trial without a finite
 * loss stops too.
 * @throws RangeError with code OCCAM_OPTION on options out of range.
 */
export function medianPruner(options: MedianPrunerOptions): Pruner {
  const { minEpochs, maxEpochs, startupTrials } = MEDIAN_PRUNER.read(options);
  requireEpochs(MEDIAN_PRUNER.name, { minEpochs, maxEpochs });
  const rungs = Array.from({ length: maxEpochs - minEpochs }, (_, i) => minEpochs + i);
  return {
    name: "median",
    maxEpochs,
    rungsOf: () => rungs,
    rivalsOf: () => undefined,
    review: ({ trials, trial, epoch }) => {
      if (epoch < minEpochs || epoch >= maxEpochs) return "continue";
      const others = trials.filter((curve, i) => i !== trial && lossAt(curve, epoch) !== undefined);
      if (others.length < startupTrials) return "continue";
      const lowest = Math.min(...lossesUpTo(trials[trial] as TrialCurve, epoch));
      const means = others.map((curve) => mean(lossesUpTo(curve, epoch)));
      return lowest === Infinity || lowest > median(means) ? "stop" : "continue";
    },
  };
}

function lossesUpTo(curve: TrialCurve, epoch: number): readonly number[] {
  return Array.from({ length: epoch }, (_, i) => lossAt(curve, i + 1) ?? Infinity);
}
