/** Sums and largest elements over some axes. */
import type { Dim } from "../../graph/value.ts";
import { type Access, reshaped } from "../plan/access.ts";
import { createExpressions, type Expression } from "../plan/expression.ts";
import type { ReduceNest, Store } from "../plan/nest.ts";
import { type Expr, f32x4, forRange, get, i32x4, type Local, local, type Statement, set } from "../wasm/index.ts";
import { over } from "./collapse.ts";
import type { Emitter } from "./emit.ts";
import { inBands } from "./lower-product.ts";
import { AT_ZERO, createScope, type Index, type OwnScope, type Point } from "./point.ts";

/** Vectors that are summed side by side, so that none waits for the one before. */
const SIDE_BY_SIDE = 4;

const COMBINE = {
  add: { start: 0, of: f32x4.add },
  max: { start: -Infinity, of: f32x4.max },
} as const;

/** A nest without axes of 1. */
interface Reduction {
  readonly dims: readonly number[];
  readonly isReduced: readonly boolean[];
  readonly source: Expression;
  readonly stores: readonly Store[];
}

export function lowerReduce(nest: ReduceNest, emitter: Emitter): readonly Statement[] {
  const reduction = withoutUnits(nest);
  const { dims, isReduced } = reduction;
  const outer = [...dims.keys()].filter((axis) => !isReduced[axis] && axis < dims.length - 1);
  const variables = new Map(outer.map((axis) => [axis, local(`i${axis}`, "i32")]));
  // A scope around all loops, and one in each.
  const scopes = [createScope()];
  for (const _ of outer) scopes.push(createScope(scopes.at(-1)));
  const scopeOf = (axes: ReadonlySet<number>): OwnScope => {
    const deepest = outer.findLastIndex((axis) => axes.has(axis));
    return scopes[deepest + 1] as OwnScope;
  };
  const point: Point = dims.map((_, axis) => {
    const variable = variables.get(axis);
    return variable === undefined ? AT_ZERO : { variable, plus: 0 };
  });
  const around = { nest, reduction, emitter, point, outerScope: scopes.at(-1) as OwnScope, outerScopeOf: scopeOf };
  const body = isReduced.at(-1) === true ? alongReduced(around) : alongKept(around);
  return outer.reduceRight<readonly Statement[]>(
    (inside, axis, level) => [
      ...(scopes[level] as OwnScope).statements,
      forRange(variables.get(axis) as Local<"i32">, 0, dims[axis] as number, 1, inside),
    ],
    [...(scopes.at(-1) as OwnScope).statements, ...body],
  );
}

function withoutUnits({ sourceShape, shape, source, stores }: ReduceNest): Reduction {
  const expressions = createExpressions();
  // Nests that run have shapes that are known.
  const long = [...sourceShape.keys()].filter((axis) => sourceShape[axis] !== 1);
  // A single element is a sum of one, over any of its axes.
  const axes = long.length === 0 ? [0] : long;
  const dims = axes.map((axis) => (sourceShape[axis] ?? 1) as number);
  const isReduced = axes.map((axis) => (shape[axis] ?? 1) === 1);
  const kept = dims.map((dim, i) => (isReduced[i] ? 1 : dim));
  const mapped = (expression: Expression, to: readonly Dim[]): Expression =>
    expressions.mapAccess(expression, (access) => reshaped(access, to) as Access) ?? expression;
  return {
    dims,
    isReduced,
    source: mapped(source, dims),
    stores: stores.map(({ access, expression }) => ({
      access: over(access, kept),
      expression: mapped(expression, kept),
    })),
  };
}

interface Around {
  readonly nest: ReduceNest;
  readonly reduction: Reduction;
  readonly emitter: Emitter;
  readonly point: Point;
  readonly outerScope: OwnScope;
  readonly outerScopeOf: (axes: ReadonlySet<number>) => OwnScope;
}

/** The last axis stays: vectors along it, each the sum of those behind each other. */
function alongKept(around: Around): readonly Statement[] {
  const { nest, reduction, emitter, point, outerScope, outerScopeOf } = around;
  const { dims, isReduced, source, stores } = reduction;
  const last = dims.length - 1;
  const { start, of } = COMBINE[nest.combine];
  return inBands(dims[last] as number, 4 * SIDE_BY_SIDE, "j", ({ index, count }) => {
    const own = createScope(outerScope);
    const widths = Array.from({ length: Math.ceil(count / 4) }, (_, v) => Math.min(4, count - 4 * v));
    const sums = widths.map((_, v) => local(`sum${v}`, "v128"));
    const indexOf = (v: number): Index => ({ ...index, plus: index.plus + 4 * v });
    const { loops, inside, at } = reducedLoops(reduction, own);
    const terms = sums.map((sum, v) => {
      const place = {
        point: at(point, last, indexOf(v)),
        vectorAxis: last,
        width: widths[v] as number,
        scopeOf: (axes: ReadonlySet<number>) =>
          [...axes].some((axis) => isReduced[axis]) ? inside : axes.has(last) ? own : outerScopeOf(axes),
      };
      return set(sum, of(get(sum), emitter.lanesAt(source, place)));
    });
    const looped = loops([...inside.statements, ...terms]);
    const before = own.statements.splice(0);
    const written = sums.flatMap((value, v) => {
      const place = {
        point: withIndex(point, last, indexOf(v)),
        vectorAxis: last,
        width: widths[v] as number,
        scopeOf: (axes: ReadonlySet<number>) => (axes.has(last) ? own : outerScopeOf(axes)),
        result: { buffer: nest.result, value },
      };
      return stores.flatMap((store) => emitter.storeAt(store, place));
    });
    return [...before, ...sums.map((sum) => set(sum, f32x4.const(start))), ...looped, ...own.statements, ...written];
  });
}

