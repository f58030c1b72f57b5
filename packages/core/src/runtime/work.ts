/** How much there is to compute. */
import { bodyNodes, orderNodes } from "../graph/order.ts";
import type { Dim, Graph, Node } from "../graph/value.ts";

/** About how many multiplications a run of a graph takes, at one for each number that is no product's; Infinity where it loops. */
export function workOf(graph: Graph, lengthOf: LengthOf): number {
  const nodes = orderNodes(graph.outputs.map(([, value]) => value));
  if (nodes.some((node) => bodyNodes(node).length > 0)) return Infinity;
  return nodes.reduce((sum, node) => sum + productSize(node, lengthOf) + resultSize(node, lengthOf), 0);
}

/** Of the products of one step: a loop's body counts once. */
export function multiplications(graph: Graph, lengthOf: LengthOf): number {
  const nodes = orderNodes(graph.outputs.map(([, value]) => value)).flatMap((node) => [node, ...bodyNodes(node)]);
  return nodes.reduce((sum, node) => sum + productSize(node, lengthOf), 0);
}

/** Lengths of named dimensions. */
type LengthOf = (name: string) => number;

function productSize(node: Node, lengthOf: LengthOf): number {
  const form = node.op.compiled?.(node.attributes, node);
  if (form?.kind === "composite") {
    const given = new Set(node.inputs.map((value) => value.node));
    const parts = orderNodes(form.values(node), (part) => !given.has(part));
    return parts.reduce((sum, part) => sum + productSize(part, lengthOf), 0);
  }
  if (form?.kind !== "product") return 0;
  const [first, last] = [node.inputs[0]?.shape.at(-2), node.inputs[0]?.shape.at(-1)];
  return resultSize(node, lengthOf) * toLength((form.transA ? first : last) ?? 1, lengthOf);
}

function resultSize({ outputs: [result] }: Node, lengthOf: LengthOf): number {
  return (result?.shape ?? []).reduce<number>((product, dim) => product * toLength(dim, lengthOf), 1);
}

function toLength(dim: Dim, lengthOf: LengthOf): number {
  return typeof dim === "number" ? dim : lengthOf(dim);
}
