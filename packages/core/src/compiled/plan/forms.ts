/** What the elements of a node's results are: one rule for each of the compiler's loops. */
import type { CompiledForm } from "../../graph/compiled-form.ts";
import { forEachIndex } from "../../graph/nd-array.ts";
import { constantOf } from "../../graph/ops/constant.ts";
import type { Dim, Node, Value } from "../../graph/value.ts";
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
  rowMajor,
  type Spacing,
  sliced,
  spacedOut,
  whole,
} from "./access.ts";
import { type Expression, spread } from "./expression.ts";
import { PANEL_COLUMNS } from "./nest.ts";
import { storedAs, type Values } from "./values.ts";

/** Forms that are planned here: a composite op and a loop hold nodes of their own. */
type Form = Exclude<CompiledForm, { kind: "composite" | "loop" }>;
type FormOf<Kind extends Form["kind"]> = Extract<Form, { kind: Kind }>;

export function resultsOf(values: Values, node: Node, form: Form): readonly Expression[] {
  const { expressions, shapeOf, spreadTo, stored, viewed } = values;
  const [output] = node.outputs as [Value];
  const [x, second] = node.inputs as readonly [Value, Value];
  const shape = shapeOf(output);
  const { type } = node.op;
  switch (form.kind) {
    case "pointwise": {
      const key = `${type}${JSON.stringify(node.attributes)}`;
      const operands = node.inputs.map((value) => spreadTo(value, shape));
      return [expressions.apply(type, key, form.lanes, operands)];
    }
    case "shape":
      return [shapeAsNumbers(values, output, shapeOf(x))];
    case "fill":
      return [expressions.number(form.value)];
    case "broadcast":
      return [spreadTo(x, shape)];
    case "permute":
      return [viewed(x, (access) => permuted(access, form.order))];
    case "reshape":
      return [viewed(x, (access) => reshaped(access, shape))];
    case "split":
      return pieces(values, node, form);
    case "concat":
      return [expressions.load(joined(values, node, form.axis))];
    case "pad":
      return [expressions.load(padded(values, node, form))];
    case "gather": {
      const spacing = spacingOf(second, shapeOf(x)[form.axis]);
      if (spacing !== undefined) return [viewed(x, (access) => spacedOut(access, form.axis, spacing))];
      const index = values.expressionOf(second);
      const at = index.kind === "step" ? "step" : stored(second);
      return [viewed(x, (access) => picked(access, form.axis, at, type))];
    }
    case "gatherElements": {
      const at = stored(second);
      return [viewed(x, (access) => pickedElements(access, form.axis, at, type))];
    }
    case "scatterAdd":
      return [scattered(values, node, form.axis)];
    case "product":
      return [product(values, node, form)];
    case "reduce":
      return [reduction(values, node, form)];
  }
}

/** Indices that are known, none of which is outside of `length` places, where a few numbers say them all. */
function spacingOf(indices: Value, length: Dim | undefined): Spacing | undefined {
  const tensor = constantOf(indices);
  if (tensor === undefined || typeof length !== "number") return undefined;
  const { shape } = tensor;
  const places = Array.from(tensor.data as ArrayLike<number | bigint>, Number);
  const start = places[0] ?? length;
  const steps = rowMajor(shape).map((stride) => (stride === 0 ? 0 : (places[stride] as number) - start));
  const end = steps.reduce((sum, step, axis) => sum + step * ((shape[axis] as number) - 1), start);
  let isRegular = [start, ...steps].every((number) => number >= 0) && end < length;
  forEachIndex(shape, (index, at) => {
    isRegular &&= places[at] === steps.reduce((sum, step, axis) => sum + step * (index[axis] as number), start);
  });
  return isRegular ? { start, shape, steps } : undefined;
}

