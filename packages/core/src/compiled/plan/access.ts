/** Where the elements of a value lie in memory. Views of a value are other accesses of the same memory: nothing is moved. */
import type { Dim } from "../../graph/value.ts";

/** Memory for the elements of a value. */
export interface Buffer {
  readonly name: string;
  /** Conditions are numbers, 1 and 0; indices of every size are 32 bits wide. */
  readonly dtype: "float32" | "int32";
  /** In elements; undefined where only a run knows: then it is an input. */
  readonly size: number | undefined;
}

/** Element (i0, i1, ...) lies at offset + the sum of i_k strides[k] + the picks, counted in elements. */
export interface Access {
  readonly buffer: Buffer;
  /** A name for a length that only a run knows: of the first axis alone. */
  readonly shape: readonly Dim[];
  readonly offset: number;
  readonly strides: readonly number[];
  readonly picks: readonly Pick[];
}

/** An index that is read while the program runs, times a stride: how rows are gathered. */
export interface Pick {
  /** Over the same axes as the access itself; "step": the number of the loop's iteration. */
  readonly index: Access | "step";
  readonly stride: number;
  /** Indices are below it, and count from it where they are below 0; a name where only a run knows it. */
  readonly length: Dim;
  /** The op that picks, for the error of an index that is not. */
  readonly op: string;
}

/** The elements of a buffer in row-major order. */
export function whole(buffer: Buffer, shape: readonly Dim[]): Access {
  return { buffer, shape, offset: 0, strides: rowMajor(shape), picks: [] };
}

/** Row-major strides; 0 along axes of 1. Only the first axis may have a length that is not known: no stride hangs on it. */
export function rowMajor(shape: readonly Dim[]): readonly number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = shape[axis] === 1 ? 0 : stride;
    stride *= axis === 0 ? 1 : (shape[axis] as number);
  }
  return strides;
}

/** The number of elements of a known shape. */
export function elementCount(shape: readonly Dim[]): number {
  return shape.reduce<number>((size, dim) => size * (dim as number), 1);
}

/** Whether the elements lie one behind the other from the buffer's start, as `whole` has them. Axes of 1 have no stride. */
export function isWhole({ shape, offset, strides, picks }: Access): boolean {
  const canonical = rowMajor(shape);
  return offset === 0 && picks.length === 0 && strides.every((stride, axis) => stride === canonical[axis]);
}

/** The buffers that an access reads: its own and those of its indices. */
export function buffersOf({ buffer, picks }: Access): readonly Buffer[] {
  return [buffer, ...picks.flatMap(({ index }) => (index === "step" ? [] : buffersOf(index)))];
}

/** The same for other axes: `of` gives the strides of the result from strides of the access, for its own and for those of indices. */
function withStrides(
  access: Access,
  shape: readonly Dim[],
  of: (strides: readonly number[]) => readonly number[],
): Access {
  return {
    ...access,
    shape,
    strides: of(access.strides),
    picks: access.picks.map((pick) => ({
      ...pick,
      index: pick.index === "step" ? pick.index : withStrides(pick.index, shape, of),
    })),
  };
}

/** Repeated along axes of 1 and new leading ones. */
export function broadcastTo(access: Access, shape: readonly Dim[]): Access {
  const lead = shape.length - access.shape.length;
  return withStrides(access, shape, (strides) =>
    shape.map((dim, axis) => (axis < lead || access.shape[axis - lead] !== dim ? 0 : (strides[axis - lead] as number))),
  );
}

export function permuted(access: Access, order: readonly number[]): Access {
  const shape = order.map((axis) => access.shape[axis] as Dim);
  return withStrides(access, shape, (strides) => order.map((axis) => strides[axis] as number));
}

/** Elements `start` up to `start + length` along an axis. */
export function sliced(access: Access, axis: number, start: number, length: number): Access {
  const shape = access.shape.map((dim, i) => (i === axis ? length : dim));
  return withStrides(shifted(access, axis, start), shape, (strides) =>
    strides.map((stride, i) => (shape[i] === 1 ? 0 : stride)),
  );
}

/** Places along an axis that a few numbers say: (i0, i1, ...) is start + the sum of i_k steps[k]. */
export interface Spacing {
  readonly start: number;
  readonly shape: readonly number[];
  readonly steps: readonly number[];
}

/** Along one axis the elements at these places; the axes of the spacing stand in that axis's place. */
export function spacedOut(access: Access, axis: number, { start, shape: own, steps }: Spacing): Access {
  const shape = [...access.shape.slice(0, axis), ...own, ...access.shape.slice(axis + 1)];
  return withStrides(shifted(access, axis, start), shape, (strides) => [
    ...strides.slice(0, axis),
    ...steps.map((step) => step * (strides[axis] as number)),
    ...strides.slice(axis + 1),
  ]);
}

