import { describe, expect, it } from "vitest";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { add, input, loop, matMul, mul, relu, scalar, transpose } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import { randomUniform } from "../tensor/random.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";
import { planGraph } from "./plan/plan.ts";
import { printPlan } from "./plan/print-plan.ts";
import { programOf } from "./run-graph.fixture.ts";

const drawn = (stream: string, shape: readonly number[]): Tensor & { readonly data: Float32Array } => ({
  shape,
  data: Float32Array.from(randomUniform(sizeOf(shape), { seed: 3, stream }), (value) => value - 0.5),
});

const numbers = ({ shape, data }: ReturnType<typeof drawn>) => ndArray(shape, Float64Array.from(data));

/** relu(a b + bias) in float32, term after term, at one element. */
function inOrder(terms: readonly (readonly [number, number])[], bias: number): number {
  const sum = terms.reduce((total, [x, y]) => Math.fround(total + Math.fround(x * y)), 0);
  return Math.max(Math.fround(sum + bias), 0);
}

/** Of `batch` matrices each: [rows, depth] x [depth, columns]; turned: [columns, depth], of which the transposed is taken. */
interface Case {
  readonly batch: number;
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  readonly isTurned: boolean;
  /** b is one matrix for the whole batch. */
  readonly isShared: boolean;
  readonly hasPanel: boolean;
}

const PLAIN = { batch: 1, isTurned: false, isShared: false };
const CASES: readonly Case[] = [
  { ...PLAIN, rows: 4, depth: 256, columns: 256, hasPanel: true },
  { ...PLAIN, rows: 3, depth: 256, columns: 256, hasPanel: false },
  { ...PLAIN, rows: 6, depth: 256, columns: 255, hasPanel: false },
  { ...PLAIN, rows: 6, depth: 256, columns: 259, hasPanel: true },
  { ...PLAIN, rows: 9, depth: 1, columns: 65_536, hasPanel: true },
  { ...PLAIN, rows: 5, depth: 260, columns: 256, isTurned: true, hasPanel: true },
  { ...PLAIN, rows: 5, depth: 260, columns: 258, isTurned: true, hasPanel: false },
  { ...PLAIN, rows: 5, depth: 260, columns: 256, batch: 3, hasPanel: true },
  { ...PLAIN, rows: 5, depth: 260, columns: 256, batch: 3, isTurned: true, hasPanel: true },
  { ...PLAIN, rows: 5, depth: 260, columns: 256, batch: 3, isTurned: true, isShared: true, hasPanel: true },
];

function graphOf({ batch, rows, depth, columns, isTurned, isShared }: Case) {
  const own = isTurned ? [columns, depth] : [depth, columns];
  const shapes = { a: [batch, rows, depth], b: isShared ? own : [batch, ...own], bias: [columns] };
  const a = input("a", "float32", shapes.a);
  const b = input("b", "float32", shapes.b);
  const bias = input("bias", "float32", shapes.bias);
  const last = shapes.b.length - 1;
  const order = shapes.b.map((_, axis) => (axis < last - 1 ? axis : 2 * last - 1 - axis));
  const y: Value = relu(add(matMul(a, isTurned ? transpose(b, order) : b), bias));
  const graph: Graph = { name: "product", inputs: [a, b, bias], outputs: [["y", y]] };
  return { graph, shapes };
}

describe("a product", () => {
  it.each(CASES)(
    "$batch x $rows x $depth x $columns, turned: $isTurned: has the bits of sums in their order",
    (own) => {
      const { graph, shapes } = graphOf(own);
      expect(printPlan(planGraph(graph, {})).includes("through MatMul.panel")).toBe(own.hasPanel);
      const inputs = { a: drawn("a", shapes.a), b: drawn("b", shapes.b), bias: drawn("bias", shapes.bias) };
      const y = programOf(graph)(inputs).y?.data as Float32Array;
      const { batch, rows, depth, columns, isTurned, isShared } = own;
      const expected = Float32Array.from(y, (_, at) => {
        const [n, i, j] = [Math.floor(at / (rows * columns)), Math.floor(at / columns) % rows, at % columns];
        const matrix = isShared ? 0 : n * depth * columns;
        const terms = Array.from({ length: depth }, (_, k) => {
          const place = isTurned ? j * depth + k : k * columns + j;
          return [
            inputs.a.data[(n * rows + i) * depth + k] as number,
            inputs.b.data[matrix + place] as number,
          ] as const;
        });
        return inOrder(terms, inputs.bias.data[j] as number);
      });
      expect(y).toHaveLength(batch * rows * columns);
      expect(y).toEqual(expected);
    },
  );

  it("in a loop, beside others that are needed at the same time, computes what the reference evaluation does", () => {
    const shapes = { x: [6, 256], w: [256, 256] };
    const [x, w, count] = [input("x", "float32", shapes.x), input("w", "float32", shapes.w), input("n", "int64", [])];
    const step = (now: Value) => {
      const [hidden, back] = [relu(matMul(now, w)), relu(matMul(now, transpose(w, [1, 0])))];
      return mul(add(add(hidden, back), matMul(hidden, w)), scalar(0.1));
    };
    const y = loop(count, [x], (_, [now]) => [step(now as Value)])[0] as Value;
    const graph: Graph = { name: "loop", inputs: [x, w, count], outputs: [["y", y]] };
    expect(printPlan(planGraph(graph, {})).match(/through MatMul\.panel/g)).toHaveLength(3);
    const fed = { x: drawn("x", shapes.x), w: drawn("w", shapes.w), n: { shape: [], data: BigInt64Array.of(3n) } };
    const found = programOf(graph)(fed).y?.data as Float32Array;
    const inputs = { x: numbers(fed.x), w: numbers(fed.w), n: ndArray([], [3], "int64") };
    const expected = numbersOf(evaluate(graph, inputs).y as NdArray);
    const most = Math.max(...expected.map(Math.abs));
    found.forEach((value, i) => {
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-5 * most);
    });
  });
});
