/** A module as bytes: WebAssembly's binary format (specification 3.0, chapter 5). */
import { pushAll, pushName, pushSigned, pushSized, pushUnsigned, pushVector } from "./bytes.ts";
import type { Callee } from "./code.ts";
import { END, pushFunction, TYPE_CODES } from "./encode-function.ts";
import type { ImportedFunction } from "./wasm-function.ts";
import { calleesOf, type DataSegment, type Memory, type WasmModule } from "./wasm-module.ts";

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const SECTION = { custom: 0, type: 1, import: 2, function: 3, memory: 5, export: 7, code: 10, data: 11 } as const;
const FUNCTION_TYPE = 0x60;
const I32_CONST = 0x41;
const FUNCTION_NAMES = 1;
const KIND = { function: 0, memory: 2 } as const;

/** The module's bytes, with the names of its functions for whoever looks into it. */
export function encodeModule(module: WasmModule): Uint8Array<ArrayBuffer> {
  const { imports, functions, memory, data = [] } = module;
  const callees = calleesOf(module);
  const numbers = new Map(callees.map((callee, i) => [callee, i]));
  const signatures = callees.map(signatureOf);
  const types = [...new Map(signatures.map((signature) => [String(signature), signature])).values()];
  const typeOf = (callee: Callee) => types.findIndex((type) => String(type) === String(signatureOf(callee)));
  const bytes = [...MAGIC_AND_VERSION];

  pushSection(bytes, SECTION.type, types, pushAll);
  const memories = memory === undefined ? [] : [memory];
  const external = memories.filter(({ from }) => from !== undefined);
  pushSection(bytes, SECTION.import, [...imports, ...external], (into, item) => {
    if ("minPages" in item) pushMemoryImport(into, item);
    else pushFunctionImport(into, item, typeOf(item));
  });
  pushSection(bytes, SECTION.function, functions, (into, defined) => pushUnsigned(into, typeOf(defined)));
  pushSection(
    bytes,
    SECTION.memory,
    memories.filter(({ from }) => !from),
    pushLimits,
  );
  pushSection(bytes, SECTION.export, exportsOf(module, numbers), (into, [name, kind, index]) => {
    pushName(into, name);
    into.push(kind);
    pushUnsigned(into, index);
  });
  pushSection(bytes, SECTION.code, functions, (into, defined) => pushFunction(into, defined, numbers));
  pushSection(bytes, SECTION.data, data, pushData);
  pushNames(bytes, callees);
  return Uint8Array.from(bytes);
}

/** Parameters and result, as the type section writes them. */
function signatureOf({ parameterTypes, resultType }: Callee): readonly number[] {
  const results = resultType === undefined ? [] : [TYPE_CODES[resultType]];
  const parameters = parameterTypes.map((type) => TYPE_CODES[type]);
  return [FUNCTION_TYPE, parameters.length, ...parameters, results.length, ...results];
}

type Export = readonly [name: string, kind: number, index: number];

function exportsOf({ exports, memory }: WasmModule, numbers: ReadonlyMap<Callee, number>): readonly Export[] {
  const named: readonly Export[] = Object.entries(exports).map(([name, callee]) => [
    name,
    KIND.function,
    // Exported functions are functions of the module.
    numbers.get(callee) as number,
  ]);
  return memory?.exportedAs === undefined ? named : [...named, [memory.exportedAs, KIND.memory, 0]];
}

/** A section without entries is left out. */
function pushSection<T>(
  bytes: number[],
  id: number,
  items: readonly T[],
  push: (bytes: number[], item: T) => void,
): void {
  if (items.length === 0) return;
  const content: number[] = [];
  pushVector(content, items, push);
  bytes.push(id);
  pushSized(bytes, content);
}

function pushFunctionImport(bytes: number[], { origin }: ImportedFunction, type: number): void {
  pushName(bytes, origin.module);
  pushName(bytes, origin.name);
  bytes.push(KIND.function);
  pushUnsigned(bytes, type);
}

function pushMemoryImport(bytes: number[], memory: Memory): void {
  pushName(bytes, memory.from?.module ?? "");
  pushName(bytes, memory.from?.name ?? "");
  bytes.push(KIND.memory);
  pushLimits(bytes, memory);
}

function pushLimits(bytes: number[], { minPages, maxPages }: Memory): void {
  bytes.push(maxPages === undefined ? 0 : 1);
  pushUnsigned(bytes, minPages);
  if (maxPages !== undefined) pushUnsigned(bytes, maxPages);
}

function pushData(bytes: number[], { offset, bytes: content }: DataSegment): void {
  // Memory 0, at a constant address.
  bytes.push(0, I32_CONST);
  pushSigned(bytes, BigInt(offset | 0));
  bytes.push(END);
  pushSized(bytes, content);
}

function pushNames(bytes: number[], callees: readonly Callee[]): void {
  const names: number[] = [];
  pushVector(names, [...callees.entries()], (into, [i, { name }]) => {
    pushUnsigned(into, i);
    pushName(into, name);
  });
  const content: number[] = [];
  pushName(content, "name");
  content.push(FUNCTION_NAMES);
  pushSized(content, names);
  bytes.push(SECTION.custom);
  pushSized(bytes, content);
}
