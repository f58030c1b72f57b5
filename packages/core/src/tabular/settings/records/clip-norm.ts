import { CLIP_NORM, clipNorm } from "../../../optimizers/clipping.ts";
import { clippingSetting } from "../kinds.ts";

export const clipNormSetting = clippingSetting(CLIP_NORM, clipNorm);
