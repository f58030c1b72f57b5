/** The named dimensions of a graph whose lengths a compiled program need not know. */
import { isInput } from "../graph/ops/constant.ts";
import { bodyNodes, orderNodes } from "../graph/order.ts";
import type { Graph, Node } from "../graph/value.ts";

/** Nothing is put into memory for these: what they give is seen through when rows are picked from it. */
const SEEN_THROUGH: ReadonlySet<string> = new Set(["pointwise", "reshape", "broadcast"]);

/** Names that are the first axis of inputs, and of what is made of these element by element around loops, and nothing else. */
export function freeLengths(graph: Graph): ReadonlySet<string> {
  const around = orderNodes(graph.outputs.map(([, value]) => value));
  const inside = around.flatMap(bodyNodes);
  const bound = new Set<string>();
  const bind = (dims: readonly (number | string)[]) => {
    for (const dim of dims) if (typeof dim === "string") bound.add(dim);
  };
  for (const { shape } of graph.inputs) bind(shape.slice(1));
  for (const [, { shape }] of graph.outputs) bind(shape);
  for (const node of inside) bindOutputs(node, 0, bind);
  for (const node of around.filter(({ outputs }) => !isInput(outputs[0] as never))) {
    const isSeenThrough = SEEN_THROUGH.has(node.op.compiled?.(node.attributes, node)?.kind ?? "");
    bindOutputs(node, isSeenThrough ? 1 : 0, bind);
  }
  const all = graph.inputs.flatMap(({ shape }) => shape.filter((dim) => typeof dim === "string"));
  return new Set(all.filter((dim) => !bound.has(dim)));
}

function bindOutputs({ outputs }: Node, from: number, bind: (dims: readonly (number | string)[]) => void): void {
  for (const { shape } of outputs) bind(shape.slice(from));
}
