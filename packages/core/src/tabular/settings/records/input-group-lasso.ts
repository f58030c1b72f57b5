import { record } from "../../../options/record.ts";
import { INPUT_GROUP_LASSO, inputGroupLasso } from "../../../regularizers/input-group-lasso.ts";
import { setting } from "../setting.ts";

/** A group lasso over the table's columns: all features of a column leave the network together. Off at alpha 0. */
export const inputGroupLassoSetting = setting({
  options: record(INPUT_GROUP_LASSO.name, { alpha: INPUT_GROUP_LASSO.fields.alpha }),
  main: "alpha",
  off: { alpha: 0 },
  add: (parts, { alpha }) => ({
    ...parts,
    onFeatures: [...parts.onFeatures, (columns) => inputGroupLasso({ alpha, groups: columns })],
  }),
  path: { of: "data", reach: 1 },
});
