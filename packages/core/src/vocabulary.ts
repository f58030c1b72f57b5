/**
 * The vocabulary beneath the networks, published as @occam/core/graph: values and ops, differentiation, the text form,
 * the reference evaluation, the ONNX encoder and ONNX files as data. Penalties, losses and layers of your own are functions of these.
 */
export { differentiate } from "./autodiff/differentiate.ts";
export { evaluate } from "./graph/evaluate.ts";
export { type NdArray, ndArray } from "./graph/nd-array.ts";
export * from "./graph/ops/index.ts";
export { printGraph } from "./graph/print.ts";
export { simplify } from "./graph/simplify.ts";
export { applyAll, defineOp, type Graph, type OpRecord, type Shape, type Value } from "./graph/value.ts";
export { readModel, writeModel } from "./onnx/codec.ts";
export { encode } from "./onnx/encode.ts";
