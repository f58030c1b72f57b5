/** The shapes in which one JSON value is a table: each is a record. */
import type { JsonRecord } from "./json-records.ts";

/** Cells by the name of their column, each list of one length. */
export type JsonColumns = ReadonlyMap<string, readonly unknown[]>;

interface JsonShape {
  /** The columns; undefined for a value of another shape. */
  readonly read: (value: JsonRecord) => JsonColumns | undefined;
}

/** { "age": [41, 35], "sex": ["f", "m"] }. One list of nothing but objects is rows in a wrapper. */
const listsByColumn: JsonShape = {
  read: (value) => {
    const lists = Object.entries(value);
    const length = lists.length > 0 && Array.isArray(lists[0]?.[1]) ? lists[0][1].length : -1;
    if (!lists.every(([, list]) => Array.isArray(list) && list.length === length)) return undefined;
    const isNested = lists.every(([, list]) => (list as readonly unknown[]).every(isObject));
    if (isNested && length > 0) return undefined;
    return new Map(lists.map(([name, list]) => [name, list as readonly unknown[]]));
  },
};

/** pandas' default: { "age": { "0": 41, "1": 35 }, "sex": { "0": "f", "1": "m" } } */
const rowsByColumn: JsonShape = {
  read: (value) => {
    const columns = Object.entries(value);
    const [first] = columns;
    if (first === undefined || !columns.every(([, cells]) => isObject(cells))) return undefined;
    const labels = Object.keys(first[1] as JsonRecord);
    // Labels of rows are numbers unless somebody chose others; names of columns hardly ever are.
    if (!labels.every((label) => /^\d+$/.test(label))) return undefined;
    const isSame = columns.every(([, cells]) => {
      const own = Object.keys(cells as JsonRecord);
      return own.length === labels.length && labels.every((label) => Object.hasOwn(cells as JsonRecord, label));
    });
    if (!isSame) return undefined;
    return new Map(columns.map(([name, cells]) => [name, labels.map((label) => (cells as JsonRecord)[label])]));
  },
};

/** pandas' "split": { "columns": ["age"], "index": [0, 1], "data": [[41], [35]] }, also by other names. */
const namesAndRows: JsonShape = {
  read: (value) => {
    const names = ["columns", "fields", "header", "headers", "names"].map((key) => value[key]).find(isNames);
    const rows = ["data", "rows", "values", "records"].map((key) => value[key]).find(Array.isArray);
    if (names === undefined || rows === undefined) return undefined;
    if (!rows.every((row) => Array.isArray(row) && row.length === names.length)) return undefined;
    return new Map(names.map((name, i) => [name, rows.map((row) => row[i])]));
  },
};

function isNames(value: unknown): value is readonly string[] {
  const isTexts = Array.isArray(value) && value.every((name) => typeof name === "string");
  return isTexts && new Set(value).size === value.length;
}

/** Rows in a wrapper: { "data": [{ "age": 41 }, { "age": 35 }], "count": 2 }; the longest of the outermost lists of objects. */
const wrappedRows: JsonShape = {
  read: (value) => {
    const [first, second] = outermostLists([value], DEEPEST).sort((a, b) => b.length - a.length);
    return first === undefined || first.length === second?.length ? undefined : columnsOfRows(first);
  },
};

/** Wrappers may stand in wrappers: { "result": { "records": [...] } }. */
const DEEPEST = 3;

function outermostLists(wrappers: readonly JsonRecord[], depth: number): (readonly JsonRecord[])[] {
  const inner = wrappers.flatMap((wrapper) => Object.values(wrapper));
  // pandas' "table" describes its columns in a schema beside the rows, within an object.
  const lists = inner.filter((own) => Array.isArray(own) && own.length > 0 && own.every(isObject));
  const isFound = lists.length > 0 || depth === 1;
  return isFound ? (lists as JsonRecord[][]) : outermostLists(inner.filter(isObject), depth - 1);
}

/** Labels of rows that are no numbers, by column or by row: rows are the more numerous. { "age": { "ann": 41, "bob": 35, "eve": 50 } } */
const labelledCells: JsonShape = {
  read: (value) => {
    const outer = Object.entries(value);
    const labels = isObject(outer[0]?.[1]) ? Object.keys(outer[0][1]) : [];
    const isTable = outer.every(([, own]) => isObject(own) && areCells(own, labels));
    if (!isTable || outer.length === labels.length || labels.length === 0) return undefined;
    if (outer.length > labels.length) return columnsOfRows(outer.map(([, row]) => row as JsonRecord));
    return new Map(outer.map(([name, cells]) => [name, labels.map((label) => (cells as JsonRecord)[label])]));
  },
};

/** Whether an object has a single value under each of these names, and no other. */
function areCells(own: JsonRecord, labels: readonly string[]): boolean {
  const isSame = Object.keys(own).length === labels.length && labels.every((label) => Object.hasOwn(own, label));
  return isSame && Object.values(own).every((cell) => typeof cell !== "object" || cell === null);
}

/** pandas' "index": { "0": { "age": 41 }, "1": { "age": 35 } } */
const columnsByRow: JsonShape = {
  read: (value) => {
    const rows = Object.entries(value);
    const isRows = rows.length > 1 && rows.every(([label, row]) => /^\d+$/.test(label) && isObject(row));
    return isRows ? columnsOfRows(rows.map(([, row]) => row as JsonRecord)) : undefined;
  },
};

const SHAPES: readonly JsonShape[] = [
  namesAndRows,
  listsByColumn,
  rowsByColumn,
  columnsByRow,
  labelledCells,
  wrappedRows,
];

/** The columns of one JSON value that is a table as a whole; undefined for one that is none, such as a single row. */
export function jsonColumns(value: unknown): JsonColumns | undefined {
  if (!isObject(value)) return undefined;
  for (const { read } of SHAPES) {
    const columns = read(value);
    if (columns !== undefined) return columns;
  }
  return undefined;
}

function columnsOfRows(rows: readonly JsonRecord[]): JsonColumns {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return new Map([...names].map((name) => [name, rows.map((row) => row[name])]));
}

function isObject(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
