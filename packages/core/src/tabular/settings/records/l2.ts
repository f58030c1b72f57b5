import { L2, l2 } from "../../../regularizers/l2.ts";
import { float } from "../../../selection/space/index.ts";
import { penaltySetting } from "../kinds.ts";

export const l2Setting = penaltySetting(L2, l2, {
  domain: () => float({ low: 1e-5, high: 1, scale: "log" }),
  ridge: ({ alpha }) => alpha as number,
  // A ridge never reaches zero: at a hundred times that strength little is left of any weight.
  path: { of: "data", reach: 100 },
});
