import { MIN_MAX_NORM, minMaxNorm } from "../../../regularizers/min-max-norm.ts";
import { constraintSetting } from "../kinds.ts";

export const minMaxNormSetting = constraintSetting(MIN_MAX_NORM, "high", minMaxNorm);
