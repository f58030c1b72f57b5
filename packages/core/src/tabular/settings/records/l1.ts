import { L1, l1 } from "../../../regularizers/l1.ts";
import { float } from "../../../selection/space/index.ts";
import { penaltySetting } from "../kinds.ts";

export const l1Setting = penaltySetting(L1, l1, {
  domain: () => float({ low: 1e-5, high: 1e-1, scale: "log" }),
  path: { of: "data", reach: 1 },
});
