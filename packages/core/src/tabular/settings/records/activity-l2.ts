import { record } from "../../../options/record.ts";
import { type ActivityPenalty, toActivityPenalties } from "../../../regularizers/activity-penalty.ts";
import { L2, l2 } from "../../../regularizers/l2.ts";
import { activitySetting } from "../kinds.ts";

/** l2 on what the hidden layers give. */
export const activityL2Setting = activitySetting(
  record("activityL2", { alpha: L2.fields.alpha }),
  // One penalty gives one.
  (own) => toActivityPenalties(l2(own))[0] as ActivityPenalty,
  { path: { of: "range", low: 1e-6, high: 1, scale: "log" } },
);
