/** Variables, control and calls. */
import type {
  Block,
  Callee,
  Expr,
  If,
  Instruction,
  Label,
  Local,
  Operands,
  Operation,
  Sequence,
  Statement,
  ValueType,
} from "./code.ts";
import { i32, operation } from "./operators.ts";

const GET: Instruction = { name: "local.get", opcode: 0x20 };
const SET: Instruction = { name: "local.set", opcode: 0x21 };
const TEE: Instruction = { name: "local.tee", opcode: 0x22 };
const BRANCH: Instruction = { name: "br", opcode: 0x0c };
const BRANCH_IF: Instruction = { name: "br_if", opcode: 0x0d };
const CALL: Instruction = { name: "call", opcode: 0x10 };
const DROP: Instruction = { name: "drop", opcode: 0x1a };
const SELECT: Instruction = { name: "select", opcode: 0x1b };

export function local<T extends ValueType>(name: string, type: T): Local<T> {
  return { name, type };
}

export function get<T extends ValueType>(local: Local<T>): Operation<T> {
  return operation(GET, local.type, [], [{ kind: "local", local }]);
}

export function set<T extends ValueType>(local: Local<T>, value: Expr<NoInfer<T>>): Operation<undefined> {
  return operation(SET, undefined, [value], [{ kind: "local", local }]);
}

/** Sets the local and is its value. */
export function tee<T extends ValueType>(local: Local<T>, value: Expr<NoInfer<T>>): Operation<T> {
  return operation(TEE, local.type, [value], [{ kind: "local", local }]);
}

export function drop(value: Expr): Operation<undefined> {
  return operation(DROP, undefined, [value]);
}

/** `whenTrue` unless the condition is 0; both are computed. */
export function select<T extends ValueType>(
  whenTrue: Expr<T>,
  whenFalse: Expr<NoInfer<T>>,
  condition: Expr<"i32">,
): Operation<T> {
  return operation(SELECT, whenTrue.type, [whenTrue, whenFalse, condition]);
}

/** A call: an expression, or a statement where the callee has no result. */
export function call<const P extends readonly ValueType[], R extends ValueType | undefined>(
  callee: Callee<P, R>,
  ...operands: Operands<P>
): Operation<R> {
  return operation(CALL, callee.resultType, operands, [{ kind: "function", callee }]);
}

/** Statements as one. */
export function sequence(statements: readonly Statement[]): Sequence<undefined> {
  return { kind: "sequence", type: undefined, statements, value: undefined };
}

/** A value behind statements that prepare it. */
export function after<T extends ValueType>(statements: readonly Statement[], value: Expr<T>): Expr<T> {
  // T is a type here, which the condition in Sequence cannot see.
  return { kind: "sequence", type: value.type, statements, value } as Sequence<T>;
}

export function label(name: string): Label {
  return { name };
}

/** `br(label)` inside leaves it. */
export function block(label: Label, body: readonly Statement[]): Block {
  return { kind: "block", label, body };
}

/** `br(label)` inside goes back to its start; without, it ends after its last statement. */
export function loop(label: Label, body: readonly Statement[]): Block {
  return { kind: "loop", label, body };
}

export function when(condition: Expr<"i32">, then: readonly Statement[], otherwise: readonly Statement[] = []): If {
  return { kind: "if", condition, then, otherwise };
}

export function br(label: Label): Operation<undefined> {
  return operation(BRANCH, undefined, [], [{ kind: "label", label }]);
}

export function brIf(label: Label, condition: Expr<"i32">): Operation<undefined> {
  return operation(BRANCH_IF, undefined, [condition], [{ kind: "label", label }]);
}

/** Where a counted loop begins or ends: a number, or an expression that is computed once, before it. */
export type Bound = number | Expr<"i32">;

/**
 * `for (i = from; i < to; i += step) body`, in signed numbers. With bounds that are numbers, no turn is tested before
 * the first, and a single turn is no loop: what i is afterwards is not defined.
 */
export function forRange(
  i: Local<"i32">,
  from: Bound,
  to: Bound,
  step: number,
  body: readonly Statement[],
): Sequence<undefined> {
  if (!(Number.isInteger(step) && step > 0)) throw new Error(`forRange: the step is ${step}, which does not end.`);
  const start = set(i, toExpr(from));
  if (typeof from === "number" && typeof to === "number") {
    if (from >= to) return sequence([]);
    const turn = from + step >= to ? body : [turns(i, toExpr(to), step, body)];
    return sequence([start, ...turn]);
  }
  if (typeof to === "number") return sequence([start, ifBelow(i, toExpr(to), step, body)]);
  const end = local(`${i.name}.end`, "i32");
  return sequence([set(end, to), start, ifBelow(i, get(end), step, body)]);
}

const toExpr = (bound: Bound): Expr<"i32"> => (typeof bound === "number" ? i32.const(bound) : bound);

function ifBelow(i: Local<"i32">, end: Expr<"i32">, step: number, body: readonly Statement[]): If {
  return when(i32.lt_s(get(i), end), [turns(i, end, step, body)]);
}

function turns(i: Local<"i32">, end: Expr<"i32">, step: number, body: readonly Statement[]): Block {
  const again = label(i.name);
  const next = tee(i, i32.add(get(i), i32.const(step)));
  return loop(again, [...body, brIf(again, i32.lt_s(next, end))]);
}
