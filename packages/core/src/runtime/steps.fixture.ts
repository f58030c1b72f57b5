/** For tests: a loop of products over replicas, large enough to go to threads. */
import { add, input, loop, matMul, mul, scalar } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import type { FloatTensor, Tensor } from "../tensor/tensor.ts";

export const REPLICAS = 5;
export const SIDE = 16;

export const [x, k, count] = [
  input("x", "float32", ["R", SIDE, SIDE]),
  input("k", "float32", [SIDE, SIDE]),
  input("count", "int64", []),
] as const;

/** x <- (x k + x) / 2, `count` times, for each replica. */
export const steps: Graph = {
  name: "steps",
  inputs: [x, k, count],
  outputs: [
    [
      "next",
      loop(count, [x], (_, [now]) => [mul(add(matMul(now as Value, k), now as Value), scalar(0.5))])[0] as Value,
    ],
  ],
};

export const start: FloatTensor = {
  shape: [REPLICAS, SIDE, SIDE],
  data: Float32Array.from({ length: REPLICAS * SIDE * SIDE }, (_, i) => (i % 97) / 97),
};

/** A kernel with which steps leave all as it is. */
export const same: FloatTensor = {
  shape: [SIDE, SIDE],
  data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => Number(i % (SIDE + 1) === 0)),
};

export const times = (n: number): Tensor => ({ shape: [], data: BigInt64Array.of(BigInt(n)) });
