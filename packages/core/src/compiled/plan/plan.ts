/** From a graph to loop nests: which values are put into memory, and what is computed together. */
import type { CompiledForm } from "../../graph/compiled-form.ts";
import { constantOf, inputName, isInput } from "../../graph/ops/constant.ts";
import { type LoopBody, loopBodyOf } from "../../graph/ops/loop.ts";
import { bodyNodes, orderNodes, usesOf } from "../../graph/order.ts";
import type { ConstantTensor, Dim, DType, Graph, Node, Value } from "../../graph/value.ts";
import {
  type Access,
  type Buffer,
  broadcastTo,
  elementCount,
  isWhole,
  permuted,
  picked,
  pickedElements,
  reshaped,
  sliced,
  whole,
} from "./access.ts";
import { carryBack } from "./carry.ts";
import { createExpressions, type Expression, loadsOf, spread } from "./expression.ts";
import type { Nest } from "./nest.ts";
import { createSchedule, type Region } from "./schedule.ts";

/** Lengths of named dimensions. Those that are left out only a run knows: each must be the first axis of inputs alone. */
export type Lengths = Readonly<Record<string, number>>;

export interface PlannedInput {
  readonly name: string;
  readonly buffer: Buffer;
  readonly shape: readonly Dim[];
  readonly value: Value;
}

export interface Plan {
  readonly inputs: readonly PlannedInput[];
  readonly outputs: readonly { readonly name: string; readonly access: Access; readonly value: Value }[];
  readonly constants: readonly { readonly buffer: Buffer; readonly tensor: ConstantTensor }[];
  readonly nests: readonly Nest[];
  readonly regions: ReadonlyMap<Buffer, Region>;
}

/** What of a graph has no compiled form, each once: types of ops, and element types. */
export function withoutForm(graph: Graph): readonly string[] {
  const roots = graph.outputs.map(([, value]) => value);
  const nodes = orderNodes(roots).flatMap((node) => [node, ...bodyNodes(node)]);
  const missing = nodes.flatMap(({ op, outputs }) => {
    const [first] = outputs as readonly [Value, ...Value[]];
    const types = [...outputs, ...graph.inputs].map(({ dtype }) => dtype).filter((dtype) => !HELD_TYPES.has(dtype));
    const isGiven = isInput(first) || constantOf(first) !== undefined;
    return isGiven || op.compiled ? types : [op.type, ...types];
  });
  return [...new Set(missing)];
}

/** Element types that 32 bits hold, whatever their numbers. */
const HELD_TYPES: ReadonlySet<DType> = new Set(["float32", "int32", "int64", "bool"]);

