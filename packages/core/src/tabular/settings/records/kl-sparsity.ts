import { KL_SPARSITY, klSparsity } from "../../../regularizers/kl-sparsity.ts";
import { activitySetting } from "../kinds.ts";

/** For activations between 0 and 1, such as sigmoid. */
export const klSparsitySetting = activitySetting(KL_SPARSITY, klSparsity, {
  path: { of: "range", low: 1e-6, high: 1, scale: "log" },
});