/** The last axis is summed: four sums, which are one in the end. */
function alongReduced(around: Around): readonly Statement[] {
  const { nest, reduction, emitter, point, outerScope, outerScopeOf } = around;
  const { dims, isReduced, source, stores } = reduction;
  const last = dims.length - 1;
  const length = dims[last] as number;
  const { start, of } = COMBINE[nest.combine];
  const own = createScope(outerScope);
  const total = local("total", "v128");
  const sums = Array.from({ length: length >= 8 * SIDE_BY_SIDE ? SIDE_BY_SIDE : 1 }, (_, v) =>
    local(`sum${v}`, "v128"),
  );
  const { loops, inside, at } = reducedLoops(reduction, own);
  const inBand = inBands(length - (length % 4), 4 * sums.length, "j", ({ index, count }) => {
    const scope = createScope(inside);
    const terms = sums
      .slice(0, count / 4)
      .map((sum, v) =>
        set(sum, of(get(sum), emitter.lanesAt(source, placeAt(scope, { ...index, plus: index.plus + 4 * v }, 4)))),
      );
    return [...scope.statements, ...terms];
  });
  const left = length % 4;
  const tail = createScope(inside);
  const rest = left === 0 ? undefined : emitter.lanesAt(source, placeAt(tail, { plus: length - left }, left));
  const restTerms = rest === undefined ? [] : lanesInto(total, rest, left, of);

  function placeAt(scope: OwnScope, index: Index, width: number) {
    return {
      point: at(point, last, index),
      vectorAxis: last,
      width,
      scopeOf: (axes: ReadonlySet<number>) =>
        axes.has(last) ? scope : [...axes].some((axis) => isReduced[axis]) ? inside : outerScopeOf(axes),
    };
  }

  const looped = loops([...inside.statements, ...inBand, ...tail.statements, ...restTerms]);
  const before = own.statements.splice(0);
  const keptAxis = isReduced.lastIndexOf(false);
  const place = {
    point,
    vectorAxis: keptAxis < 0 ? last : keptAxis,
    width: 1,
    scopeOf: () => own,
    result: { buffer: nest.result, value: total },
  };
  const written = stores.flatMap((store) => emitter.storeAt(store, place));
  return [
    ...before,
    ...[total, ...sums].map((sum) => set(sum, f32x4.const(start))),
    ...looped,
    ...(length >= 4 ? acrossLanes(total, sums, of) : []),
    ...own.statements,
    ...written,
  ];
}

type Combine = (a: Expr<"v128">, b: Expr<"v128">) => Expr<"v128">;

/** total with the first lanes of x, one after the other. */
function lanesInto(total: Local<"v128">, x: Expr<"v128">, width: number, of: Combine): readonly Statement[] {
  const held = local("rest", "v128");
  const lane = (k: number) => i32x4.shuffle(get(held), get(held), [k, k, k, k]);
  return [set(held, x), ...Array.from({ length: width }, (_, k) => set(total, of(get(total), lane(k))))];
}

/** total with all lanes of the sums, in every lane. */
function acrossLanes(total: Local<"v128">, sums: readonly Local<"v128">[], of: Combine): readonly Statement[] {
  const joined = local("joined", "v128");
  const turned = (lanes: readonly [number, number, number, number]) =>
    set(joined, of(get(joined), i32x4.shuffle(get(joined), get(joined), lanes)));
  return [
    set(
      joined,
      sums.map((sum): Expr<"v128"> => get(sum)).reduce((left, right) => of(left, right)),
    ),
    turned([2, 3, 0, 1]),
    turned([1, 0, 3, 2]),
    set(total, of(get(total), get(joined))),
  ];
}

/** Loops over the reduced axes but the last axis. */
function reducedLoops({ dims, isReduced }: Reduction, around: OwnScope) {
  const axes = [...dims.keys()].filter((axis) => isReduced[axis] && axis < dims.length - 1);
  const variables = new Map(axes.map((axis) => [axis, local(`k${axis}`, "i32")]));
  return {
    inside: createScope(around),
    loops: (body: readonly Statement[]): readonly Statement[] =>
      axes.reduceRight<readonly Statement[]>(
        (inner, axis) => [forRange(variables.get(axis) as Local<"i32">, 0, dims[axis] as number, 1, inner)],
        body,
      ),
    /** A point within these loops. */
    at: (point: Point, axis: number, index: Index): Point =>
      withIndex(point, axis, index).map((own, i) => {
        const variable = variables.get(i);
        return variable === undefined ? own : { variable, plus: 0 };
      }),
  };
}

const withIndex = (point: Point, axis: number, index: Index): Point =>
  point.map((own, i) => (i === axis ? index : own));
