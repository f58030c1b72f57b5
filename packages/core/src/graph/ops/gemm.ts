import { type NdArray, ndArray, numbersOf } from "../nd-array.ts";
import { apply, defineOp, type Sample, sameShape, type Value } from "../value.ts";
import { add, mul } from "./arithmetic.ts";
import { scalar, scalarOf } from "./constant.ts";
import { type MatMulAttributes, matMulOp } from "./mat-mul.ts";

export interface GemmAttributes extends MatMulAttributes {
  readonly alpha: number;
  readonly beta: number;
}

/**
 * alpha * a b + beta * c for matrices, where c has the shape of the product: the product is added to c while it is
 * computed, which saves passes over c. Nobody asks for it; `simplify` makes it of sums with products.
 */
export const gemmOp = defineOp<GemmAttributes>({
  type: "Gemm",
  infer: (inputs, attributes) => matMulOp.infer(inputs, attributes),
  vjp: (node, [grad]) => {
    if (grad === undefined) return [undefined, undefined, undefined];
    const { alpha, beta } = node.attributes;
    const ofProduct = matMulOp.vjp?.(node, [mul(scalar(alpha), grad)]) ?? [];
    return [...ofProduct, mul(scalar(beta), grad)];
  },
  reference: (inputs, attributes, node) => {
    const products = matMulOp.reference?.(inputs, attributes, node) ?? [];
    const added = numbersOf(inputs[2] as NdArray);
    const { alpha, beta } = attributes;
    return products.map((product) => {
      const numbers = numbersOf(product).map((x, i) => alpha * x + beta * (added[i] as number));
      return ndArray(product.shape, numbers, product.dtype);
    });
  },
  compiled: ({ transA, transB, alpha, beta }) => ({ kind: "product", transA, transB, alpha, beta }),
  onnx: ({ attributes: { transA, transB, alpha, beta } }) => ({
    type: "Gemm",
    attributes: {
      transA: { kind: "int", value: Number(transA) },
      transB: { kind: "int", value: Number(transB) },
      alpha: { kind: "float", value: alpha },
      beta: { kind: "float", value: beta },
    },
  }),
  samples: gemmSamples(),
});

function gemmSamples(): readonly Sample<GemmAttributes>[] {
  const sample = (a: readonly number[], b: readonly number[], attributes: GemmAttributes) => ({
    inputs: [{ shape: a }, { shape: b }, { shape: [3, 2] }],
    attributes,
  });
  return [
    sample([3, 4], [4, 2], { transA: false, transB: false, alpha: 1, beta: 0.5 }),
    sample([4, 3], [4, 2], { transA: true, transB: false, alpha: -1, beta: 1 }),
    sample([3, 4], [2, 4], { transA: false, transB: true, alpha: 1, beta: 1 }),
  ];
}

/**
 * x + y as one node where y is a product of matrices that nothing else reads, or such a node itself. A constant factor
 * of x becomes beta.
 */
export function accumulated(x: Value, y: Value): Value | undefined {
  if (y.shape.length !== 2 || !sameShape(x.shape, y.shape)) return undefined;
  const [a, b, c] = y.node.inputs as readonly [Value, Value, Value];
  if (y.node.op.type === matMulOp.type) {
    const { transA, transB } = y.node.attributes as MatMulAttributes;
    const { factor, rest } = withoutFactor(x);
    return apply(gemmOp, [a, b, rest], { transA, transB, alpha: 1, beta: factor });
  }
  if (y.node.op.type !== gemmOp.type) return undefined;
  const attributes = y.node.attributes as GemmAttributes;
  const before = attributes.beta === 1 ? c : mul(scalar(attributes.beta), c);
  return apply(gemmOp, [a, b, add(x, before)], { ...attributes, beta: 1 });
}

/** x - y as one node, for such a y. */
export function reduced(x: Value, y: Value): Value | undefined {
  const isProduct = y.node.op.type === matMulOp.type && y.shape.length === 2 && sameShape(x.shape, y.shape);
  if (!isProduct) return undefined;
  const { transA, transB } = y.node.attributes as MatMulAttributes;
  return apply(gemmOp, [...y.node.inputs, x], { transA, transB, alpha: -1, beta: 1 });
}

/** A value as a constant times the rest. */
function withoutFactor(x: Value): { readonly factor: number; readonly rest: Value } {
  if (x.node.op.type === "Mul") {
    const [a, b] = x.node.inputs as [Value, Value];
    for (const [number, rest] of [
      [scalarOf(a), b],
      [scalarOf(b), a],
    ] as const) {
      if (number !== undefined && sameShape(rest.shape, x.shape)) return { factor: number, rest };
    }
  }
  return { factor: 1, rest: x };
}
