/** From a graph to loop nests: which values are put into memory, and what is computed together. */
import { constantOf, isInput } from "../../graph/ops/constant.ts";
import { type LoopBody, loopBodyOf } from "../../graph/ops/loop.ts";
import { bodyNodes, orderNodes, usesOf } from "../../graph/order.ts";
import type { DType, Graph, Node, Value } from "../../graph/value.ts";
import { type Access, type Buffer, buffersOf, isWhole, whole } from "./access.ts";
import { carryBack } from "./carry.ts";
import { spread } from "./expression.ts";
import { resultsOf } from "./forms.ts";
import { type Nest, readsOf } from "./nest.ts";
import type { Region } from "./schedule.ts";
import { createValues, type Lengths, type PlannedConstant, type PlannedInput, storedAs } from "./values.ts";

export type { Lengths };

export interface Plan {
  readonly inputs: readonly PlannedInput[];
  readonly outputs: readonly { readonly name: string; readonly access: Access; readonly value: Value }[];
  readonly constants: readonly PlannedConstant[];
  readonly nests: readonly Nest[];
  readonly regions: ReadonlyMap<Buffer, Region>;
}

/** What of a graph has no compiled form, each once: types of ops, and element types. */
export function withoutForm(graph: Graph): readonly string[] {
  const roots = graph.outputs.map(([, value]) => value);
  const nodes = orderNodes(roots).flatMap((node) => [node, ...bodyNodes(node)]);
  const missing = nodes.flatMap((node) => {
    const { op, outputs, attributes } = node;
    const [first] = outputs as readonly [Value, ...Value[]];
    const types = [...outputs, ...graph.inputs].map(({ dtype }) => dtype).filter((dtype) => !HELD_TYPES.has(dtype));
    const isGiven = isInput(first) || constantOf(first) !== undefined;
    return isGiven || op.compiled?.(attributes, node) ? types : [op.type, ...types];
  });
  return [...new Set(missing)];
}

/** Element types that 32 bits hold, whatever their numbers. */
const HELD_TYPES: ReadonlySet<DType> = new Set(["float32", "int32", "int64", "bool"]);

/** Plans a graph whose every op has a compiled form. */
export function planGraph(graph: Graph, lengths: Lengths): Plan {
  const nests: Nest[] = [];
  const values = createValues(graph, lengths, nests);
  const { expressions, schedule, shapeOf, isKnownShape, expressionOf, stored } = values;
  const readers = countReaders(graph);

  const planNode = (node: Node): void => {
    const [first] = node.outputs as [Value];
    if (values.isPlanned(first)) return;
    const tensor = constantOf(first);
    const body = loopBodyOf(node);
    if (tensor !== undefined) values.plan(first, values.constant(first, tensor));
    else if (body !== undefined) planLoop(node, body);
    else {
      planned(node).forEach((expression, i) => {
        values.plan(node.outputs[i] as Value, expression);
      });
    }
  };

  const planned = (node: Node) => {
    const form = node.op.compiled?.(node.attributes, node);
    if (form === undefined || form.kind === "loop") throw new Error(`${node.op.type} has no compiled form.`);
    if (form.kind !== "composite") return resultsOf(values, node, form);
    const parts = form.values(node);
    orderNodes(parts, (each) => !values.isPlanned(each.outputs[0] as Value)).forEach(planNode);
    return parts.map(expressionOf);
  };

  const planLoop = (node: Node, body: LoopBody): void => {
    const [count, ...initial] = node.inputs as readonly [Value, ...Value[]];
    // What the body reads from around it is computed once, but for what grows with the number of iterations.
    const used = usesOf(node).filter(isKnownShape);
    for (const value of used) if (expressionOf(value).kind === "apply") stored(value);
    for (const value of used) values.plan(value, values.settled(value));
    const carried = initial.map((value, i) => carriedFrom(node, value, node.outputs[i] as Value));
    for (const { buffer } of carried) values.fix(buffer);
    values.plan(body.iteration, expressions.step);
    body.carriedIn.forEach((value, i) => {
      values.plan(value, expressions.load(carried[i] as Access));
    });
    const nodes = bodyNodes(node);
    // Two loops may have one body: what it says is another thing in each.
    for (const { outputs } of nodes) outputs.forEach(values.forget);
    const own = schedule.inside((inner) => {
      nodes.forEach(planNode);
      const next = body.carriedOut.map((value) => ({ expression: expressionOf(value), shape: shapeOf(value) }));
      carryBack(schedule, expressions, carried, next, inner);
    });
    const turns = values.operand(node, count);
    const buffers = carried.map(({ buffer }) => buffer);
    schedule.add({ kind: "loop", name: "Loop", count: turns, carried: buffers, nests: own });
    node.outputs.forEach((value, i) => {
      values.plan(value, expressions.load(carried[i] as Access));
    });
  };

  /** State that a loop carries lies where it was given, where nothing else reads that. */
  const carriedFrom = (node: Node, initial: Value, output: Value): Access => {
    const expression = expressionOf(initial);
    if (isInput(initial) && readers.get(initial) === 1 && expression.kind === "load") return expression.access;
    const shape = shapeOf(output);
    const access = whole(schedule.buffer(`${node.op.type}.carried`, storedAs(output), shape), shape);
    schedule.overwrite(node.op.type, spread(expressions, expression, shape), access);
    return access;
  };

  orderNodes(graph.outputs.map(([, value]) => value))
    .filter((node) => !isInput(node.outputs[0] as Value))
    .forEach(planNode);
  const outputs = graph.outputs.map(([name, value]) => {
    const access = stored(value);
    return { name, value, access: isWhole(access) ? access : values.copied(value, access) };
  });
  // Some constants only said where to look.
  const read = new Set([...nests.flatMap(readsOf), ...outputs.map(({ access }) => access)].flatMap(buffersOf));
  const constants = values.constants.filter(({ buffer }) => read.has(buffer));
  return { inputs: values.inputs, outputs, constants, nests, regions: schedule.regions };
}

/** How many places read each value, in loops and around them. */
function countReaders(graph: Graph): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>();
  const count = (values: readonly Value[]) => {
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  };
  const visit = (nodes: readonly Node[]) => {
    for (const node of nodes) {
      count(node.inputs);
      const body = loopBodyOf(node);
      if (body === undefined) continue;
      visit(bodyNodes(node));
      count(body.carriedOut);
    }
  };
  const roots = graph.outputs.map(([, value]) => value);
  visit(orderNodes(roots));
  count(roots);
  return counts;
}
