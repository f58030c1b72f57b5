/** Comparison, choice and conversion, element by element. */
import type { LaneMath } from "../compiled-form.ts";
import { mapBroadcast } from "../nd-array.ts";
import { apply, broadcastShapes, type DType, defineOp, type Value } from "../value.ts";
import { scalar } from "./constant.ts";
import { binary, binaryOp, type Empty, unary, unaryOp } from "./elementwise-op.ts";
import { sumTo } from "./reduce.ts";

export const greaterOp = binaryOp({
  type: "Greater",
  dtype: "bool",
  reference: (a, b) => Number(a > b),
  lanes: (math, a, b) => math.greater(a, b),
});
export const greaterOrEqualOp = binaryOp({
  type: "GreaterOrEqual",
  dtype: "bool",
  reference: (a, b) => Number(a >= b),
  lanes: (math, a, b) => math.greaterOrEqual(a, b),
});
export const equalOp = binaryOp({
  type: "Equal",
  dtype: "bool",
  reference: (a, b) => Number(a === b),
  lanes: (math, a, b) => math.equal(a, b),
  samples: [
    {
      inputs: [
        { shape: [3, 4], dtype: "int32", low: 0, high: 3 },
        { shape: [4], dtype: "int32", low: 0, high: 3 },
      ],
      attributes: {},
    },
  ],
});

export const greater = binary(greaterOp);
export const greaterOrEqual = binary(greaterOrEqualOp);
export const equal = binary(equalOp);

export const isNanOp = unaryOp({
  type: "IsNaN",
  dtype: "bool",
  nondifferentiable: true,
  reference: (x) => Number(Number.isNaN(x)),
  lanes: (math, x) => math.sub(math.number(1), math.equal(x, x)),
  sample: {},
});

export const isNan = unary(isNanOp);

/** a where the condition holds, else b. */
export const whereOp = defineOp<Empty>({
  type: "Where",
  infer: (inputs) => {
    const [condition, a, b] = inputs as [Value, Value, Value];
    const shape = broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape, "Where"), "Where");
    return [{ dtype: a.dtype, shape }];
  },
  vjp: ({ inputs }, [grad]) => {
    if (grad === undefined) return [undefined, undefined, undefined];
    const [condition, a, b] = inputs as [Value, Value, Value];
    const [gradA, gradB] = splitBy(condition, grad);
    return [undefined, sumTo(gradA, a.shape), sumTo(gradB, b.shape)];
  },
  compiled: () => ({
    kind: "pointwise",
    lanes: (math, [condition, a, b]) => math.select(condition as never, a as never, b as never),
  }),
  reference: (inputs) => [
    mapBroadcast(inputs, inputs[1]?.dtype ?? "float32", (c, a, b) => (c ? (a as number) : (b as number))),
  ],
  samples: [
    { inputs: [{ shape: [2, 3], dtype: "bool" }, { shape: [2, 3] }, { shape: [3] }], attributes: {} },
    { inputs: [{ shape: [3], dtype: "bool" }, { shape: [2, 1] }, { shape: [] }], attributes: {} },
  ],
});

export function where(condition: Value, a: Value, b: Value): Value {
  return apply(whereOp, [condition, a, b], {});
}

interface CastAttributes {
  readonly to: DType;
}

const ONNX_TYPE_NUMBERS: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float64: 11,
};

/** ONNX's number of an element type (TensorProto.DataType). */
export function onnxTypeNumber(dtype: DType): number {
  return ONNX_TYPE_NUMBERS[dtype];
}

/** A compiled program holds numbers of all types as float32. */
function castLanes<V>(math: LaneMath<V>, x: V, to: DType): V {
  if (to === "bool") return math.sub(math.number(1), math.equal(x, math.number(0)));
  return to.startsWith("float") ? x : math.trunc(x);
}

/** Conversion of element types: to bool is "not zero", to integers truncates. */
export const castOp = defineOp<CastAttributes>({
  type: "Cast",
  infer: ([x], { to }) => [{ dtype: to, shape: (x as Value).shape }],
  vjp: ({ inputs }, [grad]) => [
    grad && isFloat(inputs[0] as Value) && isFloat(grad) ? cast(grad, (inputs[0] as Value).dtype) : undefined,
  ],
  reference: ([x], { to }) => [
    mapBroadcast(x ? [x] : [], to, (v) =>
      to === "bool" ? Number(v !== 0) : to.startsWith("float") ? v : Math.trunc(v),
    ),
  ],
  compiled: ({ to }) => ({ kind: "pointwise", lanes: (math, [x]) => castLanes(math, x as never, to) }),
  simplify: ({ inputs, attributes }) => ((inputs[0] as Value).dtype === attributes.to ? inputs[0] : undefined),
  onnx: ({ attributes }) => ({
    type: "Cast",
    attributes: { to: { kind: "int", value: onnxTypeNumber(attributes.to) } },
  }),
  samples: [
    { inputs: [{ shape: [2, 3], dtype: "bool" }], attributes: { to: "float32" } },
    { inputs: [{ shape: [2, 3], low: 0.2, high: 2.8 }], attributes: { to: "int32" } },
    { inputs: [{ shape: [2, 3] }], attributes: { to: "float64" } },
  ],
});

export function cast(x: Value, to: DType): Value {
  return x.dtype === to ? x : apply(castOp, [x], { to });
}

function isFloat(value: Value): boolean {
  return value.dtype === "float32" || value.dtype === "float64";
}

/** The gradient where the condition holds, and where it does not. */
export function splitBy(condition: Value, grad: Value): readonly [Value, Value] {
  const zero = scalar(0);
  return [where(condition, grad, zero), where(condition, zero, grad)];
}

/** x itself, through which no gradient flows. */
export const stopGradientOp = defineOp<Empty>({
  type: "StopGradient",
  infer: ([x]) => [{ dtype: (x as Value).dtype, shape: (x as Value).shape }],
  nondifferentiable: true,
  lower: ({ inputs }) => [inputs[0] as Value],
  samples: [{ inputs: [{ shape: [2, 3] }], attributes: {} }],
});

export const stopGradient = unary(stopGradientOp);

export const SELECT_OPS = [stopGradientOp, greaterOp, greaterOrEqualOp, equalOp, isNanOp, whereOp, castOp] as const;
