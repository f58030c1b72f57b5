/**
 * WebAssembly code as data: trees of instructions that are read, printed and encoded, never run here. A tree that stands in
 * two places is two copies of its instructions. The names are those of the text format (WebAssembly 3.0, chapter 6).
 */

export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

/** How the 128 bits of a constant are cut into lanes. */
export type LaneShape = "i32x4" | "i64x2" | "f32x4" | "f64x2";

/** A variable of a function. Locals are told apart by identity, the name is for readers. They begin as 0. */
export interface Local<T extends ValueType = ValueType> {
  readonly name: string;
  readonly type: T;
}

/** A place to branch to: behind the block that bears it, or back to the start of the loop that does. */
export interface Label {
  readonly name: string;
}

/** All facts of an instruction. */
export interface Instruction {
  readonly name: string;
  /** One byte, or a prefix byte above twelve bits of what follows it: 0xfd0e4 is 0xfd and 0xe4 as LEB128. */
  readonly opcode: number;
  /** Its result depends on the processor within what the specification allows: the same inputs need not give the same bits. */
  readonly isRelaxed?: boolean;
}

/** What an instruction holds beside its operands. */
export type Immediate =
  | { readonly kind: "local"; readonly local: Local }
  | { readonly kind: "label"; readonly label: Label }
  | { readonly kind: "function"; readonly callee: Callee }
  /** Bytes added to the address, and the logarithm to base 2 of the width accessed. */
  | { readonly kind: "memory"; readonly offset: number; readonly alignment: number }
  /** Always 0: a module has one memory. */
  | { readonly kind: "memoryIndex" }
  | { readonly kind: "lane"; readonly lane: number }
  | { readonly kind: "bytes"; readonly bytes: readonly number[] }
  | { readonly kind: "number"; readonly type: Exclude<ValueType, "v128">; readonly value: number | bigint }
  | { readonly kind: "lanes"; readonly shape: LaneShape; readonly values: readonly (number | bigint)[] };

/** An instruction with its operands. It is an expression of type T, or a statement where T is undefined. */
export interface Operation<T extends ValueType | undefined> {
  readonly kind: "operation";
  readonly type: T;
  readonly instruction: Instruction;
  readonly immediates: readonly Immediate[];
  readonly operands: readonly Expr[];
}

/** Statements, and a value after them where T is a type. */
export interface Sequence<T extends ValueType | undefined> {
  readonly kind: "sequence";
  readonly type: T;
  readonly statements: readonly Statement[];
  readonly value: T extends ValueType ? Expr<T> : undefined;
}

/** Code that leaves a value. */
export type Expr<T extends ValueType = ValueType> = Operation<T> | Sequence<T>;

/** Code that leaves nothing. */
export type Statement = Operation<undefined> | Sequence<undefined> | Block | If;

export interface Block {
  readonly kind: "block" | "loop";
  readonly label: Label;
  readonly body: readonly Statement[];
}

export interface If {
  readonly kind: "if";
  readonly condition: Expr<"i32">;
  readonly then: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

/** What can be called: parameters of types P, a result of type R or none. */
export interface Callee<
  P extends readonly ValueType[] = readonly ValueType[],
  R extends ValueType | undefined = ValueType | undefined,
> {
  readonly name: string;
  readonly parameterTypes: P;
  readonly resultType: R;
  /** What it does, or where it comes from. */
  readonly origin: Definition | ImportName;
}

export interface Definition {
  readonly kind: "definition";
  readonly parameters: readonly Local[];
  readonly body: readonly Statement[];
  readonly result: Expr | undefined;
}

/** An import as JavaScript provides it: `{ [module]: { [name]: value } }`. */
export interface ImportName {
  readonly kind: "import";
  readonly module: string;
  readonly name: string;
}

/** Operands for parameters of types P. */
export type Operands<P extends readonly ValueType[]> = { readonly [I in keyof P]: Expr<P[I]> };

/** Calls `visit` for every operation of the code, operands before what takes them, as they will run. */
export function forEachOperation(
  code: Expr | Statement,
  visit: (operation: Operation<ValueType | undefined>) => void,
): void {
  const visitAll = (codes: readonly (Expr | Statement)[]) => {
    for (const each of codes) forEachOperation(each, visit);
  };
  switch (code.kind) {
    case "operation":
      visitAll(code.operands);
      visit(code);
      break;
    case "sequence":
      visitAll(code.statements);
      if (code.value) forEachOperation(code.value, visit);
      break;
    case "if":
      visitAll([code.condition, ...code.then, ...code.otherwise]);
      break;
    default:
      visitAll(code.body);
  }
}
