/** Products of matrices in blocks of registers: four rows by eight columns, fewer by more, or what is left over. */
import type { Dim } from "../../graph/value.ts";
import { type Access, whole } from "../plan/access.ts";
import { createExpressions } from "../plan/expression.ts";
import { PANEL_COLUMNS, type ProductNest } from "../plan/nest.ts";
import {
  type Expr,
  f32,
  f32x4,
  forRange,
  get,
  i32,
  type Local,
  local,
  type Statement,
  set,
  v128,
} from "../wasm/index.ts";
import { over } from "./collapse.ts";
import type { Emitter } from "./emit.ts";
import {
  type Address,
  AT_ZERO,
  addressAt,
  createScope,
  type Index,
  loadLanes,
  type OwnScope,
  type Surroundings,
} from "./point.ts";

const BLOCK_ROWS = 4;
/**
 * Columns of a block of so many rows. Of one row alone each weight is read for one product: blocks are as wide as registers let them be, so that
 * memory comes in longer runs (784-512-512-10, one row: 155 us with 8 columns, 100 to 130 with 32).
 */
const blockColumns = (rows: number): number => (rows === 1 ? 32 : rows === 2 ? 16 : 8);

/** Rows or columns of a block: from an index on. */
interface Band {
  readonly index: Index;
  readonly count: number;
}

interface ColumnSource {
  readonly access: Access;
  readonly index: readonly Index[];
  readonly filling: readonly Statement[];
}

const PANEL_START = [AT_ZERO, AT_ZERO];

export function lowerProduct(nest: ProductNest, emitter: Emitter, around: Surroundings): readonly Statement[] {
  const { a, b, stores, result, panel } = withoutUnitBatch(nest);
  const [rows, columns, depth] = [a.shape.at(-2), b.shape.at(-1), a.shape.at(-1)] as [number, number, number];
  const batch = a.shape.slice(0, -2) as readonly number[];
  const outer = batch.map((_, axis) => local(`n${axis}`, "i32"));
  const scopes = [createScope()];
  for (const _ of outer) scopes.push(createScope(scopes.at(-1)));
  const lead = outer.map((variable): Index => ({ variable, plus: 0 }));

  /** Where the columns of a band are read: in b, or in the panel, into which they are copied before. */
  const sourceOf = (columnBand: Band): ColumnSource => {
    const index = [...lead, AT_ZERO, columnBand.index];
    if (panel === undefined || columnBand.count !== PANEL_COLUMNS) return { access: b, index, filling: [] };
    const own = createScope(scopes.at(-1));
    const ends = { from: addressAt(b, index, own, around), to: addressAt(panel, PANEL_START, own, around) };
    return { access: panel, index: PANEL_START, filling: [...own.statements, ...copied({ b, ...ends, depth })] };
  };

  const block = (rowBand: Band, columnBand: Band, source: ColumnSource): readonly Statement[] => {
    const own = createScope(scopes.at(-1));
    const widths = widthsOf(columnBand.count);
    const sums = accumulators(rowBand.count, widths.length);
    const from = addressAt(a, [...lead, rowBand.index, AT_ZERO], own, around);
    const to = addressAt(source.access, source.index, own, around);
    const product = [
      ...own.statements.splice(0),
      ...summed({ a, b: source.access, from, to, depth, widths, sums, isRelaxed: around.isRelaxed }),
    ];
    const written = sums.flatMap((row, r) =>
      row.flatMap((value, v) => {
        const place = {
          point: [...lead, further(rowBand.index, r), further(columnBand.index, 4 * v)],
          vectorAxis: lead.length + 1,
          width: widths[v] as number,
          scopeOf: (axes: ReadonlySet<number>) =>
            [...axes].some((axis) => axis >= lead.length) ? own : (scopes[1 + Math.max(-1, ...axes)] as OwnScope),
          result: { buffer: result, value },
        };
        return stores.map((store) => emitter.storeAt(store, place));
      }),
    );
    return [...product, ...own.statements, ...written.flat()];
  };

  const all = inBands(columns, blockColumns(rows), "j", (columnBand) => {
    const source = sourceOf(columnBand);
    return [...source.filling, ...inBands(rows, BLOCK_ROWS, "i", (rowBand) => block(rowBand, columnBand, source))];
  });
  return outer.reduceRight<readonly Statement[]>(
    (body, variable, axis) => [
      ...(scopes[axis] as OwnScope).statements,
      forRange(variable, 0, batch[axis] as number, 1, body),
    ],
    [...(scopes.at(-1) as OwnScope).statements, ...all],
  );
}

