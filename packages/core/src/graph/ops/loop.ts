import { applyAll, defineOp, type Node, type Value } from "../value.ts";
import { input } from "./constant.ts";

/** The body of a loop. Values of the graph around it may be used inside as they are. */
export interface LoopBody {
  /** The iteration number, int64 of no dimensions, counted from 0. */
  readonly iteration: Value;
  /** The carried values as an iteration receives them, and as it leaves them. */
  readonly carriedIn: readonly Value[];
  readonly carriedOut: readonly Value[];
}

/** ONNX's Loop: inputs are the iteration count (int64) and the initial carried values; results are the final ones. */
export const loopOp = defineOp<LoopBody>({
  type: "Loop",
  infer: (_, body) => body.carriedIn.map(({ dtype, shape }) => ({ dtype, shape })),
  compiled: () => ({ kind: "loop" }),
  samples: [],
});

/** Runs `body` `count` times over carried values and returns their last state. A loop has no derivative. */
export function loop(
  count: Value,
  initial: readonly Value[],
  body: (iteration: Value, carried: readonly Value[]) => readonly Value[],
): readonly Value[] {
  const iteration = input("iteration", "int64", []);
  const carriedIn = initial.map((value, i) => input(`carried${i}`, value.dtype, value.shape));
  const carriedOut = body(iteration, carriedIn);
  return applyAll(loopOp, [count, ...initial], { iteration, carriedIn, carriedOut });
}

/** The body of a loop node; undefined for every other node. */
export function loopBodyOf(node: Node): LoopBody | undefined {
  return node.op.type === loopOp.type ? (node.attributes as LoopBody) : undefined;
}
