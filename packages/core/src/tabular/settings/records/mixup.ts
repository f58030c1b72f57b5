import { MIXUP, mixup } from "../../../regularizers/example-mixing.ts";
import { mixingSetting } from "../kinds.ts";

export const mixupSetting = mixingSetting(MIXUP, mixup);
