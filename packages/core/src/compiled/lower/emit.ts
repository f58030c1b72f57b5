/** Code for expressions at a place of a nest. */
import type { LaneMath } from "../../graph/compiled-form.ts";
import type { Access, Buffer } from "../plan/access.ts";
import type { Expression } from "../plan/expression.ts";
import type { Store } from "../plan/nest.ts";
import { type Expr, f32x4, get, i32x4, type Local, type Statement, v128 } from "../wasm/index.ts";
import type { Lanes } from "./lanes.ts";
import {
  addressAt,
  axesOf,
  fromFloats,
  type Index,
  loadLanes,
  type OwnScope,
  type Point,
  type Surroundings,
  storeLanes,
  toFloats,
} from "./point.ts";

/** Up to four elements of a nest, one behind the other along its vector axis. */
export interface Place {
  readonly point: Point;
  readonly vectorAxis: number;
  /** 1 to 4. */
  readonly width: number;
  /** The scope in which a thing is computed that moves along these axes only. */
  readonly scopeOf: (axes: ReadonlySet<number>) => OwnScope;
  /** What the nest itself has computed there. */
  readonly result?: { readonly buffer: Buffer; readonly value: Local<"v128"> };
}

export interface Emitter {
  /** The variable that holds an expression's elements: of one that does not move along the vector axis in every lane. */
  readonly lanesAt: (expression: Expression, place: Place) => Expr<"v128">;
  readonly storeAt: (store: Store, place: Place) => readonly Statement[];
}

export function createEmitter(around: Surroundings, math: LaneMath<Lanes>): Emitter {
  const dependence = new Map<Expression, ReadonlySet<number>>();
  const dependsOn = (expression: Expression, place: Place): ReadonlySet<number> => {
    const found = dependence.get(expression);
    if (found !== undefined) return found;
    const axes = new Set<number>();
    if (expression.kind === "load") for (const axis of axesOf(expression.access)) axes.add(axis);
    if (isResult(expression, place)) for (const axis of place.point.keys()) axes.add(axis);
    if (expression.kind === "apply")
      for (const input of expression.inputs) for (const axis of dependsOn(input, place)) axes.add(axis);
    dependence.set(expression, axes);
    return axes;
  };

  const keyOf = (expression: Expression, place: Place): string => {
    const axes = [...dependsOn(expression, place)].sort();
    const at = axes.map((axis) => indexKey(place.point[axis]));
    return `e${expression.id}${axes.includes(place.vectorAxis) ? `/${place.width}` : ""}@${at.join()}`;
  };
  const indexKey = (index: Index | undefined) =>
    index === undefined ? "" : `${index.variable ? around.idOf(index.variable) : ""}+${index.plus}`;

  const lanesAt: Emitter["lanesAt"] = (expression, place) => {
    if (expression.kind === "number") return math.number(expression.value);
    if (isResult(expression, place) && place.result) return get(place.result.value);
    const scope = place.scopeOf(dependsOn(expression, place));
    return get(scope.once(keyOf(expression, place), "v128", () => computed(expression, place, scope)));
  };

  const computed = (expression: Expression, place: Place, scope: OwnScope): Expr<"v128"> => {
    switch (expression.kind) {
      case "number":
        return math.number(expression.value);
      case "step":
        return f32x4.convert_i32x4_s(i32x4.splat(get(around.step as Local<"i32">)));
      case "load":
        return toFloats(expression.access.buffer, loaded(expression.access, place, scope));
      case "apply":
        return expression.lanes(
          math,
          expression.inputs.map((input) => lanesAt(input, place)),
        );
    }
  };

  const loaded = (access: Access, place: Place, scope: OwnScope): Expr<"v128"> => {
    const { point, vectorAxis, width } = place;
    if (!axesOf(access).has(vectorAxis)) {
      const { base, offset } = addressAt(access, point, scope, around);
      return v128.load32_splat(base, offset);
    }
    if (access.strides[vectorAxis] === 1 && !picksAlong(access, vectorAxis))
      return loadLanes(addressAt(access, point, scope, around), width);
    const first = addressAt(access, point, scope, around);
    return Array.from({ length: width - 1 }, (_, i) => i + 1).reduce<Expr<"v128">>(
      (lanes, lane) => {
        const { base, offset } = addressAt(access, movedBy(point, vectorAxis, lane), scope, around);
        return v128.load32_lane(base, lanes, lane, offset);
      },
      v128.load32_zero(first.base, first.offset),
    );
  };

  const storeAt: Emitter["storeAt"] = ({ access, expression }, place) => {
    const { point, vectorAxis, width } = place;
    const scope = place.scopeOf(new Set(point.keys()));
    const isCopy = expression.kind === "load" && expression.access.buffer.dtype === access.buffer.dtype;
    // Whole numbers are copied as they are: not all of them are float32 numbers.
    const value =
      isCopy && access.buffer.dtype === "int32"
        ? loaded(expression.access, place, scope)
        : fromFloats(access.buffer, lanesAt(expression, place));
    const isInRow = access.strides[vectorAxis] === 1 && !picksAlong(access, vectorAxis);
    if (isInRow || width === 1) return storeLanes(addressAt(access, point, scope, around), value, width);
    const held = scope.once(`store ${around.idOf(access)} ${keyOf(expression, place)}`, "v128", () => value);
    return Array.from({ length: width }, (_, lane) => {
      const { base, offset } = addressAt(access, movedBy(point, vectorAxis, lane), scope, around);
      return v128.store32_lane(base, get(held), lane, offset);
    });
  };

  return { lanesAt, storeAt };
}

function isResult(expression: Expression, { result }: Place): boolean {
  return expression.kind === "load" && result !== undefined && expression.access.buffer === result.buffer;
}

function picksAlong({ picks }: Access, axis: number): boolean {
  return picks.some(({ index }) => index !== "step" && axesOf(index).has(axis));
}

/** The point `by` elements further along an axis. */
export function movedBy(point: Point, axis: number, by: number): Point {
  return point.map((index, i) => (i === axis ? { ...index, plus: index.plus + by } : index));
}
