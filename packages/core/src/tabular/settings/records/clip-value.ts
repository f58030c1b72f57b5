import { CLIP_VALUE, clipValue } from "../../../optimizers/clipping.ts";
import { clippingSetting } from "../kinds.ts";

export const clipValueSetting = clippingSetting(CLIP_VALUE, clipValue);
