/** Values of a graph while it is planned: what each of their elements is, and where those lie that memory holds. */
import { inputName } from "../../graph/ops/constant.ts";
import type { ConstantTensor, Dim, Graph, Node, Value } from "../../graph/value.ts";
import { type Access, type Buffer, elementCount, whole } from "./access.ts";
import { createExpressions, type Expression, type Expressions, loadsOf, spread } from "./expression.ts";
import type { Nest } from "./nest.ts";
import { createSchedule, type Schedule } from "./schedule.ts";

/** Lengths of named dimensions. Those that are left out only a run knows: each must be the first axis of inputs alone. */
export type Lengths = Readonly<Record<string, number>>;

export interface PlannedInput {
  readonly name: string;
  readonly buffer: Buffer;
  readonly shape: readonly Dim[];
  readonly value: Value;
}

export interface PlannedConstant {
  readonly buffer: Buffer;
  readonly tensor: ConstantTensor;
}

export interface Values {
  readonly expressions: Expressions;
  readonly schedule: Schedule;
  readonly inputs: readonly PlannedInput[];
  readonly constants: readonly PlannedConstant[];
  readonly shapeOf: (value: Value) => readonly Dim[];
  readonly isKnownShape: (value: Value) => boolean;
  readonly isPlanned: (value: Value) => boolean;
  readonly plan: (value: Value, expression: Expression) => void;
  /** What is planned inside a loop is another thing in the next. */
  readonly forget: (value: Value) => void;
  readonly expressionOf: (value: Value) => Expression;
  /** Its elements over the axes of a result that it broadcasts to. */
  readonly spreadTo: (value: Value, shape: readonly Dim[]) => Expression;
  readonly constant: (value: Value, tensor: ConstantTensor) => Expression;
  /** Where it lies. From now on it is read there. */
  readonly stored: (value: Value) => Access;
  /** What each of its elements is, said of memory alone. */
  readonly settled: (value: Value) => Expression;
  /** Where it lies, without indices that are read at run time. */
  readonly operand: (node: Node, value: Value) => Access;
  /** Another access of its elements; they are put into memory first where that cannot be. */
  readonly viewed: (value: Value, of: (access: Access) => Access | undefined) => Expression;
  readonly copied: (value: Value, access: Access) => Access;
  /** Memory that others give or carry on: it stays where it is. */
  readonly fix: (buffer: Buffer) => void;
  readonly isFixed: (buffer: Buffer) => boolean;
}

export function createValues(graph: Graph, lengths: Lengths, nests: Nest[]): Values {
  const expressions = createExpressions();
  const schedule = createSchedule(expressions, nests);
  const known = new Map<Value, Expression>();
  const constants: PlannedConstant[] = [];
  const fixed = new Set<Buffer>();

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
    fixed.add(buffer);
    return { name, buffer, shape, value };
  });

  const constant = (value: Value, tensor: ConstantTensor): Expression => {
    const [first] = tensor.data;
    const number = Number(first);
    if (tensor.data.length > 0 && Array.from(tensor.data as ArrayLike<unknown>).every((each) => Object.is(each, first)))
      return expressions.number(number);
    const buffer: Buffer = { name: tensor.name ?? "constant", dtype: storedAs(value), size: tensor.data.length };
    constants.push({ buffer, tensor });
    fixed.add(buffer);
    return expressions.load(whole(buffer, tensor.shape));
  };

  const stored = (value: Value): Access => {
    const shape = shapeOf(value);
    const own = spread(expressions, expressionOf(value), shape);
    const access = schedule.store(value.node.op.type, own, shape, storedAs(value));
    known.set(value, expressions.load(access));
    return access;
  };

  const settled = (value: Value): Expression => {
    const own = spread(expressions, expressionOf(value), shapeOf(value));
    const isSettled = loadsOf(own).every((access) => !schedule.isPending(access.buffer));
    return isSettled ? own : expressions.load(stored(value));
  };

  const operand = (node: Node, value: Value): Access => {
    const own = stored(value);
    if (own.picks.length === 0) return own;
    const shape = shapeOf(value);
    const copy = whole(schedule.buffer(`${node.op.type}.operand`, storedAs(value), shape), shape);
    schedule.storeAt("Copy", expressions.load(own), copy);
    known.set(value, expressions.load(copy));
    return copy;
  };

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

  return {
    expressions,
    schedule,
    inputs,
    constants,
    shapeOf,
    isKnownShape,
    isPlanned: (value) => known.has(value),
    plan: (value, expression) => void known.set(value, expression),
    forget: (value) => void known.delete(value),
    expressionOf,
    spreadTo,
    constant,
    stored,
    settled,
    operand,
    viewed,
    copied,
    fix: (buffer) => void fixed.add(buffer),
    isFixed: (buffer) => fixed.has(buffer),
  };
}

/** The element type that memory holds a value in. */
export function storedAs({ dtype }: Pick<Value, "dtype">): Buffer["dtype"] {
  return dtype === "int32" || dtype === "int64" ? "int32" : "float32";
}
