import { expect, it } from "vitest";
import { add, gather, input, mul, reduceSum, scalar } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import { freeLengths } from "./free-lengths.ts";

const x = input("x", "float32", ["N", 2]);
const rows = input("rows", "int32", [3]);
const graphOf = (y: Value): Graph => ({ name: "test", inputs: [x, rows], outputs: [["y", y]] });

it("examples from which rows are picked, as they are or element by element, may be of any number", () => {
  expect([...freeLengths(graphOf(gather(x, rows)))]).toEqual(["N"]);
  expect([...freeLengths(graphOf(gather(mul(x, scalar(2)), rows)))]).toEqual(["N"]);
});

it("examples that are summed, or stand in the result, may not", () => {
  expect([...freeLengths(graphOf(add(gather(x, rows), reduceSum(x, [0]))))]).toEqual([]);
  expect([...freeLengths(graphOf(mul(x, scalar(2))))]).toEqual([]);
});
