/** Code as text: WebAssembly's text format, folded, the same for the same code. Other tools read it. */
import type { Callee, Expr, Immediate, Label, Local, Statement } from "./code.ts";
import { codeOf, localsOf, type WasmFunction } from "./wasm-function.ts";
import { calleesOf, type Memory, type WasmModule } from "./wasm-module.ts";

const WIDTH = 100;

/** The whole module. */
export function printModule(module: WasmModule): string {
  const { imports, functions, exports, memory, data = [] } = module;
  const nameOf = namer<Callee>();
  for (const callee of calleesOf(module)) nameOf(callee);
  return form("(module", [
    ...imports.map((callee) => [
      `(import ${quote(callee.origin.module)} ${quote(callee.origin.name)} (func ${head(callee, nameOf)}))`,
    ]),
    ...(memory ? [[printMemory(memory)]] : []),
    ...functions.map((defined) => printDefinition(defined, nameOf)),
    ...Object.entries(exports).map(([name, callee]) => [`(export ${quote(name)} (func ${nameOf(callee)}))`]),
    ...(memory?.exportedAs === undefined ? [] : [[`(export ${quote(memory.exportedAs)} (memory 0))`]]),
    ...data.map(({ offset, bytes }) => [`(data (i32.const ${offset}) ${quoteBytes(bytes)})`]),
  ]).join("\n");
}

/** One function. */
export function printFunction(defined: WasmFunction): string {
  return printDefinition(defined, namer<Callee>()).join("\n");
}

type Name<T> = (thing: T) => string;

interface Names {
  readonly local: Name<Local>;
  readonly label: Name<Label>;
  readonly callee: Name<Callee>;
}

/** Names for the text: each thing keeps its own, of equal ones all but the first get a number. */
function namer<T extends { readonly name: string }>(): Name<T> {
  const names = new Map<T, string>();
  const taken = new Set<string>();
  return (thing) => {
    const known = names.get(thing);
    if (known !== undefined) return known;
    const base = `$${thing.name.replaceAll(/[^\w!#$%&'*+./:<=>?@\\^`|~-]/g, "_")}`;
    let name = base;
    for (let i = 1; taken.has(name); i++) name = `${base}.${i}`;
    taken.add(name);
    names.set(thing, name);
    return name;
  };
}

function printDefinition(defined: WasmFunction, callee: Name<Callee>): readonly string[] {
  const names: Names = { local: namer(), label: namer(), callee };
  const { parameters } = defined.origin;
  const typed = (word: string) => (local: Local) => `(${word} ${names.local(local)} ${local.type})`;
  const { resultType } = defined;
  const first = [
    `(func ${callee(defined)}`,
    ...parameters.map(typed("param")),
    ...(resultType ? [`(result ${resultType})`] : []),
  ];
  const locals = localsOf(defined).map(typed("local"));
  return form(first.join(" "), [
    ...locals.map((each) => [each]),
    ...codeOf(defined.origin).flatMap((code) => printCode(code, names)),
  ]);
}

function head(callee: Callee, nameOf: Name<Callee>): string {
  const { parameterTypes, resultType } = callee;
  return [
    nameOf(callee),
    ...(parameterTypes.length > 0 ? [`(param ${parameterTypes.join(" ")})`] : []),
    ...(resultType ? [`(result ${resultType})`] : []),
  ].join(" ");
}

/** The lines of each instruction; a sequence is several. */
function printCode(code: Expr | Statement, names: Names): readonly (readonly string[])[] {
  const all = (codes: readonly (Expr | Statement)[]) => codes.flatMap((each) => printCode(each, names));
  switch (code.kind) {
    case "operation": {
      const words = [code.instruction.name, ...code.immediates.map((each) => printImmediate(each, names))];
      return [fold(`(${words.filter((word) => word !== "").join(" ")}`, all(code.operands))];
    }
    case "sequence":
      return all(code.value ? [...code.statements, code.value] : code.statements);
    case "if": {
      const branches = [form("(then", all(code.then))];
      if (code.otherwise.length > 0) branches.push(form("(else", all(code.otherwise)));
      return [form("(if", [...all([code.condition]), ...branches])];
    }
    default:
      return [form(`(${code.kind} ${names.label(code.label)}`, all(code.body))];
  }
}

/** On one line where it fits. */
function fold(start: string, parts: readonly (readonly string[])[]): readonly string[] {
  const length = parts.reduce((sum, [first = ""]) => sum + 1 + first.length, start.length + 1);
  const isShort = length <= WIDTH && parts.every((lines) => lines.length === 1);
  return isShort ? [`${[start, ...parts.flat()].join(" ")})`] : form(start, parts);
}

/** Each part on lines of its own. */
function form(start: string, parts: readonly (readonly string[])[]): readonly string[] {
  const lines = [start, ...parts.flat().map((line) => `  ${line}`)];
  return [...lines.slice(0, -1), `${lines.at(-1)})`];
}

function printImmediate(immediate: Immediate, names: Names): string {
  switch (immediate.kind) {
    case "local":
      return names.local(immediate.local);
    case "label":
      return names.label(immediate.label);
    case "function":
      return names.callee(immediate.callee);
    case "memory":
      return immediate.offset === 0 ? "" : `offset=${immediate.offset}`;
    case "memoryIndex":
      return "";
    case "lane":
      return String(immediate.lane);
    case "bytes":
      return immediate.bytes.join(" ");
    case "number":
      return printNumber(immediate.value);
    case "lanes":
      return [immediate.shape, ...immediate.values.map(printNumber)].join(" ");
  }
}

function printNumber(value: number | bigint): string {
  if (Object.is(value, -0)) return "-0";
  return String(value).replace("Infinity", "inf").replace("NaN", "nan");
}

function printMemory({ minPages, maxPages, from }: Memory): string {
  const limits = maxPages === undefined ? `${minPages}` : `${minPages} ${maxPages}`;
  return from ? `(import ${quote(from.module)} ${quote(from.name)} (memory ${limits}))` : `(memory ${limits})`;
}

const quote = (text: string): string => quoteBytes(new TextEncoder().encode(text));

/** Printable ASCII as it is, other bytes as two digits. */
function quoteBytes(bytes: Uint8Array): string {
  const digits = (byte: number) => `\\${byte.toString(16).padStart(2, "0")}`;
  const isPlain = (byte: number) => byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
  return `"${Array.from(bytes, (byte) => (isPlain(byte) ? String.fromCharCode(byte) : digits(byte))).join("")}"`;
}
