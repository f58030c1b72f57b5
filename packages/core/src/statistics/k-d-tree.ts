/**
 * Exact nearest neighbours in n log n (Bentley 1975; Friedman, Bentley & Finkel 1977). In so many columns that most boxes
 * touch most others, there is one box, and a search looks at every row.
 */
export interface KdTree {
  /** Row numbers, those of a box side by side. */
  readonly rows: Int32Array;
  /** The points [rows, width], in the order of `rows`. */
  readonly points: Float64Array;
  /** Where each row is in `rows`. */
  readonly places: Int32Array;
  readonly width: number;
  readonly root: Box;
}

/** The rows from `start` up to but not including `end`, and the smallest box around their points. */
interface Box {
  readonly start: number;
  readonly end: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** The lowest row: of rows at equal distance the lower one counts as nearer, so boxes that can only tie are left out. */
  readonly first: number;
  /** Undefined for few rows. */
  readonly halves?: readonly [Box, Box];
}

export interface Neighbour {
  readonly row: number;
  /** Squared. */
  readonly distance: number;
}

/** Rows that are looked at one by one. */
const LEAF_ROWS = 16;

/** Of points [rowCount, width]. */
export function kdTree(values: ArrayLike<number>, rowCount: number): KdTree {
  const width = values.length / rowCount;
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  // Halving every column once takes 2^width boxes.
  const leafRows = 2 ** width > rowCount ? rowCount : LEAF_ROWS;

  /** Halves a box at the median of its longest side, again and again. */
  const boxOf = (start: number, end: number): Box => {
    const own = rows.subarray(start, end);
    const [low, high] = [new Float64Array(width).fill(Infinity), new Float64Array(width).fill(-Infinity)];
    for (const row of own) {
      for (let j = 0; j < width; j++) {
        const value = values[row * width + j] as number;
        low[j] = Math.min(low[j] as number, value);
        high[j] = Math.max(high[j] as number, value);
      }
    }
    const first = own.reduce((least, row) => Math.min(least, row));
    if (own.length <= leafRows) return { start, end, low, high, first };
    const lengths = high.map((most, j) => most - (low[j] as number));
    const side = lengths.indexOf(lengths.reduce((longest, length) => Math.max(longest, length)));
    const at = (row: number) => values[row * width + side] as number;
    own.sort((a, b) => at(a) - at(b) || a - b);
    const middle = (start + end) >> 1;
    return { start, end, low, high, first, halves: [boxOf(start, middle), boxOf(middle, end)] };
  };

  const root = boxOf(0, rowCount);
  const places = new Int32Array(rowCount);
  const points = new Float64Array(rowCount * width);
  rows.forEach((row, place) => {
    places[row] = place;
    for (let j = 0; j < width; j++) points[place * width + j] = values[row * width + j] as number;
  });
  return { rows, points, places, width, root };
}

/** The `count` other rows nearest to a row, in order of distance and then of row. */
export function nearestRows(tree: KdTree, row: number, count: number): readonly Neighbour[] {
  const { rows, points, width } = tree;
  const own = (tree.places[row] as number) * width;
  const point = points.subarray(own, own + width);
  const found: Neighbour[] = [];
  /** Distance and row of the last one found, once `count` are. */
  let [limit, limitRow] = [Infinity, Infinity];

  const visit = ({ start, end, first, halves }: Box, distance: number): void => {
    if (distance > limit || (distance === limit && first > limitRow)) return;
    if (halves === undefined) {
      for (let place = start; place < end; place++) offer(place);
      return;
    }
    const [one, other] = halves;
    const [toOne, toOther] = [distanceToBox(point, one, limit), distanceToBox(point, other, limit)];
    const isOneFirst = toOne < toOther || (toOne === toOther && one.first < other.first);
    visit(isOneFirst ? one : other, isOneFirst ? toOne : toOther);
    visit(isOneFirst ? other : one, isOneFirst ? toOther : toOne);
  };

  const offer = (place: number): void => {
    const candidate = rows[place] as number;
    const distance = distanceToPoint(point, points, place * width, limit);
    if (candidate === row || distance > limit || (distance === limit && candidate > limitRow)) return;
    const before = found.findLastIndex(
      (each) => each.distance < distance || (each.distance === distance && each.row < candidate),
    );
    found.splice(before + 1, 0, { row: candidate, distance });
    if (found.length > count) found.pop();
    const last = found[count - 1];
    if (last !== undefined) [limit, limitRow] = [last.distance, last.row];
  };

  visit(tree.root, 0);
  return found;
}

/** Squared; beyond `limit` only some part of it that is beyond too. */
function distanceToPoint(point: Float64Array, points: Float64Array, at: number, limit: number): number {
  let sum = 0;
  for (let j = 0; j < point.length && sum <= limit; j++) {
    const apart = (point[j] as number) - (points[at + j] as number);
    sum += apart * apart;
  }
  return sum;
}

/** As `distanceToPoint`, and summed alike: rounding never makes a box farther than what is in it. */
function distanceToBox(point: Float64Array, { low, high }: Box, limit: number): number {
  let sum = 0;
  for (let j = 0; j < point.length && sum <= limit; j++) {
    const value = point[j] as number;
    const apart = Math.max((low[j] as number) - value, value - (high[j] as number), 0);
    sum += apart * apart;
  }
  return sum;
}
