import { constantOf, isInput } from "./ops/constant.ts";
import { type LoopBody, loopBodyOf } from "./ops/loop.ts";
import { bodyNodes, orderNodes } from "./order.ts";
import { applyAll, type Graph, type Node, type Value } from "./value.ts";

/**
 * The same graph with composite ops lowered, each op's own simplifications applied, equal computations shared, and
 * nodes fused. What no output reaches is gone, because a graph is what its outputs reach.
 */
export function simplify(graph: Graph): Graph {
  // Composite ops stay whole at first: their own rules may do away with them, as when an expansion is absorbed.
  const lowered = rewriteOutputs(rewriteOutputs(graph, {}), { lowers: true });
  return rewriteOutputs(lowered, { useCounts: useCounts(lowered) });
}

/** The same graph with composite ops lowered and nothing else done to it: what `simplify` is to be equal to. */
export function lower(graph: Graph): Graph {
  return rewriteOutputs(graph, { lowers: true, keepsNodes: true });
}

interface Stage {
  readonly lowers?: true;
  /** Every node stays, even one that is equal to another or could be simpler. */
  readonly keepsNodes?: true;
  /** How many places read each value; given where nodes are to be fused. */
  readonly useCounts?: ReadonlyMap<Value, number>;
}

function rewriteOutputs(graph: Graph, stage: Stage): Graph {
  const rewrite = createRewriter(stage);
  const outputs = graph.outputs.map(([name, value]) => [name, rewrite(value)] as const);
  return { ...graph, outputs };
}

function createRewriter({ lowers, keepsNodes, useCounts }: Stage): (value: Value) => Value {
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
    const key = keepsNodes ? undefined : keyOf(node, inputs, idOf);
    const known = key === undefined ? undefined : shared.get(key);
    if (known !== undefined) return known;
    const unchanged = inputs.every((value, i) => value === node.inputs[i]);
    const fresh = unchanged ? node.outputs : applyAll(node.op, inputs, node.attributes);
    const isOwn = node.inputs.map((value) => useCounts?.get(value) === 1);
    const results = reduced((fresh[0] as Value).node, isOwn);
    if (key !== undefined) shared.set(key, results);
    return results;
  };

  const rewriteBody = (body: LoopBody): LoopBody => ({ ...body, carriedOut: body.carriedOut.map(rewrite) });

  /** The node's simplification, fusion or lowering, itself rewritten; the node as it is where there is none. */
  const reduced = (node: Node, isOwn: readonly boolean[]): readonly Value[] => {
    const simpler = keepsNodes ? undefined : (node.op.simplify?.(node) ?? node.op.fuse?.(node, isOwn));
    if (simpler !== undefined) return [rewrite(simpler)];
    const lowered = lowers ? node.op.lower?.(node) : undefined;
    if (lowered !== undefined) return lowered.map(rewrite);
    for (const output of node.outputs) done.set(output, output);
    return node.outputs;
  };

  return rewrite;
}

/** Whoever reads a value in a loop reads it often, if it comes from around the loop. */
function useCounts({ outputs }: Graph): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>();
  const countAll = (nodes: readonly Node[], results: readonly Value[]): void => {
    const inside = new Set(nodes);
    for (const value of [...results, ...nodes.flatMap((node) => node.inputs)]) {
      counts.set(value, inside.has(value.node) ? (counts.get(value) ?? 0) + 1 : Infinity);
    }
    for (const node of nodes) {
      const body = loopBodyOf(node);
      if (body !== undefined) countAll(bodyNodes(node), body.carriedOut);
    }
  };
  const results = outputs.map(([, value]) => value);
  countAll(orderNodes(results), results);
  return counts;
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
