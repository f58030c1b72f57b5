import { dropout } from "../../../layers/dropout.ts";
import { rate } from "../../../options/field.ts";
import { record } from "../../../options/record.ts";
import { featureNoiseSetting } from "../kinds.ts";

/** Features that are off in a step. */
export const inputDropoutSetting = featureNoiseSetting(record("inputDropout", { rate: rate() }), "rate", dropout, {
  path: { of: "range", low: 0, high: 0.75, scale: "linear" },
});
