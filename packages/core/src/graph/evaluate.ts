/** The meaning of a graph, computed in plain TypeScript in float64: slow, exact, for tests and constants. */
import { plainError } from "../errors.ts";
import type { NdArray } from "./nd-array.ts";
import { ndArray, numbersOf } from "./nd-array.ts";
import { inputName, isInput } from "./ops/constant.ts";
import { type LoopBody, loopBodyOf } from "./ops/loop.ts";
import { orderNodes } from "./order.ts";
import { simplify } from "./simplify.ts";
import type { Graph, Node, Value } from "./value.ts";

/** Outputs of a graph by name, for inputs by name. `prepare` leaves no composite op. */
export function evaluate(
  graph: Graph,
  inputs: Readonly<Record<string, NdArray>>,
  prepare: (graph: Graph) => Graph = simplify,
): Record<string, NdArray> {
  const { outputs } = prepare(graph);
  const known = new Map<Value, NdArray>();
  for (const value of graph.inputs) {
    const given = inputs[inputName(value)];
    if (given === undefined) throw plainError("OCCAM_GRAPH", `evaluate misses the input ${inputName(value)}.`);
    known.set(value, given);
  }
  compute(
    outputs.map(([, value]) => value),
    known,
  );
  return Object.fromEntries(outputs.map(([name, value]) => [name, known.get(value) as NdArray]));
}

function compute(wanted: readonly Value[], known: Map<Value, NdArray>): void {
  for (const node of orderNodes(wanted)) {
    if (isInput(node.outputs[0] as Value) || known.has(node.outputs[0] as Value)) continue;
    const inputs = node.inputs.map((value) => known.get(value) as NdArray);
    computeNode(node, inputs, known).forEach((result, i) => {
      known.set(node.outputs[i] as Value, result);
    });
  }
}

function computeNode(node: Node, inputs: readonly NdArray[], known: ReadonlyMap<Value, NdArray>): readonly NdArray[] {
  const body = loopBodyOf(node);
  if (body !== undefined) return runLoop(body, inputs, known);
  if (node.op.reference !== undefined) return node.op.reference(inputs, node.attributes, node);
  throw plainError("OCCAM_GRAPH", `${node.op.type} has no reference evaluation.`);
}

function runLoop(
  body: LoopBody,
  [count, ...initial]: readonly NdArray[],
  around: ReadonlyMap<Value, NdArray>,
): readonly NdArray[] {
  let carried: readonly NdArray[] = initial;
  const total = numbersOf(count as NdArray)[0] as number;
  for (let i = 0; i < total; i++) {
    const known = new Map(around);
    known.set(body.iteration, ndArray([], [i], "int64"));
    body.carriedIn.forEach((value, k) => {
      known.set(value, carried[k] as NdArray);
    });
    compute(body.carriedOut, known);
    carried = body.carriedOut.map((value) => known.get(value) as NdArray);
  }
  return carried;
}
