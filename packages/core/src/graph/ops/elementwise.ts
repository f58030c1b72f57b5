/** Elementwise ops. Binary ops broadcast as NumPy does. */
import { mapBroadcast } from "../nd-array.ts";
import {
  apply,
  broadcastShapes,
  type DType,
  defineOp,
  type NodeView,
  type OnnxNode,
  type OpRecord,
  sameShape,
  type Trial,
  type Value,
} from "../value.ts";
import { scalar, scalarOf } from "./constant.ts";
import { sumTo, withoutExpansion } from "./reduce.ts";

type Empty = Record<never, never>;
const NONE: Empty = {};

interface UnaryFacts<A> {
  readonly type: string;
  /** Gradient of x, given x, the gradient of y and y itself. */
  readonly vjp?: (x: Value, grad: Value, y: Value, attributes: A) => Value;
  readonly nondifferentiable?: true;
  readonly reference: (x: number, attributes: A) => number;
  readonly dtype?: DType;
  readonly onnx?: (node: NodeView<A>) => OnnxNode;
  /** Where it is tried: inside its domain and away from kinks. */
  readonly low?: number;
  readonly high?: number;
  readonly trial: A;
}

function unaryOp<A = Empty>(facts: UnaryFacts<A>): OpRecord<A> {
  const { vjp } = facts;
  const trial = { inputs: [{ shape: [3, 4], low: facts.low ?? -2, high: facts.high ?? 2 }], attributes: facts.trial };
  return defineOp<A>({
    type: facts.type,
    infer: ([x]) => [{ dtype: facts.dtype ?? (x as Value).dtype, shape: (x as Value).shape }],
    reference: ([x], attributes) => [
      mapBroadcast(x ? [x] : [], facts.dtype ?? x?.dtype ?? "float32", (v) => facts.reference(v, attributes)),
    ],
    trials: [trial],
    ...(facts.onnx && { onnx: facts.onnx }),
    ...(facts.nondifferentiable && { nondifferentiable: true }),
    ...(vjp && {
      vjp: ({ inputs, outputs, attributes }, [grad]) => [
        grad && vjp(inputs[0] as Value, grad, outputs[0] as Value, attributes),
      ],
    }),
  });
}

interface BinaryFacts {
  readonly type: string;
  readonly vjp?: (a: Value, b: Value, grad: Value, y: Value) => readonly [Value, Value];
  readonly reference: (a: number, b: number) => number;
  readonly dtype?: DType;
  readonly simplify?: (a: Value, b: Value) => Value | undefined;
  readonly trials?: readonly Trial<Empty>[];
}

/** The default trials: equal shapes, a broadcast row, a broadcast column, a scalar, and more axes on one side. */
const BINARY_TRIALS: readonly Trial<Empty>[] = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  [
    [2, 3],
    [2, 1],
  ],
  [[], [2, 3]],
  [
    [2, 1, 3],
    [4, 1],
  ],
].map((shapes) => ({ inputs: shapes.map((shape) => ({ shape, low: 0.5, high: 2 })), attributes: NONE }));

function binaryOp(facts: BinaryFacts): OpRecord<Empty> {
  const { vjp } = facts;
  return defineOp<Empty>({
    type: facts.type,
    infer: (inputs) => {
      const [a, b] = inputs as [Value, Value];
      return [{ dtype: facts.dtype ?? a.dtype, shape: broadcastShapes(a.shape, b.shape, facts.type) }];
    },
    reference: (inputs) => [mapBroadcast(inputs, facts.dtype ?? inputs[0]?.dtype ?? "float32", facts.reference)],
    trials: facts.trials ?? BINARY_TRIALS,
    simplify: ({ inputs, outputs }) => {
      const [a, b] = inputs as [Value, Value];
      const [y] = outputs as [Value];
      return facts.simplify?.(a, b) ?? withoutExpansion(y, a, b);
    },
    ...(vjp
      ? {
          vjp: ({ inputs, outputs }, [grad]) => {
            if (grad === undefined) return [undefined, undefined];
            const [a, b] = inputs as [Value, Value];
            const [gradA, gradB] = vjp(a, b, grad, outputs[0] as Value);
            return [sumTo(gradA, a.shape), sumTo(gradB, b.shape)];
          },
        }
      : { nondifferentiable: true as const }),
  });
}

