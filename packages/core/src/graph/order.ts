import { inputOp } from "./ops/constant.ts";
import { loopBodyOf } from "./ops/loop.ts";
import type { Node, Value } from "./value.ts";

/**
 * Nodes in the order in which they can be computed. Nodes of loop bodies are left out, but what the bodies use from
 * around them comes before the loop: so whatever does not depend on an iteration is computed once, outside.
 */
export function orderNodes(outputs: readonly Value[], isInside: (node: Node) => boolean = () => true): readonly Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const visit = (root: Node) => {
    // An explicit stack: graphs of unrolled steps are deeper than the call stack.
    const stack: { node: Node; next: number; uses: readonly Value[] }[] = [];
    const enter = (node: Node) => {
      if (seen.has(node) || !isInside(node)) return;
      seen.add(node);
      stack.push({ node, next: 0, uses: usesOf(node) });
    };
    enter(root);
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as { node: Node; next: number; uses: readonly Value[] };
      const use = top.uses[top.next++];
      if (use !== undefined) enter(use.node);
      else order.push((stack.pop() as { node: Node }).node);
    }
  };
  for (const output of outputs) visit(output.node);
  return order;
}

/** What a node reads: its inputs and, for a loop, what its body takes from around it. */
export function usesOf(node: Node): readonly Value[] {
  const body = loopBodyOf(node);
  return body === undefined ? node.inputs : [...node.inputs, ...capturedBy(node)];
}

/** The nodes of a loop body: those that depend on its iteration number or its carried values. */
export function bodyNodes(loop: Node): readonly Node[] {
  const body = loopBodyOf(loop);
  if (body === undefined) return [];
  const depends = dependence(new Set([body.iteration.node, ...body.carriedIn.map((value) => value.node)]));
  return orderNodes(body.carriedOut, depends).filter((node) => node.op.type !== inputOp.type);
}

/** Values from around a loop that its body reads. */
function capturedBy(loop: Node): readonly Value[] {
  const inside = new Set(bodyNodes(loop));
  const body = loopBodyOf(loop);
  if (body === undefined) return [];
  const own = new Set([body.iteration.node, ...body.carriedIn.map((value) => value.node)]);
  const read = [...inside].flatMap((node) => [...usesOf(node)]).concat(body.carriedOut);
  return [...new Set(read)].filter((value) => !inside.has(value.node) && !own.has(value.node));
}

/** Whether a node depends on any of `roots`, remembered per node. */
function dependence(roots: ReadonlySet<Node>): (node: Node) => boolean {
  const known = new Map<Node, boolean>([...roots].map((node) => [node, true]));
  const depends = (node: Node): boolean => {
    const found = known.get(node);
    if (found !== undefined) return found;
    known.set(node, false);
    const body = loopBodyOf(node);
    const reads = body === undefined ? node.inputs : [...node.inputs, ...body.carriedOut];
    const result = reads.some((value) => depends(value.node));
    known.set(node, result);
    return result;
  };
  return depends;
}
