import { STOCHASTIC_WEIGHT_AVERAGING, stochasticWeightAveraging } from "../../../training/recipe/averaging.ts";
import { trainingSetting } from "../kinds.ts";

export const stochasticWeightAveragingSetting = trainingSetting(
  "averaging",
  STOCHASTIC_WEIGHT_AVERAGING,
  "startEpoch",
  stochasticWeightAveraging,
);
