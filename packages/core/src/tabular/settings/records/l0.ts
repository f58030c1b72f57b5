import { L0, l0 } from "../../../regularizers/l0.ts";
import { placed, setting } from "../setting.ts";

/** Gates on every kernel, learnt with it. */
export const l0Setting = setting({
  options: L0,
  main: "alpha",
  add: (parts, own) => ({ ...parts, kernels: placed(parts.kernels, "kernelRegularizer", l0(own)) }),
  settles: true,
  path: { of: "data", reach: 1 },
});
