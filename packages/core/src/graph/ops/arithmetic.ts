/** Arithmetic, element by element. */
import type { LaneMath } from "../compiled-form.ts";
import { defineOp, type Sample, sameShape, type Value } from "../value.ts";
import { scalar, scalarOf } from "./constant.ts";
import { binary, binaryOp, type Empty, unary, unaryOp } from "./elementwise-op.ts";
import { accumulated, reduced } from "./gemm.ts";
import { greaterOrEqual, splitBy } from "./select.ts";

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
  lanes: (math, a, b) => math.add(a, b),
  simplify: (a, b) => (isNeutral(b, 0, a) ? a : isNeutral(a, 0, b) ? b : undefined),
  fuse: (a, b, [ownsA, ownsB]) => (ownsB ? accumulated(a, b) : undefined) ?? (ownsA ? accumulated(b, a) : undefined),
});
export const subOp = binaryOp({
  type: "Sub",
  vjp: (_a, _b, grad) => [grad, neg(grad)],
  reference: (a, b) => a - b,
  lanes: (math, a, b) => math.sub(a, b),
  simplify: (a, b) => (isNeutral(b, 0, a) ? a : undefined),
  fuse: (a, b, [, ownsB]) => (ownsB ? reduced(a, b) : undefined),
});
export const mulOp = binaryOp({
  type: "Mul",
  vjp: (a, b, grad) => [mul(grad, b), mul(grad, a)],
  reference: (a, b) => a * b,
  lanes: (math, a, b) => math.mul(a, b),
  simplify: (a, b) => (isNeutral(b, 1, a) ? a : isNeutral(a, 1, b) ? b : smallFirst(a, b)),
});
export const divOp = binaryOp({
  type: "Div",
  vjp: (_a, b, grad, y) => [div(grad, b), neg(div(mul(grad, y), b))],
  reference: (a, b) => a / b,
  lanes: (math, a, b) => math.div(a, b),
  simplify: (a, b) => (isNeutral(b, 1, a) ? a : undefined),
});
const FAR_APART: readonly Sample<Empty>[] = [
  {
    inputs: [
      { shape: [2, 3], low: 0, high: 1 },
      { shape: [3], low: 2, high: 3 },
    ],
    attributes: {},
  },
  {
    inputs: [
      { shape: [2, 3], low: 2, high: 3 },
      { shape: [], low: 0, high: 1 },
    ],
    attributes: {},
  },
];
/** max(a, b). At a = b the whole gradient goes to a. */
export const maxOp = binaryOp({
  type: "Max",
  vjp: (a, b, grad) => splitBy(greaterOrEqual(a, b), grad),
  reference: Math.max,
  lanes: (math, a, b) => math.max(a, b),
  samples: FAR_APART,
});
/** min(a, b). At a = b the whole gradient goes to a. */
export const minOp = binaryOp({
  type: "Min",
  vjp: (a, b, grad) => splitBy(greaterOrEqual(b, a), grad),
  reference: Math.min,
  lanes: (math, a, b) => math.min(a, b),
  samples: FAR_APART,
});
export const add = binary(addOp);
export const sub = binary(subOp);
export const mul = binary(mulOp);
export const div = binary(divOp);
export const max = binary(maxOp);
export const min = binary(minOp);

export const negOp = unaryOp({
  type: "Neg",
  vjp: (_, grad) => neg(grad),
  reference: (x) => -x,
  lanes: (math, x) => math.neg(x),
  sample: {},
});
/** |x|. Derivative 0 at 0: a weight already at zero feels no pull. */
export const absOp = unaryOp({
  type: "Abs",
  vjp: (x, grad) => mul(grad, sign(x)),
  reference: Math.abs,
  lanes: (math, x) => math.abs(x),
  sample: {},
});
/** x itself where it is 0, of either sign, or not a number. */
function signLanes<V>(math: LaneMath<V>, x: V): V {
  const zero = math.number(0);
  return math.select(math.greater(x, zero), math.number(1), math.select(math.greater(zero, x), math.number(-1), x));
}
/** -1, 0 or 1. */
export const signOp = unaryOp({
  type: "Sign",
  nondifferentiable: true,
  reference: Math.sign,
  lanes: signLanes,
  sample: {},
});
export const expOp = unaryOp({
  type: "Exp",
  vjp: (_, grad, y) => mul(grad, y),
  reference: Math.exp,
  lanes: (math, x) => math.exp(x),
  sample: {},
});
export const logOp = unaryOp({
  type: "Log",
  vjp: (x, grad) => div(grad, x),
  reference: Math.log,
  lanes: (math, x) => math.log(x),
  low: 0.5,
  high: 3,
  sample: {},
});
export const sqrtOp = unaryOp({
  type: "Sqrt",
  vjp: (_, grad, y) => div(mul(grad, scalar(0.5)), y),
  reference: Math.sqrt,
  lanes: (math, x) => math.sqrt(x),
  low: 0.5,
  high: 3,
  sample: {},
});
export const reciprocalOp = unaryOp({
  type: "Reciprocal",
  vjp: (_, grad, y) => neg(mul(grad, mul(y, y))),
  reference: (x) => 1 / x,
  lanes: (math, x) => math.div(math.number(1), x),
  low: 0.5,
  high: 3,
  sample: {},
});
/** x^2 / 2, one op because its derivative is x itself. */
export const halfSquareOp = defineOp<Empty>({
  type: "HalfSquare",
  infer: ([x]) => [{ dtype: (x as Value).dtype, shape: (x as Value).shape }],
  vjp: ({ inputs }, [grad]) => [grad && mul(grad, inputs[0] as Value)],
  lower: ({ inputs }) => [mul(scalar(0.5), mul(inputs[0] as Value, inputs[0] as Value))],
  samples: [{ inputs: [{ shape: [3, 4] }], attributes: {} }],
});

export const neg = unary(negOp);
export const abs = unary(absOp);
export const sign = unary(signOp);
export const exp = unary(expOp);
export const log = unary(logOp);
export const sqrt = unary(sqrtOp);
export const reciprocal = unary(reciprocalOp);
export const halfSquare = unary(halfSquareOp);

export const ARITHMETIC_OPS = [
  addOp,
  subOp,
  mulOp,
  divOp,
  maxOp,
  minOp,
  negOp,
  absOp,
  signOp,
  expOp,
  logOp,
  sqrtOp,
  reciprocalOp,
  halfSquareOp,
] as const;
