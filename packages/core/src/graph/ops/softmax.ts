/** Softmax, its logarithm, and the cross-entropy that is differentiated as one op. */
import { type NdArray, ndArray, numbersOf } from "../nd-array.ts";
import { apply, broadcastShapes, defineOp, type OpRecord, type Value } from "../value.ts";
import { div, exp, log, mul, neg, sub } from "./arithmetic.ts";
import { sigmoid, softplus } from "./curves.ts";
import { reduceMax, reduceSum, sumTo } from "./reduce.ts";
import { reshape } from "./shape.ts";

type Empty = Record<never, never>;

function lastAxisOp(
  type: string,
  row: (logits: Float64Array) => number[],
  vjp: (grad: Value, y: Value) => Value,
  composite: (x: Value) => Value,
): OpRecord<Empty> {
  return defineOp<Empty>({
    type,
    infer: ([x]) => [{ dtype: (x as Value).dtype, shape: (x as Value).shape }],
    vjp: ({ outputs }, [grad]) => [grad && vjp(grad, outputs[0] as Value)],
    reference: ([x]) => {
      const { shape, dtype } = x as NdArray;
      const data = numbersOf(x as NdArray);
      const width = shape.at(-1) as number;
      const out = new Float64Array(data.length);
      for (let start = 0; start < data.length; start += width) out.set(row(data.subarray(start, start + width)), start);
      return [ndArray(shape, out, dtype)];
    },
    compiled: () => ({ kind: "composite", values: ({ inputs }) => [composite(inputs[0] as Value)] }),
    onnx: () => ({ type, attributes: { axis: { kind: "int", value: -1 } } }),
    samples: [
      { inputs: [{ shape: [3, 4] }], attributes: {} },
      { inputs: [{ shape: [2, 3, 4] }], attributes: {} },
    ],
  });
}

/** e^x_i / sum_j e^x_j along the last axis. */
export const softmaxOp = lastAxisOp(
  "Softmax",
  (logits) => logSoftmaxRow(logits).map(Math.exp),
  (grad, y) => mul(y, sub(grad, reduceSum(mul(grad, y), [-1], true))),
  (x) => {
    const powers = exp(sub(x, reduceMax(x, [-1], true)));
    return div(powers, reduceSum(powers, [-1], true));
  },
);

/** x_i - log sum_j e^x_j along the last axis. */
export const logSoftmaxOp = lastAxisOp(
  "LogSoftmax",
  logSoftmaxRow,
  (grad, y) => sub(grad, mul(exp(y), reduceSum(grad, [-1], true))),
  (x) => {
    const lowered = sub(x, reduceMax(x, [-1], true));
    return sub(lowered, log(reduceSum(exp(lowered), [-1], true)));
  },
);

export const softmax = (x: Value) => apply(softmaxOp, [x], {});
export const logSoftmax = (x: Value) => apply(logSoftmaxOp, [x], {});

/**
 * -sum_c t_c log softmax(z)_c along the last axis, for target distributions t (each row sums to 1).
 * One op, because its derivative, softmax(z) - t, is far cheaper than that of its parts.
 */
export const softmaxCrossEntropyOp = defineOp<Empty>({
  type: "SoftmaxCrossEntropy",
  infer: (inputs) => crossEntropyType(inputs, (shape) => shape.slice(0, -1)),
  vjp: ({ inputs }, [grad]) => {
    if (grad === undefined) return [undefined, undefined];
    const [logits, targets] = inputs as [Value, Value];
    const column = reshape(grad, [...grad.shape, 1]);
    return [
      sumTo(mul(sub(softmax(logits), targets), column), logits.shape),
      sumTo(mul(neg(logSoftmax(logits)), column), targets.shape),
    ];
  },
  lower: ({ inputs }) => {
    const [logits, targets] = inputs as [Value, Value];
    return [neg(reduceSum(mul(logSoftmax(logits), targets), [-1]))];
  },
  samples: [
    { inputs: [{ shape: [2, 3] }, { shape: [2, 3], data: [1, 0, 0, 0.2, 0.5, 0.3] }], attributes: {} },
    { inputs: [{ shape: [2, 2, 3] }, { shape: [2, 3], data: [0, 1, 0, 0.2, 0.5, 0.3] }], attributes: {} },
  ],
});

/** -t log s(z) - (1 - t) log(1 - s(z)) for each element, s the sigmoid; computed as softplus(z) - t z. Derivative s(z) - t. */
export const sigmoidCrossEntropyOp = defineOp<Empty>({
  type: "SigmoidCrossEntropy",
  infer: (inputs) => crossEntropyType(inputs, (shape) => shape),
  vjp: ({ inputs }, [grad]) => {
    if (grad === undefined) return [undefined, undefined];
    const [logits, targets] = inputs as [Value, Value];
    return [
      sumTo(mul(sub(sigmoid(logits), targets), grad), logits.shape),
      sumTo(mul(neg(logits), grad), targets.shape),
    ];
  },
  lower: ({ inputs }) => {
    const [logits, targets] = inputs as [Value, Value];
    return [sub(softplus(logits), mul(targets, logits))];
  },
  samples: [{ inputs: [{ shape: [3, 2] }, { shape: [3, 2], low: 0, high: 1 }], attributes: {} }],
});

export const softmaxCrossEntropy = (logits: Value, targets: Value) =>
  apply(softmaxCrossEntropyOp, [logits, targets], {});
export const sigmoidCrossEntropy = (logits: Value, targets: Value) =>
  apply(sigmoidCrossEntropyOp, [logits, targets], {});

function crossEntropyType(
  inputs: readonly Value[],
  shapeOf: (shape: readonly (number | string)[]) => readonly (number | string)[],
) {
  const [logits, targets] = inputs as [Value, Value];
  return [{ dtype: logits.dtype, shape: shapeOf(broadcastShapes(logits.shape, targets.shape, "crossEntropy")) }];
}

function logSoftmaxRow(logits: Float64Array | readonly number[]): number[] {
  const largest = Math.max(...logits);
  const logSum = largest + Math.log(Array.from(logits).reduce((sum, z) => sum + Math.exp(z - largest), 0));
  return Array.from(logits, (z) => z - logSum);
}

export const SOFTMAX_OPS = [softmaxOp, logSoftmaxOp, softmaxCrossEntropyOp, sigmoidCrossEntropyOp] as const;