const unary = (op: OpRecord<Empty>) => (x: Value) => apply(op, [x], NONE);
const binary = (op: OpRecord<Empty>) => (a: Value, b: Value) => apply(op, [a, b], NONE);

/** `value` is a constant equal to `number` everywhere and adds no shape to `other`. */
function isNeutral(value: Value, number: number, other: Value): boolean {
  return scalarOf(value) === number && value.shape.length <= other.shape.length;
}

/** (large * small) * small' as large * (small * small'): one pass over the large operand less. */
function smallFirst(a: Value, b: Value): Value | undefined {
  if (a.node.op.type !== "Mul" || isSmaller(a, b) || !isSmaller(b, a)) return undefined;
  const [x, y] = a.node.inputs as [Value, Value];
  if (isSmaller(y, x) && sameShape(x.shape, a.shape)) return mul(x, mul(y, b));
  return isSmaller(x, y) && sameShape(y.shape, a.shape) ? mul(y, mul(x, b)) : undefined;
}

/** `a` has fewer elements than `b`, as far as known dimensions tell; named ones count as one length. */
function isSmaller(a: Value, b: Value): boolean {
  const size = ({ shape }: Value) =>
    shape.reduce<number>((product, dim) => product * (typeof dim === "number" ? dim : 16), 1);
  return size(a) < size(b);
}

export const addOp = binaryOp({
  type: "Add",
  vjp: (_a, _b, grad) => [grad, grad],
  reference: (a, b) => a + b,
  simplify: (a, b) => (isNeutral(b, 0, a) ? a : isNeutral(a, 0, b) ? b : undefined),
});
export const subOp = binaryOp({
  type: "Sub",
  vjp: (_a, _b, grad) => [grad, neg(grad)],
  reference: (a, b) => a - b,
  simplify: (a, b) => (isNeutral(b, 0, a) ? a : undefined),
});
export const mulOp = binaryOp({
  type: "Mul",
  vjp: (a, b, grad) => [mul(grad, b), mul(grad, a)],
  reference: (a, b) => a * b,
  simplify: (a, b) => (isNeutral(b, 1, a) ? a : isNeutral(a, 1, b) ? b : smallFirst(a, b)),
});
export const divOp = binaryOp({
  type: "Div",
  vjp: (_a, b, grad, y) => [div(grad, b), neg(div(mul(grad, y), b))],
  reference: (a, b) => a / b,
  simplify: (a, b) => (isNeutral(b, 1, a) ? a : undefined),
});
const FAR_APART: readonly Trial<Empty>[] = [
  {
    inputs: [
      { shape: [2, 3], low: 0, high: 1 },
      { shape: [3], low: 2, high: 3 },
    ],
    attributes: NONE,
  },
  {
    inputs: [
      { shape: [2, 3], low: 2, high: 3 },
      { shape: [], low: 0, high: 1 },
    ],
    attributes: NONE,
  },
];
/** max(a, b). At a = b the whole gradient goes to a. */
export const maxOp = binaryOp({
  type: "Max",
  vjp: (a, b, grad) => splitBy(greaterOrEqual(a, b), grad),
  reference: Math.max,
  trials: FAR_APART,
});
/** min(a, b). At a = b the whole gradient goes to a. */
export const minOp = binaryOp({
  type: "Min",
  vjp: (a, b, grad) => splitBy(greaterOrEqual(b, a), grad),
  reference: Math.min,
  trials: FAR_APART,
});
export const greaterOp = binaryOp({ type: "Greater", dtype: "bool", reference: (a, b) => Number(a > b) });
export const greaterOrEqualOp = binaryOp({
  type: "GreaterOrEqual",
  dtype: "bool",
  reference: (a, b) => Number(a >= b),
});
export const equalOp = binaryOp({
  type: "Equal",
  dtype: "bool",
  reference: (a, b) => Number(a === b),
  trials: [
    {
      inputs: [
        { shape: [3, 4], dtype: "int32", low: 0, high: 3 },
        { shape: [4], dtype: "int32", low: 0, high: 3 },
      ],
      attributes: NONE,
    },
  ],
});

