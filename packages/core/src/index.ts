/** @occam/core: neural networks that are only as complex as the data deserves. */
export { type ErrorCode, isOccamError, type OccamError } from "./errors.ts";
export * from "./layers/index.ts";
export * from "./losses/index.ts";
export * from "./metrics/index.ts";
export * from "./optimizers/index.ts";
export * from "./regularizers/index.ts";
export type { Held, LoadOptions, Runtime, Session } from "./runtime/runtime.ts";
export { type FloatTensor, type Tensor, type TensorLike, tensor } from "./tensor/tensor.ts";
export type { EarlyStopping } from "./training/early-stopping.ts";
export { fit, fitReplicas, type Run } from "./training/fit.ts";
export type { Divergence, EpochLog } from "./training/history.ts";
export type { Callback, Examples, FitOptions } from "./training/recipe.ts";
