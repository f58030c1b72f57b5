import { flag } from "../../../options/field.ts";
import { unitNorm } from "../../../regularizers/unit-norm.ts";
import { constraintSetting } from "../kinds.ts";
import { valueRecord } from "../setting.ts";

/** On or off: {"unitNorm": true}. */
export const unitNormSetting = constraintSetting(valueRecord("unitNorm", flag()), "value", () => unitNorm());
