/** Rows that belong together, or come one after the other: what splits and folds keep, and what is said of columns that show it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomNormal } from "../../tensor/random.ts";
import { columnOf } from "./column-of.ts";
import { dealFolds } from "./deal-folds.ts";
import { splitTable } from "./split-table.ts";
import type { Table } from "./table.ts";
import { type UnderstandOptions, understand } from "./understand.ts";

const noise = (count: number, position: number) =>
  Array.from(randomNormal(count, { seed: 1, stream: "rows", position }));
const tableOf = (columns: Readonly<Record<string, readonly unknown[]>>): Table => ({
  rowCount: Object.values(columns)[0]?.length ?? 0,
  columns: Object.entries(columns).map(([name, values]) => columnOf(name, values)),
});
function parted(table: Table, options: Omit<UnderstandOptions, "target">, seed = 0) {
  const known = understand(table, { target: "y", ...options });
  const parts = splitTable(table, known, seed, undefined);
  const dealt = dealFolds(known, parts.train, { repeats: 2, seed });
  return { known, parts, dealt };
}
const codes = (table: Table, options: Omit<UnderstandOptions, "target"> = {}) =>
  understand(table, { target: "y", ...options }).notes.map(({ code, column }) =>
    column === undefined ? code : `${code} ${column}`,
  );
const refusal = (sentence: string) =>
  expect.objectContaining({ code: "OCCAM_TABLE", message: `${sentence} (OCCAM_TABLE)` });

/** Whether no value stands in both lists of rows. */
function areApart(values: readonly unknown[], some: Int32Array, others: Int32Array): boolean {
  const own = new Set(Array.from(some, (row) => values[row]));
  return Array.from(others).every((row) => !own.has(values[row]));
}

describe("groups", () => {
  const groupSizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 12, maxLength: 40 });

  it("of a column stand in one part and one fold each, whatever their sizes", () => {
    fc.assert(
      fc.property(groupSizes, fc.boolean(), fc.nat(), (sizes, isClass, seed) => {
        const patient = sizes.flatMap((size, i) => new Array<string>(size).fill(`p${i}`));
        const x = noise(patient.length, 0);
        const y = x.map((value, row) => (isClass ? (row % 2 === 0 ? "a" : "b") : value));
        const { parts, dealt } = parted(tableOf({ patient, x, y }), { group: "patient" }, seed);
        expect(areApart(patient, parts.train, parts.test)).toBe(true);
        expect(areApart(patient, parts.train, parts.validation)).toBe(true);
        expect(areApart(patient, parts.validation, parts.test)).toBe(true);
        for (const { train, validation } of dealt.folds) expect(areApart(patient, train, validation)).toBe(true);
        expect(parts.train.length + parts.validation.length + parts.test.length).toBe(patient.length);
      }),
      { numRuns: 30 },
    );
  });

  const patients = Array.from({ length: 120 }, (_, row) => `p${row >> 2}`);
  const x = noise(120, 0);

  it("are no input, keep the classes' shares, and are dealt at 60, 20 and 20 of a hundred", () => {
    const y = patients.map((patient) => (Number(patient.slice(1)) % 5 === 0 ? "rare" : "usual"));
    const { known, parts } = parted(tableOf({ patient: patients, x, y }), { group: "patient" });
    expect(known.inputs.map(({ name }) => name)).toEqual(["x"]);
    expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual([72, 24, 24]);
    expect(Array.from(parts.test).filter((row) => y[row] === "rare")).toHaveLength(4);
  });

  it("rows without a group are groups of their own", () => {
    const group = x.map((_, row) => (row < 60 ? null : "all"));
    const { parts } = parted(tableOf({ group, x, y: noise(120, 1) }), { group: "group" });
    expect(
      areApart(
        group.map((value, row) => value ?? row),
        parts.train,
        parts.test,
      ),
    ).toBe(true);
    expect(Math.min(parts.train.length, parts.test.length)).toBeGreaterThan(10);
  });

  it("too few are refused, for parts and for folds", () => {
    const table = tableOf({ patient: x.map((_, row) => row % 2), x, y: noise(120, 1) });
    expect(() => parted(table, { group: "patient" })).toThrow(
      refusal('no row is left for the validation part: give more groups of "patient".'),
    );
    const known = understand(tableOf({ patient: patients, x, y: noise(120, 1) }), { target: "y", group: "patient" });
    expect(() => dealFolds(known, known.rows, { folds: 31, repeats: 1, seed: 0 })).toThrow(
      refusal('31 folds are more than the 30 groups of "patient" that are not test: use fewer.'),
    );
  });

  it("and a time at once are refused", () => {
    const table = tableOf({ patient: patients, t: x, y: noise(120, 1) });
    expect(() => understand(table, { target: "y", group: "patient", time: "t" })).toThrow(
      "group expects a group or a time but receives both: leave one out.",
    );
  });
});

