import { rate } from "../../../options/field.ts";
import { record } from "../../../options/record.ts";
import { setting } from "../setting.ts";

/** Weights of every kernel that are off in a step. Wan et al. 2013. */
export const dropConnectSetting = setting({
  options: record("dropConnect", { rate: rate() }),
  main: "rate",
  off: { rate: 0 },
  add: (parts, { rate: dropConnect }) => ({ ...parts, kernels: { ...parts.kernels, dropConnect } }),
  path: { of: "range", low: 0, high: 0.75, scale: "linear" },
});
