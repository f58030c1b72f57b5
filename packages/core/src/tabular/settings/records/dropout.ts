import { DROPOUT, dropout } from "../../../layers/dropout.ts";
import { float } from "../../../selection/space/index.ts";
import { hiddenNoiseSetting } from "../kinds.ts";

export const dropoutSetting = hiddenNoiseSetting(DROPOUT, dropout, {
  domain: () => float({ low: 0.05, high: 0.6 }),
  // Beyond it hardly a unit is left to learn with.
  path: { of: "range", low: 0, high: 0.75, scale: "linear" },
});
