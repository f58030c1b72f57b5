import { MAX_NORM, maxNorm } from "../../../regularizers/max-norm.ts";
import { constraintSetting } from "../kinds.ts";

export const maxNormSetting = constraintSetting(MAX_NORM, "c", maxNorm, {
  path: { of: "range", low: 0.1, high: 10, scale: "log", falls: true },
});
