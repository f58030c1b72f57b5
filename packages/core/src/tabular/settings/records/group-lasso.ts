import { GROUP_LASSO, groupLasso } from "../../../regularizers/group-lasso.ts";
import { penaltySetting } from "../kinds.ts";

export const groupLassoSetting = penaltySetting(GROUP_LASSO, groupLasso, { path: { of: "data", reach: 1 } });
