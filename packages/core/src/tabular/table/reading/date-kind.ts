import type { NumericInput } from "../../../data/columns.ts";
import { quantile } from "../../../statistics/quantile.ts";
import { quoted, tableError } from "../table-error.ts";
import type { ColumnKind, Decided } from "./column-kind.ts";
import { type DistinctCell, distinctCells, rowsOf } from "./distinct-cells.ts";
import { missingBesideValues } from "./missing-marks.ts";
import { type DateOrder, type DatePart, type Moment, momentIn } from "./moment.ts";
import type { ReadingOf } from "./reading.ts";
import { textColumn } from "./text-values.ts";

const ORDERS: readonly DateOrder[] = ["dmy", "mdy", "ymd"];
const PARTS: readonly DatePart[] = ["days", "year", "month", "day", "weekday", "hour"];

type DateReading = ReadingOf<"date">;

/** Dates, times of day, or both: each part that the cells spell becomes a column of numbers. */
export const dateKind: ColumnKind<DateReading> = {
  name: "date",
  isOfValues: true,
  decide: (present) => decideDates(present),
  read: readDates,
  isMissing: (_, marks) => missingBesideValues(marks),
  isFacts: ({ order, parts, origin }) =>
    ORDERS.some((each) => each === order) &&
    Array.isArray(parts) &&
    parts.every((part) => PARTS.some((each) => each === part)) &&
    Number.isInteger(origin),
  isNaive: () => false,
  notes: (_, present, column) => [
    { code: "dates", column, rows: rowsOf(present), example: (present[0] as DistinctCell).text },
  ],
  mark: { of: ({ order }) => order, isShown: (_, present) => present.some(({ text }) => isOrdered(text)) },
  doubt: (present, name) => {
    const cell = present.find(({ text }) => isOrdered(text)) as DistinctCell;
    return tableError(
      `column ${quoted(name)} row ${cell.row + 1} holds ${quoted(cell.text)}, and no cell of the table shows whether the day or the ` +
        `month comes first: say --column ${name}=date-dmy or --column ${name}=date-mdy (columns of the library).`,
    );
  },
};

/** The column of a part. */
export function datePartName(name: string, part: DatePart): string {
  return `${name} (${part})`;
}

/** The orders that read all cells; the first where they read the same. */
export function decideDates(
  present: readonly DistinctCell[],
  orders: readonly DateOrder[] = ORDERS,
): Decided<DateReading> | undefined {
  if (present.length === 0) return undefined;
  const readings = orders.flatMap((order) => {
    const moments = momentsOf(present, order);
    return moments === undefined ? [] : [{ order, moments }];
  });
  const [first, second] = readings;
  if (first === undefined) return undefined;
  const reading = readingOf(first.order, first.moments);
  if (reading === undefined) return undefined;
  // Years of two digits at the front are meant only where nothing else is possible.
  const isSame = second === undefined || second.order === "ymd" || areSame(first.moments, second.moments);
  return isSame ? { reading } : { reading, rival: { ...reading, order: second.order } };
}

function momentsOf(present: readonly DistinctCell[], order: DateOrder): readonly Moment[] | undefined {
  const moments: Moment[] = [];
  for (const { text } of present) {
    const moment = momentIn(text, order);
    if (moment === undefined) return undefined;
    moments.push(moment);
  }
  return moments;
}

function areSame(some: readonly Moment[], others: readonly Moment[]): boolean {
  return some.every(({ days }, i) => days === others[i]?.days);
}

/** Which parts there are, and the middle day: near it 32-bit floats are finest. */
function readingOf(order: DateOrder, moments: readonly Moment[]): DateReading | undefined {
  const parts = PARTS.filter((part) => moments.some((moment) => moment[part] !== undefined));
  const days = moments.map((moment) => moment.days).filter((day) => day !== undefined);
  // Times of day beside dates would have no day.
  if (days.length > 0 && days.length < moments.length) return undefined;
  const origin =
    days.length === 0
      ? 0
      : Math.floor(
          quantile(
            days.sort((a, b) => a - b),
            0.5,
          ),
        );
  return { kind: "date", order, parts, origin };
}

/** Whether the order of its numbers matters. */
function isOrdered(text: string): boolean {
  return momentIn(text, "dmy")?.days !== momentIn(text, "mdy")?.days;
}

function readDates(
  column: Parameters<typeof dateKind.read>[0],
  { order, parts, origin }: DateReading,
  marks: readonly string[],
): readonly NumericInput[] {
  const { name, values } = textColumn(column);
  const isMissing = missingBesideValues(marks);
  const moments = new Map<string, Moment>();
  for (const { text, row } of distinctCells(values)) {
    if (isMissing(text)) continue;
    const moment = momentIn(text, order);
    if (moment === undefined) {
      throw tableError(
        `column ${quoted(name)} row ${row + 1} holds ${quoted(text)} where a date is expected: ` +
          "correct it, or leave the cell empty if the value is missing.",
      );
    }
    moments.set(text, moment);
  }
  return parts.map((part) => {
    const offset = part === "days" ? origin : 0;
    const valueIn = (text: string | null) => (text === null ? undefined : moments.get(text)?.[part]);
    return {
      name: datePartName(name, part),
      kind: "numeric",
      values: Float64Array.from(values, (text) => (valueIn(text) ?? Number.NaN) - offset),
    };
  });
}
