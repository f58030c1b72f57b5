/** Loops written out, for devices that run none. */
import { constant } from "./ops/constant.ts";
import { type LoopBody, loopBodyOf } from "./ops/loop.ts";
import { orderNodes } from "./order.ts";
import { applyAll, type Graph, type Node, type Value } from "./value.ts";

/**
 * The same graph with the body of each loop written out `count` times, one after the other, whatever the loop's own
 * number of iterations is. Inputs that only said that number are gone. Loops do not nest.
 */
export function unroll(graph: Graph, count: number): Graph {
  const copied = createCopier(new Map(), (body, [, ...initial]) => iterated(body, initial, count));
  const outputs = graph.outputs.map(([name, value]) => [name, copied(value)] as const);
  const reached = new Set(orderNodes(outputs.map(([, value]) => value)));
  return { ...graph, inputs: graph.inputs.filter(({ node }) => reached.has(node)), outputs };
}

function iterated(body: LoopBody, initial: readonly Value[], count: number): readonly Value[] {
  let carried = initial;
  for (let i = 0; i < count; i++) {
    const now = new Map<Value, Value>(body.carriedIn.map((value, k) => [value, carried[k] as Value]));
    // What reads the iteration's number gathers by it, and int32 is the index type that every device takes.
    now.set(body.iteration, constant(Int32Array.of(i), [], "int32"));
    carried = body.carriedOut.map(createCopier(now));
  }
  return carried;
}

/** Copies values with others in place of those that `known` maps. What depends on none of them stays as it is. */
function createCopier(
  known: Map<Value, Value>,
  loopOf?: (body: LoopBody, inputs: readonly Value[]) => readonly Value[],
): (value: Value) => Value {
  const copyOf = (node: Node): readonly Value[] => {
    const body = loopOf && loopBodyOf(node);
    const inputs = node.inputs.map((value) => known.get(value) ?? value);
    if (loopOf && body !== undefined) return loopOf(body, inputs);
    const isUnchanged = inputs.every((value, i) => value === node.inputs[i]);
    return isUnchanged ? node.outputs : applyAll(node.op, inputs, node.attributes);
  };
  return (value) => {
    for (const node of orderNodes([value], (node) => !known.has(node.outputs[0] as Value))) {
      const copies = copyOf(node);
      node.outputs.forEach((output, i) => {
        known.set(output, copies[i] as Value);
      });
    }
    return known.get(value) as Value;
  };
}
