import { count, decay, optional } from "../../options/field.ts";
import { type OptionsOf, record } from "../../options/record.ts";

/** A running average of the weights, which is evaluated and kept in their place: all facts of an averaging. */
export interface WeightAveraging {
  readonly name: string;
  /**
   * How far the average moves towards the weights after a step (from 0): average += share * (weights - average).
   * At 1 it becomes the weights.
   */
  readonly share: (step: number, stepsPerEpoch: number) => number;
}

/** Options of `exponentialAverage`. */
export const EXPONENTIAL_AVERAGE = record("exponentialAverage", {
  /** How much of the average stays at each step, in [0, 1). Default 0.999. */
  decay: optional(decay(), 0.999),
});

export type ExponentialAverageOptions = OptionsOf<typeof EXPONENTIAL_AVERAGE>;

/**
 * Exponential moving average: a <- decay a + (1 - decay) w after each step; while 1 / (step + 1) is larger than
 * 1 - decay the plain mean of all steps, so that the start is forgotten. Polyak & Juditsky 1992.
 * @throws RangeError with code OCCAM_OPTION when decay is outside [0, 1).
 */
export function exponentialAverage(options: ExponentialAverageOptions = {}): WeightAveraging {
  const { decay } = EXPONENTIAL_AVERAGE.read(options);
  return { name: "exponentialAverage", share: (step) => Math.max(1 - decay, 1 / (step + 1)) };
}

/** Options of `stochasticWeightAveraging`. */
export const STOCHASTIC_WEIGHT_AVERAGING = record("stochasticWeightAveraging", {
  /** The first epoch, from 1, whose final weights are averaged. */
  startEpoch: count(),
});

export type StochasticWeightAveragingOptions = OptionsOf<typeof STOCHASTIC_WEIGHT_AVERAGING>;

/**
 * Stochastic weight averaging: the plain mean of the weights at the ends of the epochs from `startEpoch` on; before its
 * first one, the weights themselves. Izmailov, Podoprikhin, Garipov, Vetrov & Wilson 2018.
 * @throws RangeError with code OCCAM_OPTION when startEpoch is not a whole number of at least 1.
 */
export function stochasticWeightAveraging(options: StochasticWeightAveragingOptions): WeightAveraging {
  const { startEpoch } = STOCHASTIC_WEIGHT_AVERAGING.read(options);
  return {
    name: "stochasticWeightAveraging",
    share: (step, stepsPerEpoch) => {
      const epoch = Math.floor(step / stepsPerEpoch) + 1;
      const isEpochEnd = (step + 1) % stepsPerEpoch === 0;
      if (epoch < startEpoch || (epoch === startEpoch && !isEpochEnd)) return 1;
      return isEpochEnd ? 1 / (epoch - startEpoch + 1) : 0;
    },
  };
}