/** Nothing that is computed reads a shape of lengths that only a run knows. */
function shapeAsNumbers({ constant }: Values, value: Value, shape: readonly Dim[]): Expression {
  const data = Int32Array.from(shape, (dim) => (typeof dim === "number" ? dim : -1));
  return constant(value, { dtype: "int32", shape: [shape.length], data });
}

function pieces(
  { shapeOf, viewed }: Values,
  { inputs, outputs }: Node,
  { axis, start }: FormOf<"split">,
): readonly Expression[] {
  let next = start;
  return outputs.map((part) => {
    const length = shapeOf(part)[axis] as number;
    const from = next;
    next += length;
    return viewed(inputs[0] as Value, (access) => sliced(access, axis, from, length));
  });
}

function scattered(values: Values, { op, inputs, outputs }: Node, axis: number): Expression {
  const { expressions, schedule, shapeOf } = values;
  const [x, indices, updates] = inputs as readonly [Value, Value, Value];
  const [output] = outputs as readonly [Value];
  const target = whole(schedule.buffer(op.type, storedAs(output), shapeOf(output)), shapeOf(output));
  schedule.storeAt(op.type, values.spreadTo(x, shapeOf(output)), target);
  const added = values.settled(updates);
  const at = pickedElements(target, axis, values.stored(indices), op.type);
  schedule.add({ kind: "scatter", name: op.type, target: at, updates: added, shape: shapeOf(updates) });
  return expressions.load(target);
}

/** Parts that lie one behind the other are computed where they belong. */
function joined(values: Values, { op, inputs, outputs }: Node, axis: number): Access {
  const { expressions, schedule, shapeOf } = values;
  const [output] = outputs as readonly [Value];
  const shape = shapeOf(output);
  const all = whole(schedule.buffer(op.type, storedAs(output), shape), shape);
  const isInRow = shape.slice(0, axis).every((dim) => dim === 1);
  const parts: Buffer[] = [];
  let start = 0;
  for (const value of inputs) {
    const own = shapeOf(value);
    const place = sliced(all, axis, start, own[axis] as number);
    start += own[axis] as number;
    const expression = spread(expressions, values.expressionOf(value), own);
    const part = isInRow ? movable(values, expression, own) : undefined;
    if (part !== undefined && schedule.place(part, { parent: all.buffer, offset: place.offset })) {
      schedule.store(op.type, expression, own);
      parts.push(part);
    } else schedule.storeAt(op.type, expression, place);
  }
  schedule.gather(all.buffer, parts);
  return all;
}

/** The zeros lie in slabs, two for each axis, of which no two hold the same element. */
function padded(values: Values, { op, inputs, outputs }: Node, { before }: FormOf<"pad">): Access {
  const { expressions, schedule, shapeOf } = values;
  const [x, output] = [inputs[0], outputs[0]] as [Value, Value];
  const [own, shape] = [shapeOf(x), shapeOf(output)];
  const all = whole(schedule.buffer(op.type, storedAs(output), shape), shape);
  const inner = own.reduce<Access>((left, dim, axis) => {
    const [length, total, start] = [dim, shape[axis], before[axis]] as [number, number, number];
    const fill = (from: number, count: number) => {
      if (count > 0) schedule.storeAt(op.type, expressions.number(0), sliced(left, axis, from, count));
    };
    fill(0, start);
    fill(start + length, total - start - length);
    return sliced(left, axis, start, length);
  }, all);
  schedule.storeAt(op.type, spread(expressions, values.expressionOf(x), own), inner);
  return all;
}

/** The buffer that holds just these elements and may lie elsewhere. */
function movable({ isFixed }: Values, expression: Expression, shape: readonly Dim[]): Buffer | undefined {
  if (expression.kind !== "load") return undefined;
  const { access } = expression;
  const isAll = isWhole(access) && access.buffer.size === elementCount(shape);
  return isAll && !isFixed(access.buffer) ? access.buffer : undefined;
}

