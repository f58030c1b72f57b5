import { strength } from "../../../options/field.ts";
import { record } from "../../../options/record.ts";
import { float } from "../../../selection/space/index.ts";
import { setting } from "../setting.ts";

/** Decoupled from the gradient: Adam becomes AdamW. */
export const weightDecaySetting = setting({
  options: record("weightDecay", { strength: strength() }),
  main: "strength",
  off: { strength: 0 },
  add: (parts, { strength: weightDecay }) => ({ ...parts, optimizer: { ...parts.optimizer, weightDecay } }),
  domain: () => float({ low: 1e-3, high: 1, scale: "log" }),
  path: { of: "range", low: 1e-4, high: 10, scale: "log" },
});
