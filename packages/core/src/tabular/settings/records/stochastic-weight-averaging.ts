import { STOCHASTIC_WEIGHT_AVERAGING, stochasticWeightAveraging } from "../../../training/recipe/averaging.ts";
import { averagingSetting } from "../kinds.ts";

export const stochasticWeightAveragingSetting = averagingSetting(
  STOCHASTIC_WEIGHT_AVERAGING,
  "startEpoch",
  stochasticWeightAveraging,
);
