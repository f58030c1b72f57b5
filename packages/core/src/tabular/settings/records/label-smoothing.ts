import { sweep } from "../../../options/field.ts";
import { record } from "../../../options/record.ts";
import { float } from "../../../selection/space/index.ts";
import { setting } from "../setting.ts";

/** Share of a label that is spread over all classes. */
export const labelSmoothingSetting = setting({
  options: record("labelSmoothing", { strength: sweep(0, 1 - Number.EPSILON) }),
  main: "strength",
  off: { strength: 0 },
  add: (parts, { strength }) => ({ ...parts, training: { ...parts.training, labelSmoothing: strength } }),
  domain: () => float({ low: 0.01, high: 0.3 }),
  path: { of: "range", low: 0, high: 0.9, scale: "linear" },
  task: "classification",
});