/** From another first element along an axis on. */
function shifted(access: Access, axis: number, by: number): Access {
  return {
    ...access,
    offset: access.offset + by * (access.strides[axis] as number),
    picks: access.picks.map(({ index, ...pick }) => ({
      ...pick,
      index: index === "step" ? index : shifted(index, axis, by),
    })),
  };
}

/**
 * Along one axis the elements that `index` picks; its axes stand in that axis's place. An index is a step of the loop, or an access of
 * whole numbers.
 */
export function picked(access: Access, axis: number, index: Access | "step", op: string): Access {
  const own = index === "step" ? [] : index.shape;
  const [before, behind] = [access.shape.slice(0, axis), access.shape.slice(axis + 1)];
  const shape = [...before, ...own, ...behind];
  const zeros = (dims: readonly Dim[]) => dims.map(() => 0);
  const spread =
    index === "step" ? index : withStrides(index, shape, (strides) => [...zeros(before), ...strides, ...zeros(behind)]);
  const strides = [...access.strides.slice(0, axis), ...zeros(own), ...access.strides.slice(axis + 1)];
  return withPick(access, axis, { shape, strides, index: spread, op }, (each) => picked(each, axis, index, op));
}

/** For each element of `index`, which has as many axes, the element in its own place but along `axis` where the index says. */
export function pickedElements(access: Access, axis: number, index: Access, op: string): Access {
  const { shape } = index;
  const strides = access.strides.map((stride, i) => (i === axis ? 0 : stride));
  return withPick(access, axis, { shape, strides, index, op }, (each) => pickedElements(each, axis, index, op));
}

/** An axis's place is an index times its stride; indices that move along that axis themselves are picked likewise. */
function withPick(
  access: Access,
  axis: number,
  { shape, strides, index, op }: Omit<Access, "buffer" | "offset" | "picks"> & Omit<Pick, "stride" | "length">,
  pickedFrom: (index: Access) => Access,
): Access {
  const picks = access.picks.map((pick) => (pick.index === "step" ? pick : { ...pick, index: pickedFrom(pick.index) }));
  const stride = access.strides[axis] as number;
  const pick: Pick = { index, stride, length: access.shape[axis] as Dim, op };
  return { ...access, shape, strides, picks: stride === 0 ? picks : [...picks, pick] };
}

/** The elements in the same order under another shape; undefined where they would have to be moved for that. */
export function reshaped(access: Access, shape: readonly Dim[]): Access | undefined {
  const groups = commonGroups(access.shape, shape);
  if (groups === undefined) return undefined;
  let fits = true;
  const of = (strides: readonly number[]): readonly number[] => {
    const result = new Array<number>(shape.length).fill(0);
    for (const { from, to } of groups) {
      const stride = joinedStride(access.shape, strides, from);
      if (stride === undefined) fits = false;
      let step = stride ?? 0;
      for (const axis of to.toReversed()) {
        result[axis] = shape[axis] === 1 ? 0 : step;
        if (typeof shape[axis] === "number") step *= shape[axis];
      }
    }
    return result;
  };
  const result = withStrides(access, shape, of);
  return fits ? result : undefined;
}

interface Group {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Axes of both shapes, but for those of 1, in groups of equal size. */
function commonGroups(from: readonly Dim[], to: readonly Dim[]): readonly Group[] | undefined {
  const long = (shape: readonly Dim[]) => [...shape.keys()].filter((axis) => shape[axis] !== 1);
  const [left, right] = [long(from), long(to)];
  const groups: Group[] = [];
  while (left.length > 0 && right.length > 0) {
    const group = { from: [left.shift() as number], to: [right.shift() as number] };
    const sizeOf = (shape: readonly Dim[], axes: readonly number[]) =>
      axes.length === 1 ? (shape[axes[0] as number] as Dim) : elementCount(axes.map((axis) => shape[axis] as Dim));
    while (sizeOf(from, group.from) !== sizeOf(to, group.to)) {
      const isShort = (sizeOf(from, group.from) as number) < (sizeOf(to, group.to) as number);
      const [list, rest] = isShort ? [group.from, left] : [group.to, right];
      const next = rest.shift();
      if (next === undefined) return undefined;
      list.push(next);
    }
    groups.push(group);
  }
  return left.length + right.length === 0 ? groups : undefined;
}

/** The stride of several axes as one; undefined where they do not follow each other. */
function joinedStride(shape: readonly Dim[], strides: readonly number[], axes: readonly number[]): number | undefined {
  const follows = axes.every((axis, i) => {
    const next = axes[i + 1];
    return next === undefined || strides[axis] === (strides[next] as number) * (shape[next] as number);
  });
  return follows ? strides[axes.at(-1) as number] : undefined;
}
