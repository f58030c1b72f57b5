/** A graph as a key: equal keys are equal programs. */
import { constantOf } from "../graph/ops/constant.ts";
import { bodyNodes, orderNodes } from "../graph/order.ts";
import { printGraph } from "../graph/print.ts";
import type { ConstantTensor, Graph } from "../graph/value.ts";

/** Its text, and the numbers of its constants, which the text leaves out. */
export function graphKey(graph: Graph): string {
  const around = orderNodes(graph.outputs.map(([, value]) => value));
  const values = around.flatMap((node) => [node, ...bodyNodes(node)]).flatMap(({ outputs }) => outputs);
  const constants = values.map(constantOf).filter((tensor) => tensor !== undefined && tensor.data.length > 1);
  return [printGraph(graph), ...constants.map((tensor) => numbersOf(tensor as ConstantTensor))].join("\n");
}

function numbersOf({ data }: ConstantTensor): string {
  const [first] = data;
  const isUniform = Array.from(data as ArrayLike<unknown>).every((each) => Object.is(each, first));
  return isUniform ? String(first) : Array.from(data as ArrayLike<unknown>, String).join();
}
