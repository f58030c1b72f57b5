import { INPUT_GRADIENT, inputGradient } from "../../../regularizers/input-gradient.ts";
import { objectiveSetting } from "../kinds.ts";

export const inputGradientSetting = objectiveSetting(INPUT_GRADIENT, inputGradient, {
  path: { of: "range", low: 1e-4, high: 100, scale: "log" },
});