export const add = binary(addOp);
export const sub = binary(subOp);
export const mul = binary(mulOp);
export const div = binary(divOp);
export const max = binary(maxOp);
export const min = binary(minOp);
export const greater = binary(greaterOp);
export const greaterOrEqual = binary(greaterOrEqualOp);
export const equal = binary(equalOp);

export const negOp = unaryOp({ type: "Neg", vjp: (_, grad) => neg(grad), reference: (x) => -x, trial: NONE });
/** |x|. Derivative 0 at 0: a weight already at zero feels no pull. */
export const absOp = unaryOp({ type: "Abs", vjp: (x, grad) => mul(grad, sign(x)), reference: Math.abs, trial: NONE });
/** -1, 0 or 1. */
export const signOp = unaryOp({ type: "Sign", nondifferentiable: true, reference: Math.sign, trial: NONE });
export const expOp = unaryOp({ type: "Exp", vjp: (_, grad, y) => mul(grad, y), reference: Math.exp, trial: NONE });
export const logOp = unaryOp({
  type: "Log",
  vjp: (x, grad) => div(grad, x),
  reference: Math.log,
  low: 0.5,
  high: 3,
  trial: NONE,
});
export const sqrtOp = unaryOp({
  type: "Sqrt",
  vjp: (_, grad, y) => div(mul(grad, scalar(0.5)), y),
  reference: Math.sqrt,
  low: 0.5,
  high: 3,
  trial: NONE,
});
export const reciprocalOp = unaryOp({
  type: "Reciprocal",
  vjp: (_, grad, y) => neg(mul(grad, mul(y, y))),
  reference: (x) => 1 / x,
  low: 0.5,
  high: 3,
  trial: NONE,
});
export const tanhOp = unaryOp({
  type: "Tanh",
  vjp: (_, grad, y) => mul(grad, sub(scalar(1), mul(y, y))),
  reference: Math.tanh,
  trial: NONE,
});
/** 1 / (1 + e^-x). */
export const sigmoidOp = unaryOp({
  type: "Sigmoid",
  vjp: (_, grad, y) => mul(grad, mul(y, sub(scalar(1), y))),
  reference: (x) => 1 / (1 + Math.exp(-x)),
  trial: NONE,
});
/** log(1 + e^x). */
export const softplusOp = unaryOp({
  type: "Softplus",
  vjp: (x, grad) => mul(grad, sigmoid(x)),
  reference: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  trial: NONE,
});
/**
 * max(x, 0). Derivative 0 at 0, read off the result, so that ONNX Runtime can fuse the pre-activation away; as two
 * casts, because ONNX Runtime's Sign is several times slower.
 */
export const reluOp = unaryOp({
  type: "Relu",
  vjp: (_, grad, y) => mul(grad, cast(cast(y, "bool"), y.dtype)),
  reference: (x) => Math.max(x, 0),
  trial: NONE,
});
/** The error function, 2/sqrt(pi) * integral of e^(-t^2) from 0 to x. */
export const erfOp = unaryOp({
  type: "Erf",
  vjp: (x, grad) => mul(grad, mul(scalar(2 / Math.sqrt(Math.PI)), exp(neg(mul(x, x))))),
  reference: erfReference,
  trial: NONE,
});
export const isNanOp = unaryOp({
  type: "IsNaN",
  dtype: "bool",
  nondifferentiable: true,
  reference: (x) => Number(Number.isNaN(x)),
  trial: NONE,
});

/** x^2 / 2, one op because its derivative is x itself. */
export const halfSquareOp = defineOp<Empty>({
  type: "HalfSquare",
  infer: ([x]) => [{ dtype: (x as Value).dtype, shape: (x as Value).shape }],
  vjp: ({ inputs }, [grad]) => [grad && mul(grad, inputs[0] as Value)],
  lower: ({ inputs }) => [mul(scalar(0.5), mul(inputs[0] as Value, inputs[0] as Value))],
  trials: [{ inputs: [{ shape: [3, 4] }], attributes: NONE }],
});

export const halfSquare = unary(halfSquareOp);

export interface SlopeAttributes {
  readonly alpha: number;
}

