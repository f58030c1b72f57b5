import { CLIP_VALUE, clipValue } from "../../../optimizers/clipping.ts";
import { trainingSetting } from "../kinds.ts";

export const clipValueSetting = trainingSetting("gradientClipping", CLIP_VALUE, "limit", clipValue);
