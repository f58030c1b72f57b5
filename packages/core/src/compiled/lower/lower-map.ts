/** A nest that computes each element by itself: loops around a vector of four. */
import { createExpressions } from "../plan/expression.ts";
import { type MapNest, readsOf } from "../plan/nest.ts";
import { forRange, type Local, local, type Statement } from "../wasm/index.ts";
import { collapsed, over } from "./collapse.ts";
import type { Emitter } from "./emit.ts";
import { AT_ZERO, createScope, type Index, type OwnScope } from "./point.ts";

export function lowerMap(nest: MapNest, emitter: Emitter): readonly Statement[] {
  const expressions = createExpressions();
  const shape = collapsed(nest.shape, [...readsOf(nest), ...nest.stores.map(({ access }) => access)]);
  const dims = shape.length === 0 ? [1] : shape;
  const stores = nest.stores.map(({ access, expression }) => ({
    access: over(access, dims),
    expression: expressions.mapAccess(expression, (each) => over(each, dims)) ?? expression,
  }));
  const inner = dims.length - 1;
  const outer = dims.slice(0, -1).map((_, axis) => local(`i${axis}`, "i32"));
  const scopes = [createScope()];
  for (const _ of outer) scopes.push(createScope(scopes.at(-1)));
  const blockAt = (index: Index, width: number): readonly Statement[] => {
    const own = createScope(scopes.at(-1));
    const place = {
      point: [...outer.map((variable): Index => ({ variable, plus: 0 })), index],
      vectorAxis: inner,
      width,
      scopeOf: (axes: ReadonlySet<number>) =>
        axes.has(inner) || axes.size > inner ? own : (scopes[1 + Math.max(-1, ...axes)] as OwnScope),
    };
    const written = stores.map((store) => emitter.storeAt(store, place));
    return [...own.statements, ...written.flat()];
  };
  const along = alongVectors(dims[inner] as number, blockAt);
  return outer.reduceRight<readonly Statement[]>(
    (body, variable, axis) => [
      ...(scopes[axis] as OwnScope).statements,
      forRange(variable, 0, dims[axis] as number, 1, body),
    ],
    [...(scopes.at(-1) as OwnScope).statements, ...along],
  );
}

/** A loop over vectors of four, and what is left over. */
export function alongVectors(
  length: number,
  blockAt: (index: Index, width: number) => readonly Statement[],
): readonly Statement[] {
  const whole = length - (length % 4);
  const variable: Local<"i32"> = local("j", "i32");
  const left = length - whole;
  return [
    ...(whole > 4 ? [forRange(variable, 0, whole, 4, blockAt({ variable, plus: 0 }, 4))] : []),
    ...(whole === 4 ? blockAt(AT_ZERO, 4) : []),
    ...(left > 0 ? blockAt({ plus: whole }, left) : []),
  ];
}
