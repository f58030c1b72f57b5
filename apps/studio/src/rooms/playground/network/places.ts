/** Where the units of a network stand. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface ColumnPlaces {
  readonly x: number;
  readonly ys: readonly number[];
  readonly radius: number;
  /** Around a unit, what a finger takes for it. */
  readonly reach: number;
}

export interface Places {
  readonly columns: readonly ColumnPlaces[];
  /** From one column to the next. */
  readonly step: number;
}

/** Above the units stand the columns' names. */
const HEAD = 34.5;
const FOOT = 5.5;
/** Left of the inputs stand their names. */
const MARGIN = 28;
const RADIUS = 14;
const FINGER = 22;
const OUTPUT_RADIUS = 22;
const LEAST_RADIUS = 3;
/** Units of a column are no further apart than this. */
const MOST_APART = 105;

/** `widths`: units of each column, inputs first, the output last. Units shrink where a column is full or the columns are close. */
export function placesOf(widths: readonly number[], { width, height }: Size): Places {
  const start = Math.max(MARGIN, 0.07 * width);
  const end = width - Math.max(MARGIN, 0.06 * width);
  const step = (end - start) / Math.max(1, widths.length - 1);
  const room = height - HEAD - FOOT;
  const columns = widths.map((count, column): ColumnPlaces => {
    const apart = Math.min(MOST_APART, room / count);
    const most = column === widths.length - 1 ? OUTPUT_RADIUS : RADIUS;
    return {
      x: start + column * step,
      ys: Array.from({ length: count }, (_, i) => HEAD + room / 2 + (i - (count - 1) / 2) * apart),
      reach: Math.min(FINGER, apart / 2, step / 2),
      radius: Math.max(LEAST_RADIUS, Math.min(most, (apart - 5) / 2, step / 4)),
    };
  });
  return { columns, step };
}
