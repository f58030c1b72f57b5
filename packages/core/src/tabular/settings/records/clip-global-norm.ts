import { CLIP_GLOBAL_NORM, clipGlobalNorm } from "../../../optimizers/clipping.ts";
import { clippingSetting } from "../kinds.ts";

export const clipGlobalNormSetting = clippingSetting(CLIP_GLOBAL_NORM, clipGlobalNorm);
