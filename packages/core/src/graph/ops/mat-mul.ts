import { occamError } from "../../errors.ts";
import { forEachIndex, type NdArray, ndArray, numbersOf, offsetAt, stridesOf } from "../nd-array.ts";
import {
  apply,
  broadcastShapes,
  type Dim,
  defineOp,
  formatShape,
  type Sample,
  type Shape,
  type Value,
} from "../value.ts";
import { sumTo } from "./reduce.ts";

export interface MatMulAttributes {
  readonly transA: boolean;
  readonly transB: boolean;
}

/**
 * Matrix product over the last two axes, batched over the ones before, which broadcast; either side may be transposed.
 * In ONNX: MatMul; Gemm for two matrices with a transposition; com.microsoft.FusedMatMul for batches with one.
 */
export const matMulOp = defineOp<MatMulAttributes>({
  type: "MatMul",
  infer: (inputs, attributes) => {
    const [a, b] = inputs as [Value, Value];
    return [{ dtype: a.dtype, shape: productShape(a.shape, b.shape, attributes) }];
  },
  vjp: ({ inputs, attributes: { transA, transB } }, [grad]) => {
    if (grad === undefined) return [undefined, undefined];
    const [a, b] = inputs as [Value, Value];
    const gradA = transA
      ? matMul(b, grad, { transA: transB, transB: true })
      : matMul(grad, b, { transA: false, transB: !transB });
    const gradB = transB
      ? matMul(grad, a, { transA: true, transB: transA })
      : matMul(a, grad, { transA: !transA, transB: false });
    return [sumTo(gradA, a.shape), sumTo(gradB, b.shape)];
  },
  reference: (inputs, attributes) => [productReference(inputs as readonly [NdArray, NdArray], attributes)],
  compiled: ({ transA, transB }) => ({ kind: "product", transA, transB, alpha: 1, beta: 0 }),
  onnx: ({ inputs, attributes: { transA, transB } }) => {
    if (!transA && !transB) return { type: "MatMul" };
    const attributes = {
      transA: { kind: "int", value: Number(transA) },
      transB: { kind: "int", value: Number(transB) },
    } as const;
    const flat = inputs.every((value) => value.shape.length === 2);
    return flat ? { type: "Gemm", attributes } : { type: "FusedMatMul", domain: "com.microsoft", attributes };
  },
  samples: matMulSamples(),
});

export function matMul(
  a: Value,
  b: Value,
  { transA, transB }: MatMulAttributes = { transA: false, transB: false },
): Value {
  return apply(matMulOp, [a, b], { transA, transB });
}

function matMulSamples(): readonly Sample<MatMulAttributes>[] {
  const flags = [false, true];
  const shapes = [
    [
      [3, 4],
      [4, 2],
    ],
    [
      [3, 4],
      [5, 4, 2],
    ],
    [
      [5, 3, 4],
      [5, 4, 2],
    ],
  ] as const;
  const turned = (shape: readonly number[], turn: boolean) =>
    turn ? [...shape.slice(0, -2), shape.at(-1) as number, shape.at(-2) as number] : shape;
  return shapes.flatMap(([a, b]) =>
    flags.flatMap((transA) =>
      flags.map((transB) => ({
        inputs: [{ shape: turned(a, transA) }, { shape: turned(b, transB) }],
        attributes: { transA, transB },
      })),
    ),
  );
}

function productShape(a: Shape, b: Shape, { transA, transB }: MatMulAttributes): Shape {
  const [rows, inner] = lastTwo(a, transA);
  const [innerB, columns] = lastTwo(b, transB);
  if (a.length < 2 || b.length < 2 || inner !== innerB) {
    throw occamError("OCCAM_SHAPE", {
      where: "matMul",
      expected: "[..., n, k] times [..., k, m]",
      received: `${formatShape(a)}${transA ? " transposed" : ""} times ${formatShape(b)}${transB ? " transposed" : ""}`,
    });
  }
  return [...broadcastShapes(a.slice(0, -2), b.slice(0, -2), "matMul"), rows, columns];
}

function lastTwo<T extends Dim>(shape: readonly T[], turned: boolean): [T, T] {
  const [first, second] = [shape.at(-2) as T, shape.at(-1) as T];
  return turned ? [second, first] : [first, second];
}

function productReference([a, b]: readonly [NdArray, NdArray], attributes: MatMulAttributes): NdArray {
  const shape = productShape(a.shape, b.shape, attributes) as readonly number[];
  const inner = lastTwo(a.shape, attributes.transA)[1];
  const [readA, readB] = [matrixReader(a, attributes.transA), matrixReader(b, attributes.transB)];
  const out = new Float64Array(shape.reduce((size, dim) => size * dim, 1));
  forEachIndex(shape, (index, position) => {
    const [row, column] = [index.at(-2) as number, index.at(-1) as number];
    const batch = index.slice(0, -2);
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += readA(batch, row, k) * readB(batch, k, column);
    out[position] = sum;
  });
  return ndArray(shape, out, a.dtype);
}

function matrixReader(x: NdArray, turned: boolean): (batch: readonly number[], row: number, column: number) => number {
  const data = numbersOf(x);
  const strides = stridesOf(x.shape, true);
  const [rowStride, columnStride] = lastTwo(stridesOf(x.shape), turned);
  const [batchShape, batchStrides] = [x.shape.slice(0, -2), strides.slice(0, -2)];
  return (batch, row, column) =>
    data[offsetAt(batch, batchShape, batchStrides) + row * rowStride + column * columnStride] as number;
}
