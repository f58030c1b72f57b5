import { constantOf, inputName, isInput } from "./ops/constant.ts";
import { loopBodyOf } from "./ops/loop.ts";
import { bodyNodes, orderNodes } from "./order.ts";
import { formatShape, type Graph, type Node, type Value } from "./value.ts";

/** A graph as text, one line a node, as snapshots and `explain` show it. */
export function printGraph(graph: Graph): string {
  const names = new Map<Value, string>();
  const lines = [
    `graph ${graph.name}(${graph.inputs.map((value) => declare(value, inputName(value), names)).join(", ")})`,
  ];
  const nodes = orderNodes(graph.outputs.map(([, value]) => value)).filter(
    (node) => !isInput(node.outputs[0] as Value),
  );
  lines.push(...nodes.flatMap((node) => printNode(node, names, "  ")));
  lines.push(...graph.outputs.map(([name, value]) => `  return ${name} = ${names.get(value) ?? "?"}`));
  return lines.join("\n");
}

function declare(value: Value, name: string, names: Map<Value, string>): string {
  names.set(value, name);
  return `${name}: ${value.dtype}${formatShape(value.shape)}`;
}

function printNode(node: Node, names: Map<Value, string>, indent: string): string[] {
  const [first] = node.outputs as [Value];
  const constant = constantOf(first);
  if (constant !== undefined) {
    names.set(first, constant.data.length === 1 ? String(constant.data[0]) : `const${formatShape(constant.shape)}`);
    return [];
  }
  const args = node.inputs.map((value) => names.get(value) ?? "?").join(", ");
  const results = node.outputs.map((value) => declare(value, `%${names.size}`, names)).join(", ");
  const line = `${indent}${results} = ${node.op.type}(${args})${printAttributes(node)}`;
  return [line, ...printBody(node, names, `${indent}  `)];
}

function printBody(node: Node, names: Map<Value, string>, indent: string): string[] {
  const body = loopBodyOf(node);
  if (body === undefined) return [];
  const heads = [body.iteration, ...body.carriedIn].map((value) =>
    declare(value, `${inputName(value)}#${names.size}`, names),
  );
  const inner = bodyNodes(node).flatMap((inside) => printNode(inside, names, indent));
  const yields = body.carriedOut.map((value) => names.get(value) ?? "?").join(", ");
  return [`${indent}each (${heads.join(", ")})`, ...inner, `${indent}yield ${yields}`];
}

function printAttributes(node: Node): string {
  if (loopBodyOf(node) !== undefined) return "";
  const entries = Object.entries(node.attributes as Record<string, unknown>).filter(([, value]) => value !== false);
  return entries.length === 0
    ? ""
    : ` {${entries.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ")}}`;
}