const alphaOnnx =
  (type: string) =>
  (node: NodeView<SlopeAttributes>): OnnxNode => ({
    type,
    attributes: { alpha: { kind: "float", value: node.attributes.alpha } },
  });

/** x where x > 0, else alpha * x. */
export const leakyReluOp = unaryOp<SlopeAttributes>({
  type: "LeakyRelu",
  vjp: (_, grad, y, { alpha }) => where(greater(y, scalar(0)), grad, mul(grad, scalar(alpha))),
  reference: (x, { alpha }) => (x > 0 ? x : alpha * x),
  onnx: alphaOnnx("LeakyRelu"),
  trial: { alpha: 0.2 },
});
/** x where x > 0, else alpha * (e^x - 1). */
export const eluOp = unaryOp<SlopeAttributes>({
  type: "Elu",
  vjp: (_, grad, y, { alpha }) => where(greater(y, scalar(0)), grad, mul(grad, add(y, scalar(alpha)))),
  reference: (x, { alpha }) => (x > 0 ? x : alpha * Math.expm1(x)),
  onnx: alphaOnnx("Elu"),
  trial: { alpha: 0.7 },
});

export const neg = unary(negOp);
export const abs = unary(absOp);
export const sign = unary(signOp);
export const exp = unary(expOp);
export const log = unary(logOp);
export const sqrt = unary(sqrtOp);
export const reciprocal = unary(reciprocalOp);
export const tanh = unary(tanhOp);
export const sigmoid = unary(sigmoidOp);
export const softplus = unary(softplusOp);
export const relu = unary(reluOp);
export const erf = unary(erfOp);
export const isNan = unary(isNanOp);
export const leakyRelu = (x: Value, alpha: number) => apply(leakyReluOp, [x], { alpha });
export const elu = (x: Value, alpha: number) => apply(eluOp, [x], { alpha });

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
  reference: (inputs) => [
    mapBroadcast(inputs, inputs[1]?.dtype ?? "float32", (c, a, b) => (c ? (a as number) : (b as number))),
  ],
  trials: [
    { inputs: [{ shape: [2, 3], dtype: "bool" }, { shape: [2, 3] }, { shape: [3] }], attributes: NONE },
    { inputs: [{ shape: [3], dtype: "bool" }, { shape: [2, 1] }, { shape: [] }], attributes: NONE },
  ],
});

export function where(condition: Value, a: Value, b: Value): Value {
  return apply(whereOp, [condition, a, b], NONE);
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
  simplify: ({ inputs, attributes }) => ((inputs[0] as Value).dtype === attributes.to ? inputs[0] : undefined),
  onnx: ({ attributes }) => ({
    type: "Cast",
    attributes: { to: { kind: "int", value: onnxTypeNumber(attributes.to) } },
  }),
  trials: [
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
function splitBy(condition: Value, grad: Value): readonly [Value, Value] {
  const zero = scalar(0);
  return [where(condition, grad, zero), where(condition, zero, grad)];
}

export function isSameType(a: Value, b: Value): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape);
}

/** Maclaurin series for small x, continued fraction for the tail; within 1e-15. Abramowitz & Stegun 7.1.5, 7.1.14. */
function erfReference(x: number): number {
  const size = Math.abs(x);
  if (size < 3) {
    let [term, sum] = [size, size];
    for (let n = 1; n < 80; n++) {
      term *= (-size * size) / n;
      sum += term / (2 * n + 1);
    }
    return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = size;
  for (let n = 60; n > 0; n--) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-size * size) / (fraction * Math.sqrt(Math.PI)));
}

/** Every elementwise op. */
export const ELEMENTWISE_OPS = [
  addOp,
  subOp,
  mulOp,
  divOp,
  maxOp,
  minOp,
  greaterOp,
  greaterOrEqualOp,
  equalOp,
  negOp,
  absOp,
  signOp,
  expOp,
  logOp,
  sqrtOp,
  reciprocalOp,
  tanhOp,
  sigmoidOp,
  softplusOp,
  reluOp,
  erfOp,
  isNanOp,
  leakyReluOp,
  eluOp,
  halfSquareOp,
  whereOp,
  castOp,
] as const;
