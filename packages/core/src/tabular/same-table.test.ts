/** One table in two spellings, or with its columns in another order, is one table. */
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../runtime/node.ts";
import { learntFrom } from "../testing/learnt-from.ts";
import { fitTable } from "./fit-table.ts";
import type { RowObject } from "./table/from-rows.ts";
import { toTable } from "./table/to-table.ts";
import { understand } from "./table/understand.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

type Rows = readonly RowObject[];
type Spelling = (cell: string) => string;

/** Of a column of percent a number without the sign may be a share: it is not read as one of the others. */
const percent: Spelling = (cell) => `${cell.replace(".", ",")}%`;
/** Each writes all cells of a column, which come as the plain table has them. */
const NUMBERS: readonly Spelling[] = [
  (cell) => cell,
  (cell) => cell.replace(".", ","),
  (cell) => cell.replace(/\d(?=(\d{3})+\.)/g, "$&,"),
  (cell) => cell.replace(".", ",").replace(/\d(?=(\d{3})+,)/g, "$&."),
  (cell) => cell.replace(".", ",").replace(/\d(?=(\d{3})+,)/g, "$&\u00a0"),
  (cell) => cell.replace("-", "\u2212"),
  (cell) => (cell.startsWith("-") ? `(${cell.slice(1)})` : cell),
  (cell) => `${cell} kg`,
  percent,
  (cell) => `$${cell}`.replace("$-", "-$"),
  (cell) => `  ${cell} `,
];
const BOOLEANS: readonly Spelling[] = [
  (cell) => cell,
  (cell) => (cell === "true" ? "True" : "False"),
  (cell) => cell.toUpperCase(),
  (cell) => (cell === "true" ? "yes" : "no"),
  (cell) => (cell === "true" ? " T" : "F "),
];
const TEXTS: readonly Spelling[] = [
  (cell) => cell,
  (cell) => cell.normalize("NFD"),
  (cell) => ` ${cell}\t`,
  (cell) => cell.replace(" ", "\u00a0"),
  (cell) => cell.replace(" ", "   "),
];
const MARKS = ["", " ", "n/a", "N/A", "NULL", "-", "?", "#N/A"];

const COLUMNS = { amount: NUMBERS, size: NUMBERS, isMember: BOOLEANS, town: TEXTS, y: NUMBERS } as const;
type Name = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as Name[];

const decimals = fc.integer({ min: -99_999_999, max: 99_999_999 }).map((cents) => (cents / 100).toFixed(2));
const cells = fc.record({
  amount: fc.option(decimals, { freq: 6 }),
  size: decimals,
  isMember: fc.option(fc.boolean().map(String), { freq: 6 }),
  town: fc.option(fc.constantFrom("Málaga", "New York", "Zürich", "Đà Nẵng", "two", "x"), { freq: 6 }),
  y: decimals,
});
const rows = fc.array(cells, { minLength: 30, maxLength: 50 });
const spellings = fc.record({
  by: fc.tuple(...NAMES.map((name) => fc.nat({ max: COLUMNS[name].length - 1 }))),
  marks: fc.array(fc.constantFrom(...MARKS), { minLength: 1, maxLength: 3 }),
});

function spelled(
  table: Rows,
  { by, marks }: { readonly by: readonly number[]; readonly marks: readonly string[] },
): Rows {
  return table.map((row, i) =>
    Object.fromEntries(
      NAMES.map((name, n) => {
        const cell = row[name] as string | null;
        return [name, cell === null ? marks[i % marks.length] : COLUMNS[name][by[n] as number]?.(cell)];
      }),
    ),
  );
}

const permuted = (table: Rows, order: readonly string[]): Rows =>
  table.map((row) => Object.fromEntries(order.map((name) => [name, row[name]])));
const ordersOf = (names: readonly string[]) => fc.shuffledSubarray([...names], { minLength: names.length });

describe("a table", () => {
  it("in any spellings of its columns is read, split and learnt from as in the plain ones", () => {
    fc.assert(
      fc.property(rows, spellings, (table, ways) => {
        expect(learntFrom(spelled(table, ways))).toEqual(learntFrom(table));
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it("with its columns in any order has the same inputs, notes, parts, folds and features of each column", () => {
    fc.assert(
      fc.property(rows, ordersOf([...NAMES, "often", "on"]), spellings, (table, order, ways) => {
        // How often it was, the other columns say.
        const written = spelled(table, ways).map((row, i) => ({
          ...row,
          often: `${1 + (i % 9)},${100 + i}`,
          on: `2021-03-${10 + (i % 20)}`,
        }));
        const other = permuted(written, order);
        expect(learntFrom(other)).toEqual(learntFrom(written));
        const notes = (own: Rows) =>
          understand(toTable(own), { target: "y" }).notes.map((note) => JSON.stringify(note));
        expect(notes(other).sort()).toEqual(notes(written).sort());
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});

describe("a network", async () => {
  const table = fc.sample(rows, { numRuns: 1, seed: 2 })[0] as Rows;
  const fit = (own: Rows) => fitTable(own, { target: "y", runtime, epochs: 2, config: { l2: 0.01 } });
  const study = await fit(table);
  const predicted = await study.predict(table);

  it("of a table is that of its other spellings, and each predicts both alike", async () => {
    const ofBoth = spellings.filter(({ by }) => NAMES.every((name, n) => COLUMNS[name][by[n] as number] !== percent));
    await fc.assert(
      fc.asyncProperty(ofBoth, async (ways) => {
        const other = await fit(spelled(table, ways));
        expect(other.candidates).toEqual(study.candidates);
        expect(await other.predict(spelled(table, ways))).toEqual(predicted);
        expect(await other.predict(table)).toEqual(predicted);
      }),
      { numRuns: 4, seed: 3 },
    );
  });

  it("predicts a table alike whatever the order of its columns, and whatever else stands in it", async () => {
    await fc.assert(
      fc.asyncProperty(ordersOf(NAMES), async (order) => {
        expect(await study.predict(permuted(table, order))).toEqual(predicted);
        const more = permuted(table, order).map((row, i) => ({ index: i, ...row, remark: `row ${i}` }));
        expect(await study.predict(more)).toEqual(predicted);
      }),
      { numRuns: 6, seed: 3 },
    );
  });

  it("is drawn by position: of columns in another order it is another one, from the same rows", async () => {
    const other = await fit(permuted(table, [...NAMES].reverse()));
    expect(other.split).toEqual(study.split);
    expect(other.result.constant).toEqual(study.result.constant);
    expect(other.chosen.settings).toEqual(study.chosen.settings);
    expect(other.chosen.parameters).toBe(study.chosen.parameters);
    expect(other.candidates).not.toEqual(study.candidates);
  });
});