function product(values: Values, node: Node, form: FormOf<"product">): Expression {
  const { expressions, schedule, shapeOf, operand } = values;
  const [output] = node.outputs as [Value];
  const [left, right, added] = node.inputs as readonly [Value, Value, Value | undefined];
  const shape = shapeOf(output);
  const over = (access: Access) => broadcastTo(access, [...shape.slice(0, -2), ...access.shape.slice(-2)]);
  const a = over(turned(operand(node, left), form.transA));
  const given = turned(operand(node, right), form.transB);
  const isPanelled = isWorthPanel(a, given);
  const b = over(isPanelled ? given : dense(values, node, given));
  const result = schedule.buffer(node.op.type, "float32", shape);
  const panel = isPanelled
    ? schedule.buffer(`${node.op.type}.panel`, "float32", [b.shape.at(-2) as Dim, PANEL_COLUMNS])
    : undefined;
  schedule.add({ kind: "product", name: node.op.type, shape, stores: [], a, b, result, panel });
  return scaledSum(values, expressions.load(whole(result, shape)), form, added && values.spreadTo(added, shape));
}

/**
 * Rows of a, and numbers of b, from which on it pays to copy columns of b into a panel (784-1024-1024-10, batch 16: 10.9 ms a step without, 5.3 with;
 * batch 128: 67 and 33; 784-512-512-10: 11.4 and 10.1; smaller ones as fast).
 */
const [PANEL_ROWS, PANEL_SIZE] = [4, 65_536];

/** A panel takes numbers that are turned as they are, so that no turned copy of all is made: but whole blocks of columns alone. */
function isWorthPanel(a: Access, b: Access): boolean {
  const [rows, depth, columns] = [a.shape.at(-2), b.shape.at(-2), b.shape.at(-1)] as [number, number, number];
  const isTurned = b.strides.at(-1) !== 1;
  return rows >= PANEL_ROWS && depth * columns >= PANEL_SIZE && (!isTurned || columns % PANEL_COLUMNS === 0);
}

/** The last two axes exchanged. */
function turned(access: Access, isTurned: boolean): Access {
  const last = access.shape.length - 1;
  const order = access.shape.map((_, axis) => (isTurned && axis >= last - 1 ? 2 * last - 1 - axis : axis));
  return permuted(access, order);
}

/** With elements of a row one behind the other. */
function dense({ expressions, schedule }: Values, node: Node, access: Access): Access {
  if (access.strides.at(-1) === 1 || access.shape.at(-1) === 1) return access;
  const copy = whole(schedule.buffer(`${node.op.type}.turned`, "float32", access.shape), access.shape);
  schedule.storeAt("Copy", expressions.load(access), copy);
  return copy;
}

/** alpha x + beta added. */
function scaledSum(
  { expressions }: Values,
  x: Expression,
  { alpha, beta }: FormOf<"product">,
  added: Expression | undefined,
): Expression {
  const times = (each: Expression, factor: number) =>
    factor === 1
      ? each
      : expressions.apply("Mul", "Mul{}", (math, [a, b]) => math.mul(a as never, b as never), [
          each,
          expressions.number(factor),
        ]);
  if (added === undefined) return times(x, alpha);
  return expressions.apply("Add", "Add{}", (math, [a, b]) => math.add(a as never, b as never), [
    times(x, alpha),
    times(added, beta),
  ]);
}

function reduction(values: Values, { op, inputs, outputs }: Node, { axes, combine }: FormOf<"reduce">): Expression {
  const { expressions, schedule, shapeOf } = values;
  const [x] = inputs as readonly [Value];
  const [output] = outputs as readonly [Value];
  const sourceShape = shapeOf(x);
  const kept = sourceShape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  const source = values.settled(x);
  const result = schedule.buffer(op.type, "float32", kept);
  schedule.add({ kind: "reduce", name: op.type, shape: kept, stores: [], source, sourceShape, combine, result });
  return expressions.load(reshaped(whole(result, kept), shapeOf(output)) as Access);
}