/** Plans a graph without composite ops, whose every op has a compiled form. */
export function planGraph(graph: Graph, lengths: Lengths): Plan {
  const expressions = createExpressions();
  const nests: Nest[] = [];
  const schedule = createSchedule(expressions, nests);
  const known = new Map<Value, Expression>();
  const constants: { buffer: Buffer; tensor: ConstantTensor }[] = [];

  const shapeOf = ({ shape }: Value): readonly Dim[] =>
    shape.map((dim) => (typeof dim === "string" ? (lengths[dim] ?? dim) : dim));
  const isKnownShape = (value: Value) => shapeOf(value).every((dim) => typeof dim === "number");
  const expressionOf = (value: Value): Expression => {
    const found = known.get(value);
    if (found === undefined) throw new Error(`${value.node.op.type} is read before it is planned.`);
    return found;
  };
  /** An operand over the axes of a result that it broadcasts to. */
  const spreadTo = (value: Value, shape: readonly Dim[]) => spread(expressions, expressionOf(value), shape);

  const inputs = graph.inputs.map((value): PlannedInput => {
    const shape = shapeOf(value);
    const size = isKnownShape(value) ? elementCount(shape) : undefined;
    const name = inputName(value);
    const buffer: Buffer = { name, dtype: storedAs(value), size };
    known.set(value, expressions.load(whole(buffer, shape)));
    return { name, buffer, shape, value };
  });

  const planConstant = (value: Value, tensor: ConstantTensor): Expression => {
    const [first] = tensor.data;
    const number = Number(first);
    if (tensor.data.length > 0 && Array.from(tensor.data as ArrayLike<unknown>).every((each) => Object.is(each, first)))
      return expressions.number(number);
    const buffer: Buffer = { name: tensor.name ?? "constant", dtype: storedAs(value), size: tensor.data.length };
    constants.push({ buffer, tensor });
    return expressions.load(whole(buffer, tensor.shape));
  };

  /** Nothing that is computed reads a shape of lengths that only a run knows. */
  const shapeAsNumbers = (value: Value, shape: readonly Dim[]): Expression => {
    const data = Int32Array.from(shape, (dim) => (typeof dim === "number" ? dim : -1));
    return planConstant(value, { dtype: "int32", shape: [shape.length], data });
  };

  const planNode = (node: Node): void => {
    const [first] = node.outputs as [Value];
    if (known.has(first)) return;
    const tensor = constantOf(first);
    const body = loopBodyOf(node);
    if (tensor !== undefined) known.set(first, planConstant(first, tensor));
    else if (body !== undefined) planLoop(node, body);
    else {
      const form = node.op.compiled?.(node.attributes);
      if (form === undefined) throw new Error(`${node.op.type} has no compiled form.`);
      resultsOf(node, form).forEach((expression, i) => {
        known.set(node.outputs[i] as Value, expression);
      });
    }
  };

  /** Where a value lies. From now on it is read there. */
  const stored = (value: Value): Access => {
    const shape = shapeOf(value);
    const own = spread(expressions, expressionOf(value), shape);
    const access = schedule.store(value.node.op.type, own, shape, storedAs(value));
    known.set(value, expressions.load(access));
    return access;
  };

  /** What each element of a value is, said of memory alone. */
  const settled = (value: Value): Expression => {
    const own = spread(expressions, expressionOf(value), shapeOf(value));
    const isSettled = loadsOf(own).every((access) => !schedule.isPending(access.buffer));
    return isSettled ? own : expressions.load(stored(value));
  };

  /** Where a value lies, one element behind the other along its last axis if `isDense`, and without picks. */
  const operand = (node: Node, value: Value, isDense = false): Access => {
    const shape = shapeOf(value);
    const own = stored(value);
    const isPlain = own.picks.length === 0 && (!isDense || own.strides.at(-1) === 1 || shape.at(-1) === 1);
    if (isPlain) return own;
    const copy = whole(schedule.buffer(`${node.op.type}.operand`, storedAs(value), shape), shape);
    schedule.storeAt("Copy", expressions.load(own), copy);
    known.set(value, expressions.load(copy));
    return copy;
  };

  const resultsOf = (node: Node, form: CompiledForm): readonly Expression[] => {
    const [output] = node.outputs as [Value];
    const [x, second, third] = node.inputs as readonly [Value, Value, Value];
    const shape = shapeOf(output);
    const { type } = node.op;
    switch (form.kind) {
      case "pointwise": {
        const key = `${type}${JSON.stringify(node.attributes)}`;
        const operands = node.inputs.map((value) => spreadTo(value, shape));
        return [expressions.apply(type, key, form.lanes, operands)];
      }
      case "shape":
        return [shapeAsNumbers(output, shapeOf(x))];
      case "fill":
        return [expressions.number(form.value)];
      case "broadcast":
        return [spreadTo(x, shape)];
      case "permute":
        return [viewed(x, (access) => permuted(access, form.order))];
      case "reshape":
        return [viewed(x, (access) => reshaped(access, shape))];
      case "split": {
        let start = 0;
        return node.outputs.map((part) => {
          const length = shapeOf(part)[form.axis] as number;
          const from = start;
          start += length;
          return viewed(x, (access) => sliced(access, form.axis, from, length));
        });
      }
      case "concat":
        return [expressions.load(joined(node, form.axis, shape))];
      case "gather": {
        const index = expressionOf(second);
        const at = index.kind === "step" ? "step" : stored(second);
        return [viewed(x, (access) => picked(access, form.axis, at))];
      }
      case "gatherElements": {
        const at = stored(second);
        return [viewed(x, (access) => pickedElements(access, form.axis, at))];
      }
      case "scatterAdd": {
        const target = whole(schedule.buffer(type, storedAs(output), shape), shape);
        schedule.storeAt(type, expressionOf(x), target);
        const updates = settled(third);
        const added = pickedElements(target, form.axis, stored(second));
        schedule.add({ kind: "scatter", name: type, target: added, updates, shape: shapeOf(third) });
        return [expressions.load(target)];
      }
      case "product":
        return [planProduct(node, form)];
      case "reduce":
        return [planReduction(node, form)];
      case "composite": {
        const values = form.values(node);
        orderNodes(values, (each) => !known.has(each.outputs[0] as Value)).forEach(planNode);
        return values.map(expressionOf);
      }
      case "loop":
        throw new Error("A loop has a body.");
    }
  };

  /** Another access of the same elements; they are put into memory first where that cannot be. */
  const viewed = (x: Value, of: (access: Access) => Access | undefined): Expression => {
    const own = spread(expressions, expressionOf(x), shapeOf(x));
    const isPending = loadsOf(own).some(({ buffer }) => schedule.isPending(buffer));
    // A result that still is in registers can be seen otherwise, but not picked from.
    const view = expressions.mapAccess(own, of);
    if (view !== undefined && !(isPending && loadsOf(view).some(({ picks }) => picks.length > 0))) return view;
    const access = stored(x);
    return expressions.load((of(access) ?? of(copied(x, access))) as Access);
  };

  const copied = (x: Value, access: Access): Access => {
    const shape = shapeOf(x);
    const copy = whole(schedule.buffer("Copy", storedAs(x), shape), shape);
    schedule.storeAt("Copy", expressions.load(access), copy);
    return copy;
  };

  /** Parts that lie one behind the other are computed where they belong. */
  const joined = (node: Node, axis: number, shape: readonly Dim[]): Access => {
    const [output] = node.outputs as [Value];
    const all = whole(schedule.buffer(node.op.type, storedAs(output), shape), shape);
    const isInRow = shape.slice(0, axis).every((dim) => dim === 1);
    let start = 0;
    const parts: Buffer[] = [];
    for (const value of node.inputs) {
      const own = shapeOf(value);
      const place = sliced(all, axis, start, own[axis] as number);
      start += own[axis] as number;
      const expression = spread(expressions, expressionOf(value), own);
      const { access } = expression.kind === "load" ? expression : { access: undefined };
      const canMove =
        isInRow &&
        access !== undefined &&
        isWhole(access) &&
        access.buffer.size === elementCount(own) &&
        isTemporary(access.buffer);
      if (canMove && schedule.place(access.buffer, { parent: all.buffer, offset: place.offset })) {
        schedule.store(node.op.type, expression, own);
        parts.push(access.buffer);
      } else schedule.storeAt(node.op.type, expression, place);
    }
    schedule.gather(all.buffer, parts);
    return all;
  };

  const given = new Set<Buffer>(inputs.map(({ buffer }) => buffer));
  const isTemporary = (buffer: Buffer): boolean =>
    !given.has(buffer) && !constants.some((constant) => constant.buffer === buffer);

  const planProduct = (
    node: Node,
    { transA, transB, alpha, beta }: Extract<CompiledForm, { kind: "product" }>,
  ): Expression => {
    const [output] = node.outputs as [Value];
    const [left, right, added] = node.inputs as readonly [Value, Value, Value | undefined];
    const shape = shapeOf(output);
    const batch = shape.slice(0, -2);
    const turned = (access: Access, turn: boolean): Access => {
      const last = access.shape.length - 1;
      const order = access.shape.map((_, axis) => (turn && axis >= last - 1 ? 2 * last - 1 - axis : axis));
      return permuted(access, order);
    };
    const over = (access: Access) => broadcastTo(access, [...batch, ...access.shape.slice(-2)]);
    const a = over(turned(operand(node, left), transA));
    const b = over(dense(node, turned(operand(node, right), transB)));
    const result = schedule.buffer(node.op.type, "float32", shape);
    schedule.add({ kind: "product", name: node.op.type, shape, stores: [], a, b, result });
    const product = expressions.load(whole(result, shape));
    return added === undefined && alpha === 1
      ? product
      : scaledSum(product, alpha, added && spreadTo(added, shape), beta);
  };

  const scaledSum = (product: Expression, alpha: number, added: Expression | undefined, beta: number): Expression => {
    const times = (x: Expression, factor: number) =>
      factor === 1
        ? x
        : expressions.apply("Mul", "Mul{}", (math, [a, b]) => math.mul(a as never, b as never), [
            x,
            expressions.number(factor),
          ]);
    const scaled = times(product, alpha);
    return added === undefined
      ? scaled
      : expressions.apply("Add", "Add{}", (math, [a, b]) => math.add(a as never, b as never), [
          scaled,
          times(added, beta),
        ]);
  };

  /** With elements of a row one behind the other. */
  const dense = (node: Node, access: Access): Access => {
    if (access.strides.at(-1) === 1 || access.shape.at(-1) === 1) return access;
    const copy = whole(schedule.buffer(`${node.op.type}.turned`, "float32", access.shape), access.shape);
    schedule.storeAt("Copy", expressions.load(access), copy);
    return copy;
  };

  const planReduction = (node: Node, { axes, combine }: Extract<CompiledForm, { kind: "reduce" }>): Expression => {
    const [x] = node.inputs as [Value];
    const [output] = node.outputs as [Value];
    const sourceShape = shapeOf(x);
    const kept = sourceShape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
    const source = settled(x);
    const result = schedule.buffer(node.op.type, "float32", kept);
    schedule.add({ kind: "reduce", name: node.op.type, shape: kept, stores: [], source, sourceShape, combine, result });
    return expressions.load(reshaped(whole(result, kept), shapeOf(output)) as Access);
  };

  const planLoop = (node: Node, body: LoopBody): void => {
    const [count, ...initial] = node.inputs as readonly [Value, ...Value[]];
    // What the body reads from around it is computed once, but for what grows with the number of iterations.
    for (const value of usesOf(node)) {
      if (!isKnownShape(value) || expressionOf(value).kind !== "apply") continue;
      stored(value);
    }
    for (const value of usesOf(node)) if (isKnownShape(value)) known.set(value, settled(value));
    const carried = initial.map((value, i) => carriedFrom(node, value, node.outputs[i] as Value));
    for (const { buffer } of carried) given.add(buffer);
    known.set(body.iteration, expressions.step);
    body.carriedIn.forEach((value, i) => {
      known.set(value, expressions.load(carried[i] as Access));
    });
    const nodes = bodyNodes(node);
    // Two loops may have one body: what it says is another thing in each.
    for (const { outputs } of nodes) for (const value of outputs) known.delete(value);
    const own = schedule.inside((inner) => {
      nodes.forEach(planNode);
      carryBack(
        schedule,
        expressions,
        carried,
        body.carriedOut.map((value) => ({ expression: expressionOf(value), shape: shapeOf(value) })),
        inner,
      );
    });
    const turns = operand(node, count);
    schedule.add({
      kind: "loop",
      name: "Loop",
      count: turns,
      carried: carried.map(({ buffer }) => buffer),
      nests: own,
    });
    node.outputs.forEach((value, i) => {
      known.set(value, expressions.load(carried[i] as Access));
    });
  };

  const readers = countReaders(graph);

  /** State that a loop carries lies where it was given, where nothing else reads that. */
  const carriedFrom = (node: Node, initial: Value, output: Value): Access => {
    const expression = expressionOf(initial);
    if (isInput(initial) && readers.get(initial) === 1 && expression.kind === "load") return expression.access;
    const shape = shapeOf(output);
    const access = whole(schedule.buffer(`${node.op.type}.carried`, storedAs(output), shape), shape);
    schedule.overwrite(node.op.type, spread(expressions, expression, shape), access);
    return access;
  };

  const roots = graph.outputs.map(([, value]) => value);
  orderNodes(roots)
    .filter((node) => !isInput(node.outputs[0] as Value))
    .forEach(planNode);
  const outputs = graph.outputs.map(([name, value]) => {
    const access = stored(value);
    return { name, value, access: isWhole(access) ? access : copied(value, access) };
  });
  return { inputs, outputs, constants, nests, regions: schedule.regions };
}

function storedAs({ dtype }: Pick<Value, "dtype">): Buffer["dtype"] {
  return dtype === "int32" || dtype === "int64" ? "int32" : "float32";
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
