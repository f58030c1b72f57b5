import { ALPHA_DROPOUT, alphaDropout } from "../../../layers/alpha-dropout.ts";
import { hiddenNoiseSetting } from "../kinds.ts";

export const alphaDropoutSetting = hiddenNoiseSetting(ALPHA_DROPOUT, alphaDropout, {
  // Beyond it hardly a unit is left to learn with.
  path: { of: "range", low: 0, high: 0.75, scale: "linear" },
});
