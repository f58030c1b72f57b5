import { CLIP_GLOBAL_NORM, clipGlobalNorm } from "../../../optimizers/clipping.ts";
import { trainingSetting } from "../kinds.ts";

export const clipGlobalNormSetting = trainingSetting("gradientClipping", CLIP_GLOBAL_NORM, "limit", clipGlobalNorm);
