import { CONFIDENCE_PENALTY, confidencePenalty } from "../../../regularizers/confidence-penalty.ts";
import { objectiveSetting } from "../kinds.ts";

export const confidencePenaltySetting = objectiveSetting(CONFIDENCE_PENALTY, confidencePenalty, {
  task: "classification",
  path: { of: "range", low: 1e-3, high: 10, scale: "log" },
});
