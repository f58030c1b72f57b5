import { GAUSSIAN_DROPOUT, gaussianDropout } from "../../../layers/gaussian-dropout.ts";
import { hiddenNoiseSetting } from "../kinds.ts";

export const gaussianDropoutSetting = hiddenNoiseSetting(GAUSSIAN_DROPOUT, gaussianDropout, {
  // Beyond it hardly a unit is left to learn with.
  path: { of: "range", low: 0, high: 0.75, scale: "linear" },
});
