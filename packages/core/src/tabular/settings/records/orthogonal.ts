import { ORTHOGONAL, orthogonal } from "../../../regularizers/orthogonal.ts";
import { penaltySetting } from "../kinds.ts";

export const orthogonalSetting = penaltySetting(ORTHOGONAL, orthogonal, {
  path: { of: "range", low: 1e-5, high: 10, scale: "log" },
});
