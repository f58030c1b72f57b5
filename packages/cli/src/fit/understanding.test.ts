import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Column, Table } from "../table/table.ts";
import { requireColumn, type UnderstandOptions, understand } from "./understanding.ts";

const { NaN: missing } = Number;
const numeric = (name: string, values: readonly number[]): Column => ({
  name,
  kind: "numeric",
  values: Float64Array.from(values),
});
const text = (name: string, values: readonly (string | null)[]): Column => ({ name, kind: "text", values });
const other = (name: string, type: string): Column => ({ name, kind: "other", type });
const tableOf = (...columns: readonly Column[]): Table => ({
  file: "some.csv",
  sha256: "",
  rowCount: Math.max(0, ...columns.map((column) => (column.kind === "other" ? 0 : column.values.length))),
  columns,
});
const input = numeric("x", [0.5, 1.5, 2.5, 3.5]);
const understood = (target: Column, options: Partial<UnderstandOptions> = {}, ...others: readonly Column[]) =>
  understand(tableOf(input, ...others, target), { target: target.name, ...options });
const integers = (distinct: number) => Array.from({ length: 40 }, (_, row) => row % distinct);

describe("the task", () => {
  it.each<[string, Column, "classification" | "regression"]>([
    ["text", text("y", ["a", "b", "a", "b"]), "classification"],
    ["text that spells numbers and one word", text("y", ["1", "2", "many", "2"]), "classification"],
    ["two whole numbers", numeric("y", [0, 1, 1, 0]), "classification"],
    ["ten whole numbers", numeric("y", integers(10)), "classification"],
    ["eleven whole numbers", numeric("y", integers(11)), "regression"],
    ["two fractions", numeric("y", [0.5, 1, 1, 0.5]), "regression"],
    ["whole numbers with gaps", numeric("y", [0, 1, missing, 0]), "classification"],
  ])("of a target of %s is guessed", (_, target, task) => {
    expect(understood(target).task).toBe(task);
  });

  it("is what the user says, where that is possible", () => {
    expect(understood(numeric("y", [0, 1, 1, 0]), { task: "regression" })).toMatchObject({
      task: "regression",
      classes: [],
    });
    expect(understood(numeric("y", [0.5, 1, 2.25, 0.5]), { task: "classification" }).classes).toEqual([
      "0.5",
      "1",
      "2.25",
    ]);
    expect(() => understood(text("y", ["a", "b", "a", "b"]), { task: "regression" })).toThrow(
      'some.csv: --task regression expects a target of numbers, but "y" holds text: drop --task or choose another target.',
    );
  });
});

describe("targets", () => {
  it("of a classification are positions among the sorted classes; rows without one are left out", () => {
    const { classes, targets, rows } = understood(text("y", ["pear", null, "apple", "pear"]));
    expect(classes).toEqual(["apple", "pear"]);
    expect(Array.from(targets)).toEqual([1, missing, 0, 1]);
    expect(Array.from(rows)).toEqual([0, 2, 3]);
  });

  it("that are numbers give classes in the order of numbers, not of text", () => {
    const { classes, targets } = understood(numeric("y", [10, 9, -1, missing]));
    expect(classes).toEqual(["-1", "9", "10"]);
    expect(Array.from(targets)).toEqual([2, 1, 0, missing]);
  });

  it("of a regression are the numbers", () => {
    const { targets, rows } = understood(numeric("y", [1.5, missing, -2, 3]));
    expect(Array.from(targets)).toEqual([1.5, missing, -2, 3]);
    expect(Array.from(rows)).toEqual([0, 2, 3]);
  });

  it("may be named like an object's properties", () => {
    const { classes, targets } = understood(text("constructor", ["__proto__", "constructor", "__proto__", "toString"]));
    expect(classes).toEqual(["__proto__", "constructor", "toString"]);
    expect(Array.from(targets)).toEqual([0, 1, 0, 2]);
  });

  it.each<[string, Column, Partial<UnderstandOptions>, string]>([
    [
      "one class",
      text("y", ["a", "a", null, "a"]),
      {},
      'some.csv: the target "y" holds one class, "a": a classification needs at least two classes.',
    ],
    [
      "one whole number",
      numeric("y", [3, 3, 3, 3]),
      {},
      'some.csv: the target "y" holds one class, "3": a classification needs at least two classes.',
    ],
    [
      "no value at all",
      numeric("y", [missing, missing, missing, missing]),
      {},
      'some.csv: the target "y" holds no values: a classification needs at least two classes.',
    ],
    [
      "no value at all, of a regression",
      numeric("y", [missing, missing]),
      { task: "regression" },
      'the target "y" holds no values.',
    ],
    [
      "the same number everywhere, of a regression",
      numeric("y", [2.5, missing, 2.5, 2.5]),
      {},
      'some.csv: the target "y" is 2.5 in every row: there is nothing to learn.',
    ],
    ["dates", other("y", "DATE"), {}, 'some.csv: the target "y" is a DATE column: expected numbers or text.'],
    [
      "a class for nearly every row",
      text(
        "y",
        Array.from({ length: 40 }, (_, row) => `id${row}`),
      ),
      {},
      'some.csv: the target "y" has 40 classes in 40 rows, too few rows for each: choose a target with fewer classes.',
    ],
    [
      "numbers asked to be classes",
      numeric(
        "y",
        Array.from({ length: 40 }, (_, row) => row / 2),
      ),
      { task: "classification" },
      'some.csv: the target "y" has 40 classes in 40 rows, too few rows for each: say --task regression, as it holds numbers.',
    ],
    [
      "numbers that one cell spoils",
      text("y", ["12.5", ...Array.from({ length: 40 }, (_, row) => `${row}`), "oops"]),
      {},
      'too few rows for each: it holds numbers but for cells such as "oops" in data row 42: empty or correct those for a regression.',
    ],
    [
      "numbers beyond 32-bit floats",
      numeric("y", [0.5, 1e39, 1, 2]),
      {},
      'some.csv: the target "y" runs from 0.5 to 1e+39, beyond 32-bit floats: rescale it, for example by its largest value.',
    ],
    [
      "numbers that 32-bit floats cannot tell from 0",
      numeric("y", [1e-50, 2e-50, 3e-50, 4e-50]),
      {},
      'some.csv: the target "y" runs from 1e-50 to 4e-50, beyond 32-bit floats',
    ],
    [
      "numbers that 32-bit floats cannot tell apart",
      numeric("y", [1e9 + 0.5, 1e9, 1e9 + 1, 1e9]),
      {},
      'some.csv: the target "y" runs only from 1000000000 to 1000000001, too close for 32-bit floats: subtract a constant',
    ],
  ])("of %s are refused", (_, target, options, message) => {
    expect(() => understood(target, options)).toThrow(message);
  });

  it("are never missing in the rows that are used, and every row with a target is used", () => {
    const cells = fc.array(fc.option(fc.constantFrom("a", "b", "c"), { nil: null }), { minLength: 4, maxLength: 30 });
    fc.assert(
      fc.property(cells, (values) => {
        fc.pre(new Set(values.filter((value) => value !== null)).size > 1);
        const { rows, targets, classes } = understood(text("y", values));
        expect(Array.from(rows)).toEqual([...values.keys()].filter((row) => values[row] !== null));
        expect(Array.from(rows, (row) => classes[targets[row] as number])).toEqual(
          values.filter((value) => value !== null),
        );
      }),
    );
  });
});

