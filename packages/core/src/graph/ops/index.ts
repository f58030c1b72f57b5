/** Every op of the vocabulary. The op batteries run over this list. */
import type { Op } from "../value.ts";
import { argMaxOp } from "./arg-max.ts";
import { ARITHMETIC_OPS } from "./arithmetic.ts";
import { constantOp, inputOp } from "./constant.ts";
import { CONV_OPS } from "./conv.ts";
import { CURVE_OPS } from "./curves.ts";
import { gemmOp } from "./gemm.ts";
import { INDEX_OPS } from "./index-ops.ts";
import { LABEL_OPS } from "./label-encoder.ts";
import { loopOp } from "./loop.ts";
import { matMulOp } from "./mat-mul.ts";
import { oneHotOp } from "./one-hot.ts";
import { PAD_OPS } from "./pad.ts";
import { POOL_OPS } from "./pool.ts";
import { REDUCE_OPS } from "./reduce.ts";
import { SELECT_OPS } from "./select.ts";
import { SHAPE_OPS } from "./shape.ts";
import { SOFTMAX_OPS } from "./softmax.ts";

// Each record is only ever handed its own attributes, so erasing their types is sound.
export const OPS = [
  inputOp,
  constantOp,
  ...ARITHMETIC_OPS,
  ...CURVE_OPS,
  ...SELECT_OPS,
  ...REDUCE_OPS,
  ...SHAPE_OPS,
  ...PAD_OPS,
  matMulOp,
  gemmOp,
  ...CONV_OPS,
  ...POOL_OPS,
  ...INDEX_OPS,
  oneHotOp,
  argMaxOp,
  ...SOFTMAX_OPS,
  ...LABEL_OPS,
  loopOp,
] as unknown as readonly Op[];

export * from "./arg-max.ts";
export * from "./arithmetic.ts";
export * from "./constant.ts";
export * from "./conv.ts";
export * from "./curves.ts";
export * from "./gemm.ts";
export * from "./index-ops.ts";
export * from "./label-encoder.ts";
export * from "./loop.ts";
export * from "./mat-mul.ts";
export * from "./one-hot.ts";
export * from "./pad.ts";
export * from "./pool.ts";
export * from "./reduce.ts";
export * from "./select.ts";
export * from "./shape.ts";
export * from "./softmax.ts";
