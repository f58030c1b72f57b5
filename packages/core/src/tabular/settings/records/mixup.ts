import { MIXUP, mixup } from "../../../regularizers/example-mixing.ts";
import { trainingSetting } from "../kinds.ts";

export const mixupSetting = trainingSetting("mixing", MIXUP, "alpha", mixup);
