import { SPARSE_GROUP_LASSO, sparseGroupLasso } from "../../../regularizers/sparse-group-lasso.ts";
import { penaltySetting } from "../kinds.ts";

export const sparseGroupLassoSetting = penaltySetting(SPARSE_GROUP_LASSO, sparseGroupLasso, {
  path: { of: "data", reach: 1 },
});
