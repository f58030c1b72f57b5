/** How elementwise ops are made. */
import type { LaneMath } from "../compiled-form.ts";
import { mapBroadcast } from "../nd-array.ts";
import {
  apply,
  broadcastShapes,
  type DType,
  defineOp,
  type NodeView,
  type OnnxNode,
  type OpRecord,
  type Sample,
  type Value,
} from "../value.ts";
import { sumTo, withoutExpansion } from "./reduce.ts";

/** No attributes. */
export type Empty = Record<never, never>;

interface UnaryFacts<A> {
  readonly type: string;
  /** Gradient of x, given x, the gradient of y and y itself. */
  readonly vjp?: (x: Value, grad: Value, y: Value, attributes: A) => Value;
  readonly nondifferentiable?: true;
  readonly reference: (x: number, attributes: A) => number;
  /** The same for a compiled program. */
  readonly lanes?: <V>(math: LaneMath<V>, x: V, attributes: A) => V;
  readonly dtype?: DType;
  readonly onnx?: (node: NodeView<A>) => OnnxNode;
  /** Where it is tried: inside its domain and away from kinks. */
  readonly low?: number;
  readonly high?: number;
  readonly sample: A;
}

/** An op of one value, element by element. */
export function unaryOp<A = Empty>(facts: UnaryFacts<A>): OpRecord<A> {
  const { vjp, lanes } = facts;
  const sample = { inputs: [{ shape: [3, 4], low: facts.low ?? -2, high: facts.high ?? 2 }], attributes: facts.sample };
  return defineOp<A>({
    type: facts.type,
    infer: ([x]) => [{ dtype: facts.dtype ?? (x as Value).dtype, shape: (x as Value).shape }],
    reference: ([x], attributes) => [
      mapBroadcast(x ? [x] : [], facts.dtype ?? x?.dtype ?? "float32", (v) => facts.reference(v, attributes)),
    ],
    ...(lanes && {
      compiled: (attributes) => ({ kind: "pointwise", lanes: (math, [x]) => lanes(math, x as never, attributes) }),
    }),
    samples: [sample],
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
  /** The same for a compiled program. */
  readonly lanes: <V>(math: LaneMath<V>, a: V, b: V) => V;
  readonly dtype?: DType;
  readonly simplify?: (a: Value, b: Value) => Value | undefined;
  readonly fuse?: (a: Value, b: Value, isOwn: readonly boolean[]) => Value | undefined;
  readonly samples?: readonly Sample<Empty>[];
}

/** The default samples: equal shapes, a broadcast row, a broadcast column, a scalar, and more axes on one side. */
function binarySamples(): readonly Sample<Empty>[] {
  return [
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
  ].map((shapes) => ({ inputs: shapes.map((shape) => ({ shape, low: 0.5, high: 2 })), attributes: {} }));
}

/** An op of two values, element by element, which broadcast as in NumPy. */
export function binaryOp(facts: BinaryFacts): OpRecord<Empty> {
  const { vjp } = facts;
  return defineOp<Empty>({
    type: facts.type,
    infer: (inputs) => {
      const [a, b] = inputs as [Value, Value];
      return [{ dtype: facts.dtype ?? a.dtype, shape: broadcastShapes(a.shape, b.shape, facts.type) }];
    },
    reference: (inputs) => [mapBroadcast(inputs, facts.dtype ?? inputs[0]?.dtype ?? "float32", facts.reference)],
    compiled: () => ({ kind: "pointwise", lanes: (math, [a, b]) => facts.lanes(math, a as never, b as never) }),
    samples: facts.samples ?? binarySamples(),
    simplify: ({ inputs, outputs }) => {
      const [a, b] = inputs as [Value, Value];
      const [y] = outputs as [Value];
      return facts.simplify?.(a, b) ?? withoutExpansion(y, a, b);
    },
    ...(facts.fuse && {
      fuse: ({ inputs }, isOwn) => facts.fuse?.(inputs[0] as Value, inputs[1] as Value, isOwn),
    }),
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

/** The function that applies an op of one value. */
export function unary(op: OpRecord<Empty>): (x: Value) => Value {
  return (x) => apply(op, [x], {});
}

/** The function that applies an op of two values. */
export function binary(op: OpRecord<Empty>): (a: Value, b: Value) => Value {
  return (a, b) => apply(op, [a, b], {});
}