/** Leading axes of 1 are gone; stores are over the axes that are left. */
function withoutUnitBatch({ a, b, stores, result, shape, panel }: ProductNest) {
  const expressions = createExpressions();
  const batch = shape.slice(0, -2).filter((dim) => dim !== 1);
  const own = [...batch, ...shape.slice(-2)];
  const bare = (access: Access): Access => over(access, [...batch, ...access.shape.slice(-2)]);
  return {
    a: bare(a),
    b: bare(b),
    result,
    panel: panel && whole(panel, [b.shape.at(-2) as Dim, PANEL_COLUMNS]),
    stores: stores.map(({ access, expression }) => ({
      access: over(access, own),
      expression: expressions.mapAccess(expression, (each) => over(each, own)) ?? expression,
    })),
  };
}

interface Sum {
  readonly a: Access;
  readonly b: Access;
  readonly from: Address;
  readonly to: Address;
  readonly depth: number;
  readonly widths: readonly number[];
  readonly sums: readonly (readonly Local<"v128">[])[];
  readonly isRelaxed: boolean;
}

/** sums[r][v] = sum over k of a[row + r, k] b[k, column + 4 v ..]. */
function summed({ a, b, from, to, depth, widths, sums, isRelaxed }: Sum): readonly Statement[] {
  const [rowStride, aStride] = a.strides.slice(-2) as [number, number];
  const [bStride] = b.strides.slice(-2) as [number, number];
  const [left, right] = [local("left", "i32"), local("right", "i32")];
  const [factor, vectors] = [local("factor", "v128"), widths.map((_, v) => local(`b${v}`, "v128"))];
  const plus = (sum: Expr<"v128">, x: Expr<"v128">, y: Expr<"v128">) =>
    isRelaxed ? f32x4.relaxed_madd(x, y, sum) : f32x4.add(sum, f32x4.mul(x, y));
  const term = [
    ...vectors.map((vector, v) =>
      set(vector, loadLanes({ base: get(right), offset: to.offset + 16 * v }, widths[v] as number)),
    ),
    ...sums.flatMap((row, r) => [
      set(factor, v128.load32_splat(get(left), from.offset + 4 * r * rowStride)),
      ...row.map((sum, v) => set(sum, plus(get(sum), get(factor), get(vectors[v] as Local<"v128">)))),
    ]),
  ];
  const advance = [
    set(left, i32.add(get(left), i32.const(4 * aStride))),
    set(right, i32.add(get(right), i32.const(4 * bStride))),
  ];
  // One term a turn: of several, engines load all numbers first, and have no registers left for the sums (measured: 41 GFLOP/s
  // against 25 with four).
  return [
    set(left, from.base),
    set(right, to.base),
    ...sums.flat().map((sum) => set(sum, f32x4.const(0))),
    forRange(local("k", "i32"), 0, depth, 1, [...term, ...advance]),
  ];
}

/** The columns of a block of b into the panel, one row behind the other. */
function copied({ b, from, to, depth }: Pick<Sum, "b" | "from" | "to" | "depth">): readonly Statement[] {
  const [left, right] = [local("panel", "i32"), local("right", "i32")];
  const [rowStride, columnStride] = b.strides.slice(-2) as [number, number];
  const row =
    columnStride === 1
      ? Array.from({ length: PANEL_COLUMNS / 4 }, (_, v) =>
          v128.store(get(left), v128.load(get(right), from.offset + 16 * v), to.offset + 16 * v),
        )
      : Array.from({ length: PANEL_COLUMNS }, (_, c) =>
          f32.store(get(left), f32.load(get(right), from.offset + 4 * c * columnStride), to.offset + 4 * c),
        );
  return [
    set(left, to.base),
    set(right, from.base),
    forRange(local("k", "i32"), 0, depth, 1, [
      ...row,
      set(left, i32.add(get(left), i32.const(4 * PANEL_COLUMNS))),
      set(right, i32.add(get(right), i32.const(4 * rowStride))),
    ]),
  ];
}

function accumulators(rows: number, vectors: number): readonly (readonly Local<"v128">[])[] {
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: vectors }, (_, v) => local(`sum${r}${v}`, "v128")),
  );
}

/** Vectors of so many elements: fours, and the rest. */
function widthsOf(count: number): readonly number[] {
  const whole = new Array<number>(Math.floor(count / 4)).fill(4);
  return count % 4 === 0 ? whole : [...whole, count % 4];
}

const further = ({ plus, ...index }: Index, by: number): Index => ({ ...index, plus: plus + by });

/** A loop over whole bands, and what is left over. */
export function inBands(
  length: number,
  size: number,
  name: string,
  bandAt: (band: Band) => readonly Statement[],
): readonly Statement[] {
  const whole = length - (length % size);
  const variable = local(name, "i32");
  return [
    ...(whole > size
      ? [forRange(variable, 0, whole, size, bandAt({ index: { variable, plus: 0 }, count: size }))]
      : []),
    ...(whole === size ? bandAt({ index: AT_ZERO, count: size }) : []),
    ...(whole < length ? bandAt({ index: { plus: whole }, count: length - whole }) : []),
  ];
}