describe("equal rows", () => {
  const a = noise(50, 0);
  const y = noise(50, 1);
  const repeated = (values: readonly unknown[]) => [...values, ...values, ...values];

  it("stay in one part and one fold, and are counted", () => {
    const table = tableOf({ a: repeated(a), y: repeated(y) });
    const { known, parts, dealt } = parted(table, {});
    expect(known.notes).toEqual([{ code: "repeatedRows", rows: 100, example: "51" }]);
    expect(areApart(repeated(a), parts.train, parts.test)).toBe(true);
    for (const { train, validation } of dealt.folds) expect(areApart(repeated(a), train, validation)).toBe(true);
  });

  it("are found though every row has a number of its own", () => {
    const id = Array.from({ length: 150 }, (_, row) => row + 1);
    expect(codes(tableOf({ id, a: repeated(a), y: repeated(y) }))).toEqual(["repeatedRows"]);
  });

  it("are found though every row has a name of its own, where something else is measured", () => {
    const name = Array.from({ length: 150 }, (_, row) => `S-${row}`);
    expect(codes(tableOf({ name, a: repeated(a), y: repeated(y) }))).toEqual(["repeatedRows"]);
    const kinds = repeated(a.map((value) => (value > 0 ? "p" : "q")));
    expect(codes(tableOf({ name, kind: kinds, same: kinds, again: kinds, more: kinds, y: kinds }))).toEqual([]);
  });

  it("of few possible rows are chance, and dealt as they come", () => {
    const bits = (position: number) => noise(200, position).map((value) => (value > 0 ? "p" : "q"));
    const { known } = parted(tableOf({ a: bits(0), b: bits(1), c: bits(2), y: bits(3) }), {});
    expect(known.groups).toBeUndefined();
    expect(known.notes).toEqual([]);
  });

  it("with another target are other rows", () => {
    expect(codes(tableOf({ a: repeated(a), y: noise(150, 1) }))).toEqual([]);
  });
});

describe("time", () => {
  const order = noise(100, 0);
  const t = order.map((value) => Math.round(value * 1e6));
  const x = noise(100, 1);

  it("orders parts: train before validation before test", () => {
    const { parts, known } = parted(tableOf({ t, x, y: noise(100, 2) }), { time: "t" });
    const times = (rows: Int32Array) => Array.from(rows, (row) => t[row] as number);
    expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual([60, 20, 20]);
    expect(Math.max(...times(parts.train))).toBeLessThan(Math.min(...times(parts.validation)));
    expect(Math.max(...times(parts.validation))).toBeLessThan(Math.min(...times(parts.test)));
    expect(known.inputs.map(({ name }) => name)).toEqual(["t", "x"]);
  });

  it("orders folds: what is validated on comes after what is trained on", () => {
    const { dealt } = parted(tableOf({ t, x, y: noise(100, 2) }), { time: "t" });
    expect([dealt.count, dealt.repeats, dealt.folds.length]).toEqual([5, 1, 5]);
    for (const { train, validation } of dealt.folds)
      expect(Math.max(...Array.from(train, (row) => t[row] as number))).toBeLessThan(
        Math.min(...Array.from(validation, (row) => t[row] as number)),
      );
  });

  it("of dates is that of their days; rows of one day stay together", () => {
    const day = t.map((_, row) => `${1 + (row % 28)}.${1 + (row % 4)}.2021`);
    const days = day.map((text) => text.split(".").map(Number)).map(([d = 0, m = 0]) => Date.UTC(2021, m - 1, d));
    const { parts } = parted(tableOf({ day, x, y: noise(100, 2) }), { time: "day" });
    const [latest, earliest] = [
      Math.max(...Array.from(parts.train, (row) => days[row] as number)),
      Math.min(...Array.from(parts.validation, (row) => days[row] as number)),
    ];
    expect(latest).toBeLessThan(earliest);
  });

  it.each<[string, readonly unknown[], string]>([
    [
      "texts",
      x.map((_, row) => `w${row}`),
      'the time column "t" holds neither dates nor numbers: say what it is, or name another.',
    ],
    [
      "a gap",
      x.map((_, row) => (row === 4 ? null : row / 2)),
      'the time column "t" holds nothing in row 5: expected a time in every row, so give it one or leave the row out.',
    ],
  ])("of %s is refused", (_, values, sentence) => {
    expect(() => understand(tableOf({ t: values, x, y: noise(100, 2) }), { target: "y", time: "t" })).toThrow(
      refusal(sentence),
    );
  });
});

