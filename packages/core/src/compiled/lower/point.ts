/** Places in an iteration space, and the code that reads and writes memory there. */
import type { Dim } from "../../graph/value.ts";
import type { Access, Buffer } from "../plan/access.ts";
import {
  type Expr,
  f32x4,
  get,
  i32,
  i32x4,
  type Local,
  local,
  type Statement,
  set,
  v128,
  when,
} from "../wasm/index.ts";

/** The index along an axis: a variable, a number, or their sum. */
export interface Index {
  readonly variable?: Local<"i32">;
  readonly plus: number;
}

/** An index for each axis. */
export type Point = readonly Index[];

export const AT_ZERO: Index = { plus: 0 };

/** What code needs to know of the program around it. */
export interface Surroundings {
  /** The iteration of the loop; undefined outside of one. */
  readonly step: Local<"i32"> | undefined;
  readonly addressOf: (buffer: Buffer) => number;
  readonly lengthAt: (dim: string) => number;
  /** Products may round once where they multiply and add. */
  readonly isRelaxed: boolean;
  /** Ends the run and says that an op's index into the buffer was out of range. */
  readonly endOutside: (op: string, buffer: Buffer) => readonly Statement[];
  /** A number for each thing, for keys. */
  readonly idOf: (thing: object) => number;
}

/** Statements, and what they have computed: things that are asked for twice are computed once. */
export interface Scope {
  readonly statements: Statement[];
  /** The variable that holds `value`, here or around here. */
  readonly once: <T extends "i32" | "v128">(key: string, type: T, value: () => Expr<T>) => Local<T>;
}

export function createScope(around?: Scope & { readonly find: (key: string) => Local | undefined }) {
  const statements: Statement[] = [];
  const known = new Map<string, Local>();
  const find = (key: string): Local | undefined => known.get(key) ?? around?.find(key);
  return {
    statements,
    find,
    once: <T extends "i32" | "v128">(key: string, type: T, value: () => Expr<T>): Local<T> => {
      const found = find(key);
      // A key names a thing of one type.
      if (found !== undefined) return found as Local<T>;
      const made = value();
      const variable = local(`${type === "i32" ? "a" : "v"}${statements.length}`, type);
      statements.push(set(variable, made));
      known.set(key, variable);
      return variable;
    },
  };
}

export type OwnScope = ReturnType<typeof createScope>;

/** An address as WebAssembly takes it. */
export interface Address {
  readonly base: Expr<"i32">;
  readonly offset: number;
}

/** The address of an element. Its variable part is computed once in the scope. */
export function addressAt(access: Access, point: Point, scope: OwnScope, around: Surroundings): Address {
  const { buffer, offset, strides, picks } = access;
  const own = around.addressOf(buffer);
  const isFixed = buffer.size !== undefined;
  const constant = offset + strides.reduce((sum, stride, axis) => sum + stride * (point[axis]?.plus ?? 0), 0);
  const terms = strides.flatMap((stride, axis) => {
    const { variable } = point[axis] ?? AT_ZERO;
    return variable === undefined || stride === 0 ? [] : [{ variable, bytes: 4 * stride }];
  });
  const picked = picks.map((pick) => ({
    variable: pickedAt(pick, buffer, point, scope, around),
    bytes: 4 * pick.stride,
  }));
  const all = [...terms, ...picked];
  if (all.length === 0 && isFixed) return { base: i32.const(0), offset: own + 4 * constant };
  const key = `${isFixed ? "" : `*${own}`}${all.map(({ variable, bytes }) => `+${around.idOf(variable)}*${bytes}`).join("")}`;
  const sum = scope.once(key, "i32", () => {
    const parts: Expr<"i32">[] = all.map(({ variable, bytes }) => times(variable, bytes));
    if (!isFixed) parts.unshift(i32.load(i32.const(0), own));
    return parts.reduce((left, right) => i32.add(left, right));
  });
  return { base: get(sum), offset: (isFixed ? own : 0) + 4 * constant };
}

function times(variable: Local<"i32">, bytes: number): Expr<"i32"> {
  const power = 31 - Math.clz32(bytes);
  if (bytes === 1) return get(variable);
  return bytes === 2 ** power ? i32.shl(get(variable), i32.const(power)) : i32.mul(get(variable), i32.const(bytes));
}

/** The index of a pick, from the axis's end where it is below 0. Outside of the axis the program ends. */
function pickedAt(
  { index, length, op }: Access["picks"][number],
  buffer: Buffer,
  point: Point,
  scope: OwnScope,
  around: Surroundings,
): Local<"i32"> {
  if (index === "step") {
    if (around.step === undefined) throw new Error("A step is read outside of a loop.");
    return around.step;
  }
  const from = addressAt(index, point, scope, around);
  const key = `index ${around.idOf(index)} ${placeKey(index, point, around)} ${length}`;
  const isNew = scope.find(key) === undefined;
  const found = scope.once(key, "i32", () => i32.load(from.base, from.offset));
  if (!isNew) return found;
  const own = lengthOf(length, around);
  const isOutside = i32.ge_u(get(found), own);
  // One comparison does for an index that needs nothing: as an unsigned number one below 0 is beyond every length.
  scope.statements.push(
    when(isOutside, [set(found, i32.add(get(found), own)), when(isOutside, around.endOutside(op, buffer))]),
  );
  return found;
}

function lengthOf(length: Dim, { lengthAt }: Surroundings): Expr<"i32"> {
  return typeof length === "number" ? i32.const(length) : i32.load(i32.const(0), lengthAt(length));
}

/** The first `width` elements from an address on, one behind the other; other lanes hold 0. */
export function loadLanes({ base, offset }: Address, width: number): Expr<"v128"> {
  switch (width) {
    case 4:
      return v128.load(base, offset);
    case 3:
      return v128.load32_lane(base, v128.load64_zero(base, offset), 2, offset + 8);
    case 2:
      return v128.load64_zero(base, offset);
    default:
      return v128.load32_zero(base, offset);
  }
}

/** The first `width` lanes. */
export function storeLanes({ base, offset }: Address, value: Expr<"v128">, width: number): readonly Statement[] {
  switch (width) {
    case 4:
      return [v128.store(base, value, offset)];
    case 3:
      return [v128.store64_lane(base, value, 0, offset), v128.store32_lane(base, value, 2, offset + 8)];
    case 2:
      return [v128.store64_lane(base, value, 0, offset)];
    default:
      return [v128.store32_lane(base, value, 0, offset)];
  }
}

export const toFloats = (buffer: Buffer, raw: Expr<"v128">): Expr<"v128"> =>
  buffer.dtype === "int32" ? f32x4.convert_i32x4_s(raw) : raw;

export const fromFloats = (buffer: Buffer, value: Expr<"v128">): Expr<"v128"> =>
  buffer.dtype === "int32" ? i32x4.trunc_sat_f32x4_s(value) : value;

/** The axes along which an access moves. */
export function axesOf({ strides, picks }: Access): ReadonlySet<number> {
  const axes = new Set([...strides.keys()].filter((axis) => strides[axis] !== 0));
  for (const { index } of picks) if (index !== "step") for (const axis of axesOf(index)) axes.add(axis);
  return axes;
}

/** Tells apart the places at which an access reads different elements. */
export function placeKey(access: Access, point: Point, { idOf }: Surroundings): string {
  const own = [...axesOf(access)].map((axis) => {
    const { variable, plus } = point[axis] ?? AT_ZERO;
    return `${axis}:${variable ? idOf(variable) : ""}+${plus}`;
  });
  return own.join();
}
