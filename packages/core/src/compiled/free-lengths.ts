/** The named dimensions of a graph whose lengths a compiled program need not know. */
import type { CompiledForm } from "../graph/compiled-form.ts";
import { isInput } from "../graph/ops/constant.ts";
import { bodyNodes, orderNodes } from "../graph/order.ts";
import type { Graph, Node } from "../graph/value.ts";

/** Nothing is put into memory for these: what they give is seen through when rows are picked from it. */
const SEEN_THROUGH: ReadonlySet<string> = new Set(["pointwise", "reshape", "broadcast"]);

/** Names that are the first axis of inputs, and of what is made of these element by element around loops, from which rows are picked, and nothing else. */
export function freeLengths(graph: Graph): ReadonlySet<string> {
  const around = orderNodes(graph.outputs.map(([, value]) => value));
  const bound = new Set<string>();
  const bind = (dims: readonly (number | string)[]) => {
    for (const dim of dims) if (typeof dim === "string") bound.add(dim);
  };
  const bindNode = (node: Node, isAround: boolean) => {
    const form = node.op.compiled?.(node.attributes, node);
    const isSeenThrough = isAround && SEEN_THROUGH.has(form?.kind ?? "");
    for (const { shape } of node.outputs) bind(shape.slice(isSeenThrough ? 1 : 0));
    // What sums rows, say, has no trace of their number in its result.
    if (isSeenThrough || form?.kind === "shape") return;
    const [first, ...others] = node.inputs;
    if (first) bind(first.shape.slice(picksRows(form) ? 1 : 0));
    for (const { shape } of others) bind(shape);
  };
  for (const { shape } of graph.inputs) bind(shape.slice(1));
  for (const [, { shape }] of graph.outputs) bind(shape);
  for (const node of around.filter(({ outputs }) => !isInput(outputs[0] as never))) bindNode(node, true);
  for (const node of around.flatMap(bodyNodes)) bindNode(node, false);
  const all = graph.inputs.flatMap(({ shape }) => shape.filter((dim) => typeof dim === "string"));
  return new Set(all.filter((dim) => !bound.has(dim)));
}

function picksRows(form: CompiledForm | undefined): boolean {
  return (form?.kind === "gather" || form?.kind === "gatherElements") && form.axis === 0;
}
