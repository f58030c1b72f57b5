import { CLIP_NORM, clipNorm } from "../../../optimizers/clipping.ts";
import { trainingSetting } from "../kinds.ts";

export const clipNormSetting = trainingSetting("gradientClipping", CLIP_NORM, "limit", clipNorm);
