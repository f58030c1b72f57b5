import { constantOf, isInput } from "./ops/constant.ts";
import { type LoopBody, loopBodyOf } from "./ops/loop.ts";
import { orderNodes } from "./order.ts";
import { applyAll, type Graph, type Node, type Value } from "./value.ts";

/**
 * The same graph with composite ops lowered, each op's own simplifications applied, and equal computations shared.
 * What no output reaches is gone, because a graph is what its outputs reach.
 */
export function simplify(graph: Graph): Graph {
  // Composite ops stay whole at first: their own rules may do away with them, as when an expansion is absorbed.
  return rewriteOutputs(rewriteOutputs(graph, false), true);
}

function rewriteOutputs(graph: Graph, lowers: boolean): Graph {
  const rewrite = createRewriter(lowers);
  const outputs = graph.outputs.map(([name, value]) => [name, rewrite(value)] as const);
  return { ...graph, outputs };
}

function createRewriter(lowers: boolean): (value: Value) => Value {
  const done = new Map<Value, Value>();
  const shared = new Map<string, readonly Value[]>();
  const ids = new Map<Value, number>();
  const idOf = (value: Value): number => {
    const known = ids.get(value) ?? ids.size;
    ids.set(value, known);
    return known;
  };

  const rewrite = (value: Value): Value => {
    for (const node of orderNodes([value], (node) => !done.has(node.outputs[0] as Value))) rewriteNode(node);
    return done.get(value) as Value;
  };

  const rewriteNode = (node: Node): void => {
    const results = isInput(node.outputs[0] as Value) ? node.outputs : rebuilt(node);
    node.outputs.forEach((output, i) => {
      done.set(output, results[i] as Value);
    });
  };

  const rebuilt = (node: Node): readonly Value[] => {
    const body = loopBodyOf(node);
    const inputs = node.inputs.map((value) => done.get(value) as Value);
    if (body !== undefined) return applyAll(node.op, inputs, rewriteBody(body));
    const key = keyOf(node, inputs, idOf);
    const known = key === undefined ? undefined : shared.get(key);
    if (known !== undefined) return known;
    const unchanged = inputs.every((value, i) => value === node.inputs[i]);
    const fresh = unchanged ? node.outputs : applyAll(node.op, inputs, node.attributes);
    const results = reduced((fresh[0] as Value).node);
    if (key !== undefined) shared.set(key, results);
    return results;
  };

  const rewriteBody = (body: LoopBody): LoopBody => ({ ...body, carriedOut: body.carriedOut.map(rewrite) });

  /** The node's simplification or lowering, itself rewritten; the node as it is where there is neither. */
  const reduced = (node: Node): readonly Value[] => {
    const simpler = node.op.simplify?.(node);
    if (simpler !== undefined) return [rewrite(simpler)];
    const lowered = lowers ? node.op.lower?.(node) : undefined;
    if (lowered !== undefined) return lowered.map(rewrite);
    for (const output of node.outputs) done.set(output, output);
    return node.outputs;
  };

  return rewrite;
}

/** Equal keys compute equal values. Large constants get none: comparing them would cost more than it saves. */
function keyOf(node: Node, inputs: readonly Value[], idOf: (value: Value) => number): string | undefined {
  const constant = constantOf(node.outputs[0] as Value);
  if (constant !== undefined) {
    const { dtype, shape, data, name } = constant;
    return data.length > 64 || name !== undefined
      ? undefined
      : `${dtype}[${shape}]${Array.from(data as ArrayLike<unknown>, String).join("\u0000")}`;
  }
  return `${node.op.type}(${inputs.map(idOf).join()})${JSON.stringify(node.attributes)}`;
}
