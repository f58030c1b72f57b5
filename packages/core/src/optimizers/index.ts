import { adam, adamW } from "./adam.ts";
import { clipGlobalNorm, clipNorm, clipValue, type GradientClipping } from "./clipping.ts";
import type { Optimizer } from "./optimizer.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";

export { ADAM, ADAM_W, type AdamOptions, adam, adamW } from "./adam.ts";
export { type ClippingOptions, clipGlobalNorm, clipNorm, clipValue, type GradientClipping } from "./clipping.ts";
export type { Optimizer, OptimizerOptions } from "./optimizer.ts";
export { RMSPROP, type RmspropOptions, rmsprop } from "./rmsprop.ts";
export { SGD, type SgdOptions, sgd } from "./sgd.ts";

/** Every optimizer in each of its forms. The optimizer battery runs over this list. */
export const OPTIMIZERS: readonly Optimizer[] = [
  sgd(),
  sgd({ momentum: 0.9 }),
  sgd({ momentum: 0.9, nesterov: true }),
  adam(),
  adamW(),
  rmsprop(),
];

/** Every way to clip gradients, at a limit. The clipping battery runs over this list. */
export const CLIPPINGS: readonly ((limit: number) => GradientClipping)[] = [
  (limit) => clipValue({ limit }),
  (limit) => clipNorm({ limit }),
  (limit) => clipGlobalNorm({ limit }),
];
