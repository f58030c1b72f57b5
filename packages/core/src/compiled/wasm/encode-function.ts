/** A function as bytes: its variables, its code, an end. */
import {
  pushAll,
  pushFloat32,
  pushFloat64,
  pushInt32,
  pushInt64,
  pushSigned,
  pushSized,
  pushUnsigned,
  pushVector,
} from "./bytes.ts";
import type {
  Callee,
  Expr,
  If,
  Immediate,
  Instruction,
  Label,
  LaneShape,
  Local,
  Statement,
  ValueType,
} from "./code.ts";
import { codeOf, localsOf, type WasmFunction } from "./wasm-function.ts";

export const TYPE_CODES: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

const BLOCK = 0x02;
const LOOP = 0x03;
const IF = 0x04;
const ELSE = 0x05;
const NO_RESULT = 0x40;
export const END = 0x0b;

/** What code refers to by number. Labels are those of the blocks around it, the innermost last. */
interface Scope {
  readonly name: string;
  readonly locals: ReadonlyMap<Local, number>;
  readonly functions: ReadonlyMap<Callee, number>;
  readonly labels: Label[];
}

export function pushFunction(bytes: number[], defined: WasmFunction, functions: ReadonlyMap<Callee, number>): void {
  const own = localsOf(defined);
  const locals = new Map([...defined.origin.parameters, ...own].map((local, i) => [local, i]));
  const content: number[] = [];
  pushVector(content, runs(own), (into, { type, count }) => {
    pushUnsigned(into, count);
    into.push(TYPE_CODES[type]);
  });
  const scope: Scope = { name: defined.name, locals, functions, labels: [] };
  for (const code of codeOf(defined.origin)) pushCode(content, code, scope);
  content.push(END);
  pushSized(bytes, content);
}

/** Neighbours of one type are declared together. */
function runs(locals: readonly Local[]): readonly { readonly type: ValueType; readonly count: number }[] {
  const found: { type: ValueType; count: number }[] = [];
  for (const { type } of locals) {
    const last = found.at(-1);
    if (last?.type === type) last.count++;
    else found.push({ type, count: 1 });
  }
  return found;
}

function pushCode(bytes: number[], code: Expr | Statement, scope: Scope): void {
  switch (code.kind) {
    case "operation":
      for (const operand of code.operands) pushCode(bytes, operand, scope);
      pushOpcode(bytes, code.instruction);
      for (const immediate of code.immediates) pushImmediate(bytes, immediate, scope);
      break;
    case "sequence":
      for (const statement of code.statements) pushCode(bytes, statement, scope);
      if (code.value) pushCode(bytes, code.value, scope);
      break;
    case "if":
      pushIf(bytes, code, scope);
      break;
    default:
      bytes.push(code.kind === "loop" ? LOOP : BLOCK, NO_RESULT);
      pushBody(bytes, code.label, code.body, scope);
      bytes.push(END);
  }
}

function pushIf(bytes: number[], { condition, then, otherwise }: If, scope: Scope): void {
  // A branch counts an `if` as a block around it, which no label of the code names.
  const unnamed: Label = { name: "if" };
  pushCode(bytes, condition, scope);
  bytes.push(IF, NO_RESULT);
  pushBody(bytes, unnamed, then, scope);
  if (otherwise.length > 0) {
    bytes.push(ELSE);
    pushBody(bytes, unnamed, otherwise, scope);
  }
  bytes.push(END);
}

function pushBody(bytes: number[], label: Label, body: readonly Statement[], scope: Scope): void {
  scope.labels.push(label);
  for (const statement of body) pushCode(bytes, statement, scope);
  scope.labels.pop();
}

function pushOpcode(bytes: number[], { opcode }: Instruction): void {
  if (opcode < 0x100) bytes.push(opcode);
  else {
    bytes.push(opcode >>> 12);
    pushUnsigned(bytes, opcode & 0xfff);
  }
}

function pushImmediate(bytes: number[], immediate: Immediate, scope: Scope): void {
  switch (immediate.kind) {
    case "local":
      // Every local of the code has a number: they were gathered from it.
      pushUnsigned(bytes, scope.locals.get(immediate.local) as number);
      break;
    case "label":
      pushUnsigned(bytes, depthOf(immediate.label, scope));
      break;
    case "function":
      pushUnsigned(bytes, scope.functions.get(immediate.callee) as number);
      break;
    case "memory":
      pushUnsigned(bytes, immediate.alignment);
      pushUnsigned(bytes, immediate.offset);
      break;
    case "memoryIndex":
      bytes.push(0);
      break;
    case "lane":
      bytes.push(immediate.lane);
      break;
    case "bytes":
      pushAll(bytes, immediate.bytes);
      break;
    case "number":
      NUMBER[immediate.type](bytes, immediate.value);
      break;
    case "lanes":
      for (const value of immediate.values) LANE[immediate.shape](bytes, value);
  }
}

/** How many blocks a branch leaves on its way to the label's. */
function depthOf(label: Label, { labels, name }: Scope): number {
  const at = labels.lastIndexOf(label);
  if (at === -1) throw new Error(`${name}: a branch to "${label.name}", which stands around no such branch.`);
  return labels.length - 1 - at;
}

type PushNumber = (bytes: number[], value: number | bigint) => void;

const NUMBER: Readonly<Record<Exclude<ValueType, "v128">, PushNumber>> = {
  i32: (bytes, value) => pushSigned(bytes, BigInt(value)),
  i64: (bytes, value) => pushSigned(bytes, BigInt(value)),
  f32: (bytes, value) => pushFloat32(bytes, Number(value)),
  f64: (bytes, value) => pushFloat64(bytes, Number(value)),
};

const LANE: Readonly<Record<LaneShape, PushNumber>> = {
  i32x4: (bytes, value) => pushInt32(bytes, Number(value)),
  i64x2: (bytes, value) => pushInt64(bytes, BigInt(value)),
  f32x4: NUMBER.f32,
  f64x2: NUMBER.f64,
};
