export { type AdamOptions, adam, adamW } from "./adam.ts";
export { type ClippingOptions, clipGlobalNorm, clipNorm, clipValue, type GradientClipping } from "./clipping.ts";
export type { Optimizer, OptimizerOptions } from "./optimizer.ts";
export { type RmspropOptions, rmsprop } from "./rmsprop.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
