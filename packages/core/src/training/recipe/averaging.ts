import { requireCount, requireOptions, requireRange } from "../../errors.ts";

/** A running average of the weights, which is evaluated and kept in their place: all facts of an averaging. */
export interface WeightAveraging {
  readonly name: string;
  /**
   * How far the average moves towards the weights after a step (from 0): average += share * (weights - average).
   * At 1 it becomes the weights.
   */
  readonly share: (step: number, stepsPerEpoch: number) => number;
}

export interface ExponentialAverageOptions {
  /** How much of the average stays at each step, in [0, 1). Default 0.999. */
  readonly decay?: number;
}

/**
 * Exponential moving average: a <- decay a + (1 - decay) w after each step; while 1 / (step + 1) is larger than
 * 1 - decay the plain mean of all steps, so that the start is forgotten. Polyak & Juditsky 1992.
 * @throws RangeError with code OCCAM_OPTION when decay is outside [0, 1).
 */
export function exponentialAverage(options: ExponentialAverageOptions = {}): WeightAveraging {
  requireOptions("exponentialAverage", options, { decay: true });
  const { decay = 0.999 } = options;
  requireRange("exponentialAverage.decay", decay, 0, 1 - Number.EPSILON);
  return { name: "exponentialAverage", share: (step) => Math.max(1 - decay, 1 / (step + 1)) };
}

export interface StochasticWeightAveragingOptions {
  /** The first epoch, from 1, whose final weights are averaged. */
  readonly startEpoch: number;
}

/**
 * Stochastic weight averaging: the plain mean of the weights at the ends of the epochs from `startEpoch` on; before its
 * first one, the weights themselves. Izmailov, Podoprikhin, Garipov, Vetrov & Wilson 2018.
 * @throws RangeError with code OCCAM_OPTION when startEpoch is not a whole number of at least 1.
 */
export function stochasticWeightAveraging(options: StochasticWeightAveragingOptions): WeightAveraging {
  requireOptions("stochasticWeightAveraging", options, { startEpoch: true });
  const { startEpoch } = options;
  requireCount("stochasticWeightAveraging.startEpoch", startEpoch);
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
