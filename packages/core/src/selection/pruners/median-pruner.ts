import { requireCount } from "../../errors.ts";
import { mean } from "../../statistics/mean.ts";
import { median } from "../../statistics/quantile.ts";
import { lossAt, type Pruner, type TrialCurve } from "./pruner.ts";

export interface MedianPrunerOptions {
  readonly maxEpochs: number;
  /** Epochs before a trial may be stopped; at least 1. Default 1. */
  readonly minEpochs?: number;
  /** Other trials that must have come as far before one is stopped. Default 5. */
  readonly startupTrials?: number;
}

/**
 * The median stopping rule (Golovin et al. 2017, Google Vizier): after epoch e a trial stops when its lowest loss so
 * far is above the median, over all other trials that came as far, of their mean loss up to e. A trial without a finite
 * loss stops too.
 * @throws RangeError with code OCCAM_OPTION on options out of range.
 */
export function medianPruner({ maxEpochs, minEpochs = 1, startupTrials = 5 }: MedianPrunerOptions): Pruner {
  requireCount("medianPruner.minEpochs", minEpochs);
  requireCount("medianPruner.maxEpochs", maxEpochs, minEpochs);
  requireCount("medianPruner.startupTrials", startupTrials);
  const rungs = Array.from({ length: maxEpochs - minEpochs }, (_, i) => minEpochs + i);
  return {
    name: "median",
    maxEpochs,
    rungsOf: () => rungs,
    cohortOf: () => undefined,
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
