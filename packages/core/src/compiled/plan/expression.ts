/** Values that are not computed yet: what each element will be, said of loads. Equal expressions are one object. */
import type { Lanes } from "../../graph/compiled-form.ts";
import type { Dim } from "../../graph/value.ts";
import { type Access, type Buffer, broadcastTo } from "./access.ts";

/** What each element of a value is; its elements have `shape`. */
export type Expression =
  | { readonly kind: "number"; readonly id: number; readonly value: number }
  /** The number of the loop's iteration, from 0. */
  | { readonly kind: "step"; readonly id: number }
  | { readonly kind: "load"; readonly id: number; readonly access: Access }
  | {
      readonly kind: "apply";
      readonly id: number;
      /** The op, for people. */
      readonly name: string;
      /** Tells it from all others. */
      readonly key: string;
      readonly lanes: Lanes;
      readonly inputs: readonly Expression[];
    };

/** Makes expressions; those that are equal are the same. */
export interface Expressions {
  readonly number: (value: number) => Expression;
  readonly step: Expression;
  readonly load: (access: Access) => Expression;
  /** `key` tells an op from all others. */
  readonly apply: (name: string, key: string, lanes: Lanes, inputs: readonly Expression[]) => Expression;
  /** The expression with each load replaced; undefined where `of` gives nothing for one. */
  readonly map: (expression: Expression, of: (access: Access) => Expression | undefined) => Expression | undefined;
  /** The expression with each access replaced; undefined where `of` gives none for one. */
  readonly mapAccess: (expression: Expression, of: (access: Access) => Access | undefined) => Expression | undefined;
}

export function createExpressions(): Expressions {
  const known = new Map<string, Expression>();
  const bufferIds = new Map<Buffer, number>();

  const intern = (key: string, make: (id: number) => Expression): Expression => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const fresh = make(known.size);
    known.set(key, fresh);
    return fresh;
  };
  const idOf = (buffer: Buffer): number => {
    const id = bufferIds.get(buffer) ?? bufferIds.size;
    bufferIds.set(buffer, id);
    return id;
  };
  const keyOf = ({ buffer, shape, offset, strides, picks }: Access): string => {
    const own = picks.map(
      ({ index, stride, length }) => `${index === "step" ? index : keyOf(index)}*${stride}<${length}`,
    );
    return `${idOf(buffer)}[${shape}]+${offset}:${strides}(${own.join()})`;
  };

  const apply: Expressions["apply"] = (name, key, lanes, inputs) => {
    const full = `${key}(${inputs.map(({ id }) => id).join()})`;
    return intern(full, (id) => ({ kind: "apply", id, name, key, lanes, inputs }));
  };

  const expressions: Expressions = {
    // -0 is another number than 0.
    number: (value) => intern(Object.is(value, -0) ? "-0" : String(value), (id) => ({ kind: "number", id, value })),
    step: intern("step", (id) => ({ kind: "step", id })),
    load: (access) => intern(`@${keyOf(access)}`, (id) => ({ kind: "load", id, access })),
    apply,
    map: (expression, of) => {
      const done = new Map<Expression, Expression | undefined>();
      const mapped = (each: Expression): Expression | undefined => {
        if (!done.has(each)) done.set(each, fresh(each));
        return done.get(each);
      };
      const fresh = (each: Expression): Expression | undefined => {
        if (each.kind === "load") return of(each.access);
        // They may be another maker's, whose numbers mean other things here.
        if (each.kind === "number") return expressions.number(each.value);
        if (each.kind === "step") return expressions.step;
        const inputs = each.inputs.map(mapped);
        const isWhole = inputs.every((input) => input !== undefined);
        return isWhole ? apply(each.name, each.key, each.lanes, inputs) : undefined;
      };
      return mapped(expression);
    },
    mapAccess: (expression, of) =>
      expressions.map(expression, (access) => {
        const other = of(access);
        return other && expressions.load(other);
      }),
  };
  return expressions;
}

/** All loads that an expression holds, each once. */
export function loadsOf(expression: Expression): readonly Access[] {
  const found = new Set<Access>();
  const seen = new Set<Expression>();
  const visit = (each: Expression): void => {
    if (seen.has(each)) return;
    seen.add(each);
    if (each.kind === "load") found.add(each.access);
    if (each.kind === "apply") each.inputs.forEach(visit);
  };
  visit(expression);
  return [...found];
}

/** Repeated to a shape. */
export function spread(expressions: Expressions, expression: Expression, shape: readonly Dim[]): Expression {
  // Repeating moves nothing.
  return expressions.mapAccess(expression, (access) => broadcastTo(access, shape)) as Expression;
}
