import { flag } from "../../../options/field.ts";
import { nonNegative } from "../../../regularizers/non-negative.ts";
import { constraintSetting } from "../kinds.ts";
import { valueRecord } from "../setting.ts";

/** On or off: {"nonNegative": true}. */
export const nonNegativeSetting = constraintSetting(valueRecord("nonNegative", flag()), "value", () => nonNegative());
