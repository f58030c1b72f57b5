import { record } from "../../../options/record.ts";
import { type ActivityPenalty, toActivityPenalties } from "../../../regularizers/activity-penalty.ts";
import { L1, l1 } from "../../../regularizers/l1.ts";
import { activitySetting } from "../kinds.ts";

/** l1 on what the hidden layers give. */
export const activityL1Setting = activitySetting(
  record("activityL1", { alpha: L1.fields.alpha }),
  // One penalty gives one.
  (own) => toActivityPenalties(l1(own))[0] as ActivityPenalty,
  { path: { of: "range", low: 1e-6, high: 1, scale: "log" } },
);