describe("columns are said to look like", () => {
  const patient = Array.from({ length: 150 }, (_, row) => row % 15);
  const own = [noise(15, 7), noise(15, 8), noise(15, 9)] as const;
  const alike = (i: 0 | 1 | 2) => noise(150, 10 + i).map((value, row) => (own[i][row % 15] as number) + value / 20);
  const y = noise(150, 20);
  const like = { a: alike(0), b: alike(1), c: alike(2), y };

  it.each<[string, readonly unknown[]]>([
    ["texts", patient.map((i) => `p${i}`)],
    ["whole numbers", patient.map((i) => 100 + i * 7)],
  ])("groups where rows of one value are alike: %s", (_, values) => {
    expect(codes(tableOf({ patient: values, ...like }))).toEqual(["looksLikeGroups patient"]);
    expect(codes(tableOf({ patient: values, ...like }), { group: "patient" })).toEqual([]);
    // One says how rows hang together, and need not be told of more.
    const ward = tableOf({ patient: values, ward: patient.map((i) => `w${i}`), ...like });
    expect(codes(ward)).toEqual(["looksLikeGroups patient", "looksLikeGroups ward"]);
    expect(codes(ward, { group: "patient" })).toEqual([]);
  });

  it("no groups where rows are not alike, or in one input alone", () => {
    const other = { a: noise(150, 1), b: noise(150, 2), c: noise(150, 3), y };
    expect(codes(tableOf({ patient: patient.map((i) => `p${i}`), ...other }))).toEqual([]);
    const { c: _, ...two } = other;
    expect(codes(tableOf({ patient: patient.map((i) => `p${i}`), ...two, a: alike(0) }))).toEqual([]);
  });

  it("no groups by what a date became, whose parts each say the others", () => {
    const dates = [0, 1].map((by) =>
      patient.map((i) => new Date(Date.UTC(2020, 0, 1 + 3 * i + by)).toISOString().slice(0, 10)),
    );
    const table = tableOf({ from: dates[0] ?? [], to: dates[1] ?? [], z: noise(150, 4), y });
    const found = understand(table, { target: "y" }).notes.map(({ code }) => code);
    expect(found).toContain("dates");
    expect(found).not.toContain("looksLikeGroups");
  });

  it("time where they rise from row to row, or are dates", () => {
    const t = Array.from({ length: 150 }, (_, row) => row * 250 + 1.5e12);
    expect(codes(tableOf({ t, x: noise(150, 1), y }))).toEqual(["looksLikeTime t"]);
    const day = noise(150, 1).map((value) => new Date(1.6e12 + value * 1e10));
    expect(codes(tableOf({ day, x: noise(150, 1), y }))).toEqual(["dates day", "looksLikeTime day"]);
    expect(codes(tableOf({ t, x: noise(150, 1), y }), { time: "t" })).toEqual([]);
    expect(codes(tableOf({ x: noise(150, 1), y }))).toEqual([]);
    const rarely = t.map((_, row) => Math.floor(row / 3));
    expect(codes(tableOf({ rarely, x: noise(150, 1), y }))).toEqual([]);
  });
});

describe("row numbers", () => {
  const count = Array.from({ length: 30 }, (_, row) => row);
  const x = noise(30, 0);
  const dropped = (
    columns: Readonly<Record<string, readonly unknown[]>>,
    options: Omit<UnderstandOptions, "target"> = {},
  ) =>
    understand(tableOf({ ...columns, y: noise(30, 1) }), { target: "y", ...options }).dropped.map(
      ({ column }) => column,
    );

  it.each<[string, readonly number[]]>([
    ["count up with the rows, from wherever", count.map((row) => row + 892)],
    ["are a permutation of 1 to n", count.map((row) => 1 + ((row * 7) % 30))],
    ["are a permutation of 0 to n - 1", count.map((row) => (row * 11) % 30)],
  ])("that %s are left out, whatever their name", (_, passenger) => {
    expect(dropped({ passenger, x })).toEqual(["passenger"]);
  });

  it.each<[string, readonly number[]]>([
    ["are in another order and from 5 on", count.map((row) => 5 + ((row * 7) % 30))],
    ["step by two", count.map((row) => row * 2)],
    ["repeat one", count.map((row) => Math.min(row, 28))],
    ["lack one", count.map((row) => ((row * 7) % 30) + (row === 0 ? 40 : 0))],
  ])("that %s are none", (_, values) => {
    expect(dropped({ values, x })).toEqual([]);
  });

  it("are kept where they are asked for, order the rows, or are all there is", () => {
    expect(dropped({ n: count, x }, { columns: { n: "numeric" } })).toEqual([]);
    expect(dropped({ n: count, x }, { time: "n" })).toEqual([]);
    expect(dropped({ n: count })).toEqual([]);
  });
});
