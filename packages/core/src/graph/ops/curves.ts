/** The curves that activations are made of, element by element. */
import { apply, type NodeView, type OnnxNode, type Value } from "../value.ts";
import { add, exp, mul, neg, sub } from "./arithmetic.ts";
import { scalar } from "./constant.ts";
import { unary, unaryOp } from "./elementwise-op.ts";
import { greater, where } from "./select.ts";

export const tanhOp = unaryOp({
  type: "Tanh",
  vjp: (_, grad, y) => mul(grad, sub(scalar(1), mul(y, y))),
  reference: Math.tanh,
  lanes: (math, x) => math.tanh(x),
  sample: {},
});
/** 1 / (1 + e^-x). */
export const sigmoidOp = unaryOp({
  type: "Sigmoid",
  vjp: (_, grad, y) => mul(grad, mul(y, sub(scalar(1), y))),
  reference: (x) => 1 / (1 + Math.exp(-x)),
  lanes: (math, x) => math.sigmoid(x),
  sample: {},
});
/** log(1 + e^x). */
export const softplusOp = unaryOp({
  type: "Softplus",
  vjp: (x, grad) => mul(grad, sigmoid(x)),
  reference: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  lanes: (math, x) => math.softplus(x),
  sample: {},
});
/**
 * 1 where x > 0, else 0; for numbers below 3e-39 something between. As a HardSigmoid so steep that it is a step: one pass,
 * where a comparison and a cast take two, and ONNX Runtime's Sign is several times slower.
 */
export const isPositiveOp = unaryOp({
  type: "IsPositive",
  nondifferentiable: true,
  reference: (x) => Number(x > 0),
  lanes: (math, x) => math.greater(x, math.number(0)),
  onnx: () => ({
    type: "HardSigmoid",
    attributes: { alpha: { kind: "float", value: 3e38 }, beta: { kind: "float", value: 0 } },
  }),
  sample: {},
});
/** max(x, 0). Derivative 0 at 0, read off the result, so that ONNX Runtime can fuse the pre-activation away. */
export const reluOp = unaryOp({
  type: "Relu",
  vjp: (_, grad, y) => mul(grad, isPositive(y)),
  reference: (x) => Math.max(x, 0),
  lanes: (math, x) => math.max(x, math.number(0)),
  sample: {},
});
/** The error function, 2/sqrt(pi) * integral of e^(-t^2) from 0 to x. */
export const erfOp = unaryOp({
  type: "Erf",
  vjp: (x, grad) => mul(grad, mul(scalar(2 / Math.sqrt(Math.PI)), exp(neg(mul(x, x))))),
  reference: erfReference,
  lanes: (math, x) => math.erf(x),
  sample: {},
});
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
  lanes: (math, x, { alpha }) => math.select(math.greater(x, math.number(0)), x, math.mul(math.number(alpha), x)),
  onnx: alphaOnnx("LeakyRelu"),
  sample: { alpha: 0.2 },
});
/** x where x > 0, else alpha * (e^x - 1). */
export const eluOp = unaryOp<SlopeAttributes>({
  type: "Elu",
  vjp: (_, grad, y, { alpha }) => where(greater(y, scalar(0)), grad, mul(grad, add(y, scalar(alpha)))),
  reference: (x, { alpha }) => (x > 0 ? x : alpha * Math.expm1(x)),
  lanes: (math, x, { alpha }) =>
    math.select(math.greater(x, math.number(0)), x, math.mul(math.number(alpha), math.expm1(x))),
  onnx: alphaOnnx("Elu"),
  sample: { alpha: 0.7 },
});

export const tanh = unary(tanhOp);
export const sigmoid = unary(sigmoidOp);
export const softplus = unary(softplusOp);
export const isPositive = unary(isPositiveOp);
export const relu = unary(reluOp);
export const erf = unary(erfOp);
export const leakyRelu = (x: Value, alpha: number) => apply(leakyReluOp, [x], { alpha });
export const elu = (x: Value, alpha: number) => apply(eluOp, [x], { alpha });

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

export const CURVE_OPS = [tanhOp, sigmoidOp, softplusOp, isPositiveOp, reluOp, erfOp, leakyReluOp, eluOp] as const;
