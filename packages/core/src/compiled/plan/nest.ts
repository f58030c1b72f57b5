/** Loop nests: what is computed together in one pass over some elements. */
import type { Dim } from "../../graph/value.ts";
import type { Access, Buffer } from "./access.ts";
import { type Expression, loadsOf } from "./expression.ts";

/** Elements that a nest writes: `expression` at each of the nest's elements. The result of a nest is a load of its `result`. */
export interface Store {
  readonly access: Access;
  readonly expression: Expression;
}

interface Common {
  /** The op that it was made for, for people. */
  readonly name: string;
  /** The elements over which it stores. */
  readonly shape: readonly Dim[];
  readonly stores: Store[];
}

/** Each element by itself. */
export interface MapNest extends Common {
  readonly kind: "map";
}

/** result[.., i, j] = sum over k of a[.., i, k] b[.., k, j]. */
export interface ProductNest extends Common {
  readonly kind: "product";
  readonly a: Access;
  readonly b: Access;
  readonly result: Buffer;
  /** For some columns of b, one row behind the other, where b's own rows lie far apart. */
  readonly panel: Buffer | undefined;
}

/** Columns of a panel. */
export const PANEL_COLUMNS = 8;

/** Each result is the sum, or the largest, of `source` over the axes that are reduced. */
export interface ReduceNest extends Common {
  readonly kind: "reduce";
  readonly source: Expression;
  /** The axes of the source; those that are reduced are 1 in the nest's own shape. */
  readonly sourceShape: readonly Dim[];
  readonly combine: "add" | "max";
  readonly result: Buffer;
}

/** target[index] += updates, one after the other in row-major order. */
export interface ScatterNest {
  readonly kind: "scatter";
  readonly name: string;
  /** Over the axes of the updates. */
  readonly target: Access;
  readonly updates: Expression;
  readonly shape: readonly Dim[];
}

/** Its nests, one after the other, `count` times. */
export interface LoopNest {
  readonly kind: "loop";
  readonly name: string;
  readonly count: Access;
  /** What an iteration takes from the one before, and leaves to the next. */
  readonly carried: readonly Buffer[];
  readonly nests: readonly Nest[];
}

export type Nest = MapNest | ProductNest | ReduceNest | ScatterNest | LoopNest;

/** Nests that hold their elements for further computing before they store them. */
export type StoringNest = MapNest | ProductNest | ReduceNest;

/** What a nest reads where it does not store: operands, sources, indices. */
export function operandsOf(nest: Nest): readonly Access[] {
  switch (nest.kind) {
    case "map":
      return [];
    case "product":
      return [nest.a, nest.b];
    case "reduce":
      return loadsOf(nest.source);
    case "scatter":
      return [nest.target, ...loadsOf(nest.updates)];
    case "loop":
      return [nest.count, ...nest.nests.flatMap(readsOf)];
  }
}

/** What a nest reads at the elements that it stores. */
export function storedReadsOf(nest: Nest): readonly Access[] {
  if (nest.kind === "scatter" || nest.kind === "loop") return [];
  // A result that is stored in its own nest is still in registers.
  const isElsewhere = ({ buffer }: Access) => nest.kind === "map" || buffer !== nest.result;
  return nest.stores.flatMap(({ access, expression }) => [
    ...loadsOf(expression).filter(isElsewhere),
    ...access.picks.flatMap(({ index }) => (index === "step" ? [] : [index])),
  ]);
}

export function readsOf(nest: Nest): readonly Access[] {
  return [...operandsOf(nest), ...storedReadsOf(nest)];
}

/** The buffers that a nest writes. */
export function writtenBy(nest: Nest): readonly Buffer[] {
  switch (nest.kind) {
    case "scatter":
      return [nest.target.buffer];
    case "loop":
      return nest.nests.flatMap(writtenBy);
    case "product":
      return [...nest.stores.map(({ access }) => access.buffer), ...(nest.panel ? [nest.panel] : [])];
    default:
      return nest.stores.map(({ access }) => access.buffer);
  }
}
