/** Modules: what a page or a program instantiates. */
import { type Callee, forEachOperation, type Operation, type ValueType } from "./code.ts";
import { codeOf, type ImportedFunction, type WasmFunction } from "./wasm-function.ts";

/** Memory, in pages of 64 KiB. It is the module's own, or comes from JavaScript where `from` says so. */
export interface Memory {
  readonly minPages: number;
  readonly maxPages?: number;
  readonly from?: { readonly module: string; readonly name: string };
  /** The name of the export. */
  readonly exportedAs?: string;
}

/** Bytes that memory holds from the start. */
export interface DataSegment {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface ModuleFacts {
  /** Functions by the names that JavaScript calls them by; what they call is part of the module too. */
  readonly exports: Readonly<Record<string, WasmFunction>>;
  readonly memory?: Memory;
  readonly data?: readonly DataSegment[];
}

export interface WasmModule extends ModuleFacts {
  /** In the order in which they are first called. */
  readonly imports: readonly ImportedFunction[];
  /** Callees before callers. */
  readonly functions: readonly WasmFunction[];
}

/** The most pages that 32-bit addresses reach. */
const PAGE_LIMIT = 65_536;

/** @throws Error when memory's name is a function's too, or its pages are out of range. */
export function wasmModule(facts: ModuleFacts): WasmModule {
  const { exports, memory } = facts;
  if (memory) requireMemory(memory, exports);
  const callees = new Set<Callee>();
  for (const root of Object.values(exports)) collect(root, callees);
  const all = [...callees];
  return { ...facts, imports: all.filter(isImported), functions: all.filter(isDefined) };
}

/** Whether its results may differ in their last bits from one processor to another. */
export function usesRelaxed({ functions }: WasmModule): boolean {
  let isRelaxed = false;
  for (const each of functions) {
    forEachOperationOf(each, ({ instruction }) => {
      isRelaxed ||= instruction.isRelaxed === true;
    });
  }
  return isRelaxed;
}

/** Imports and functions by their numbers: imports come first. */
export function calleesOf({ imports, functions }: WasmModule): readonly Callee[] {
  return [...imports, ...functions];
}

export const isDefined = (callee: Callee): callee is WasmFunction => callee.origin.kind === "definition";
const isImported = (callee: Callee): callee is ImportedFunction => callee.origin.kind === "import";

function collect(callee: Callee, into: Set<Callee>): void {
  if (into.has(callee)) return;
  if (isDefined(callee)) {
    forEachOperationOf(callee, ({ immediates: [first] }) => {
      if (first?.kind === "function") collect(first.callee, into);
    });
  }
  into.add(callee);
}

function forEachOperationOf({ origin }: WasmFunction, visit: (operation: Operation<ValueType | undefined>) => void) {
  for (const code of codeOf(origin)) forEachOperation(code, visit);
}

function requireMemory({ minPages, maxPages = PAGE_LIMIT, exportedAs }: Memory, exports: ModuleFacts["exports"]): void {
  if (!Number.isInteger(minPages) || !Number.isInteger(maxPages) || minPages < 0)
    throw new Error(`Memory takes whole numbers of pages, not ${minPages} to ${maxPages}.`);
  if (minPages > maxPages || maxPages > PAGE_LIMIT)
    throw new Error(`Memory of ${minPages} to ${maxPages} pages is not possible: the limit is ${PAGE_LIMIT}.`);
  if (exportedAs !== undefined && exportedAs in exports) throw new Error(`"${exportedAs}" is the name of two exports.`);
}