describe("inputs", () => {
  const target = text("y", ["a", "b", "a", "b"]);

  it("are the columns besides the target and the split column", () => {
    const split = text("part", ["train", "train", "test", "validation"]);
    const { inputs, dropped } = understood(target, { splitColumn: "part" }, text("t", ["p", "q", "p", "q"]), split);
    expect(inputs.map(({ name }) => name)).toEqual(["x", "t"]);
    expect(dropped).toEqual([]);
    expect(understood(target, {}, split).inputs.map(({ name }) => name)).toEqual(["x", "part"]);
  });

  it("leave identifiers in any order out: a different whole number in every row", () => {
    const dropped = understood(target, {}, numeric("patient_id", [94, 17, 33, 2])).dropped;
    expect(dropped).toEqual([{ column: "patient_id", why: "a row number or identifier" }]);
  });

  it.each(["id", "ID", "index", "row", "rowid", "row_id", "row_number", "rownumber", "Unnamed: 0", "column0"])(
    "leave a counter named %s out",
    (name) => {
      expect(understood(target, {}, numeric(name, [7, 8, 9, 10])).dropped).toEqual([
        { column: name, why: "a row number or identifier" },
      ]);
    },
  );

  it.each<[string, Column]>([
    ["named id that does not count", numeric("id", [1, 2, 2, 3])],
    ["named id of fractions", numeric("id", [4.5, 3, 2, 1])],
    ["named grid that counts", numeric("grid", [1, 2, 3, 4])],
    ["that counts but is named age", numeric("age", [1, 2, 3, 4])],
    ["named id of texts", text("id", ["1", "2", "3", "4"])],
  ])("keep a column %s", (_, column) => {
    expect(understood(target, {}, column)).toMatchObject({ dropped: [] });
    expect(understood(target, {}, column).inputs).toContain(column);
  });

  it("leave columns of other types out, and say which", () => {
    expect(understood(target, {}, other("born", "DATE")).dropped).toEqual([
      { column: "born", why: "a DATE column: not a number or a text" },
    ]);
  });

  it("must be at least one", () => {
    expect(() => understand(tableOf(target, other("born", "DATE")), { target: "y" })).toThrow(
      'some.csv has no input column besides the target "y": add columns to learn from.',
    );
  });
});

describe("requireColumn", () => {
  const table = tableOf(...Array.from({ length: 14 }, (_, i) => numeric(`Col${i}`, [1])));

  it.each([
    ["col3", 'some.csv has no column "col3" for --target: did you mean "Col3"?'],
    [
      "colour",
      'some.csv has no column "colour" for --target: its columns are Col0, Col1, Col2, Col3, Col4, Col5, Col6, Col7, Col8, Col9, Col10, Col11, ... (14 in all).',
    ],
    ["__proto__", 'some.csv has no column "__proto__" for --target: its columns are Col0'],
  ])("%s is not there: says what is", (name, message) => {
    expect(() => requireColumn(table, name, "--target")).toThrow(message);
  });
});
