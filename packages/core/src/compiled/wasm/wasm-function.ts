/** Functions: parameters, statements, a result. */
import {
  type Callee,
  type Definition,
  type Expr,
  forEachOperation,
  type ImportName,
  type Local,
  type Statement,
  type ValueType,
} from "./code.ts";

export interface WasmFunction<
  P extends readonly ValueType[] = readonly ValueType[],
  R extends ValueType | undefined = ValueType | undefined,
> extends Callee<P, R> {
  readonly origin: Definition;
}

export interface ImportedFunction<
  P extends readonly ValueType[] = readonly ValueType[],
  R extends ValueType | undefined = ValueType | undefined,
> extends Callee<P, R> {
  readonly origin: ImportName;
}

interface FunctionFacts<P extends readonly ValueType[]> {
  readonly name: string;
  readonly parameters: { readonly [I in keyof P]: Local<P[I]> };
  readonly body?: readonly Statement[];
}

/** A function: `body` runs, then `result` is computed and given back. Other variables of the body are its own. */
export function wasmFunction<const P extends readonly ValueType[], R extends ValueType>(
  facts: FunctionFacts<P> & { readonly result: Expr<R> },
): WasmFunction<P, R>;
export function wasmFunction<const P extends readonly ValueType[]>(
  facts: FunctionFacts<P> & { readonly result?: undefined },
): WasmFunction<P, undefined>;
export function wasmFunction({
  name,
  parameters,
  body = [],
  result,
}: FunctionFacts<readonly ValueType[]> & { readonly result?: Expr | undefined }): WasmFunction {
  const parameterTypes = parameters.map(({ type }) => type);
  return { name, parameterTypes, resultType: result?.type, origin: { kind: "definition", parameters, body, result } };
}

/** A function of JavaScript: `imports[module][name]`. */
export function importedFunction<const P extends readonly ValueType[], R extends ValueType | undefined>(facts: {
  readonly module: string;
  readonly name: string;
  readonly parameterTypes: P;
  readonly resultType: R;
}): ImportedFunction<P, R> {
  const { module, name, parameterTypes, resultType } = facts;
  return { name, parameterTypes, resultType, origin: { kind: "import", module, name } };
}

/** All code of a function, as it runs. */
export function codeOf({ body, result }: Definition): readonly (Statement | Expr)[] {
  return result === undefined ? body : [...body, result];
}

/**
 * The function's own variables, in the order in which its code first names them.
 * @throws Error for one that is read and never set: a parameter of another function, or a line forgotten.
 */
export function localsOf({ name, origin }: WasmFunction): readonly Local[] {
  const parameters = new Set(origin.parameters);
  const isSet = new Map<Local, boolean>();
  for (const code of codeOf(origin)) {
    forEachOperation(code, ({ instruction, immediates: [first] }) => {
      if (first?.kind !== "local" || parameters.has(first.local)) return;
      isSet.set(first.local, isSet.get(first.local) === true || instruction.name !== "local.get");
    });
  }
  for (const [local, hasValue] of isSet)
    if (!hasValue) throw new Error(`${name}: ${local.name} is read and never set.`);
  return [...isSet.keys()];
}
