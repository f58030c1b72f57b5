import { describe, expect, it } from "vitest";
import { evaluate } from "../evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../nd-array.ts";
import { printGraph } from "../print.ts";
import { simplify } from "../simplify.ts";
import type { Graph, Value } from "../value.ts";
import { add, input, loop, matMul, mul, scalar, sub } from "./index.ts";

const A = input("a", "float32", [2, 2]);
const B = input("b", "float32", [2, 2]);
const V = input("v", "float32", [2, 2]);
const W = input("w", "float32", [2, 2]);
const INPUTS = [A, B, V, W];
/** a' b = [[-3, 2], [-4, 4]]. */
const NUMBERS: Record<string, NdArray> = {
  a: ndArray([2, 2], [1, 2, 3, 4], "float32"),
  b: ndArray([2, 2], [0, 2, -1, 0], "float32"),
  v: ndArray([2, 2], [10, 20, 30, 40], "float32"),
  w: ndArray([2, 2], [1, 1, 2, 2], "float32"),
};
const product = matMul(A, B, { transA: true, transB: false });
const half = scalar(0.5);

function graphOf(...results: readonly Value[]): Graph {
  return { name: "test", inputs: INPUTS, outputs: results.map((value, i) => [`y${i}`, value]) };
}

function numbers(...results: readonly Value[]): readonly (readonly number[])[] {
  return Object.values(evaluate(graphOf(...results), NUMBERS)).map((array) => Array.from(numbersOf(array)));
}

const nodesOf = (...results: readonly Value[]) =>
  [...printGraph(simplify(graphOf(...results))).matchAll(/= (\w+\(.*)/g)].map((match) => match[1]);

describe("a product that is added to something", () => {
  it("takes a momentum along: 0.5 v + a' b", () => {
    const velocity = add(mul(half, V), product);
    expect(nodesOf(velocity)).toEqual(["Gemm(a, b, v) {transA: true, alpha: 1, beta: 0.5}"]);
    expect(numbers(velocity)).toEqual([[2, 12, 11, 24]]);
  });

  it("takes a momentum and a decay along: 0.5 v + (0.5 w + a' b)", () => {
    const velocity = add(mul(half, V), add(mul(half, W), product));
    expect(nodesOf(velocity).filter((node) => node?.startsWith("Gemm"))).toHaveLength(1);
    expect(nodesOf(velocity)).toHaveLength(4);
    expect(numbers(velocity)).toEqual([[2.5, 12.5, 12, 25]]);
  });

  it("is subtracted in the same way: w - a' b", () => {
    expect(nodesOf(sub(W, product))).toEqual(["Gemm(a, b, w) {transA: true, alpha: -1, beta: 1}"]);
    expect(numbers(sub(W, product))).toEqual([[4, -1, 6, -2]]);
  });

  it("stays a product where something else reads it too", () => {
    const results = [sub(W, product), mul(product, product)];
    expect(nodesOf(...results).filter((node) => node?.startsWith("Gemm"))).toEqual([]);
    expect(numbers(...results)).toEqual([
      [4, -1, 6, -2],
      [9, 4, 16, 16],
    ]);
  });

  it("stays outside a loop that does not change it", () => {
    const count = input("count", "int64", []);
    const [last] = loop(count, [W], (_, [w]) => [add(w as Value, product)]) as readonly [Value];
    const graph: Graph = { name: "test", inputs: [count, ...INPUTS], outputs: [["y", last]] };
    expect(printGraph(simplify(graph))).not.toContain("Gemm");
    const found = evaluate(graph, { ...NUMBERS, count: ndArray([], [3], "int64") }).y as NdArray;
    expect(Array.from(numbersOf(found))).toEqual([-8, 7, -10, 14]);
  });
});
