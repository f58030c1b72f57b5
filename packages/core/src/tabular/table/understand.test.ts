import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TaskName } from "../tasks/index.ts";
import { requireColumn } from "./require-column.ts";
import type { Column, Table } from "./table.ts";
import { targetsOf, type UnderstandOptions, understand } from "./understand.ts";

const { NaN: missing } = Number;
const numeric = (name: string, values: readonly number[]): Column => ({
  name,
  kind: "numeric",
  values: Float64Array.from(values),
});
const text = (name: string, values: readonly (string | null)[]): Column => ({ name, kind: "text", values });
const other = (name: string, type: string): Column => ({ name, kind: "other", type });
const tableOf = (...columns: readonly Column[]): Table => ({
  rowCount: Math.max(0, ...columns.map((column) => (column.kind === "other" ? 0 : column.values.length))),
  columns,
});
const input = numeric("x", [0.5, 1.5, 2.5, 3.5]);
const understood = (target: Column, options: Partial<UnderstandOptions> = {}, ...others: readonly Column[]) =>
  understand(tableOf(input, ...others, target), { target: target.name, ...options });
const integers = (distinct: number) => Array.from({ length: 40 }, (_, row) => row % distinct);
const refusal = (sentence: string) =>
  expect.objectContaining({ code: "OCCAM_TABLE", message: `${sentence} (OCCAM_TABLE)` });

describe("the task", () => {
  it.each<[string, Column, TaskName]>([
    ["text", text("y", ["a", "b", "a", "b"]), "classification"],
    ["text that spells numbers and one word", text("y", ["1", "2", "many", "2"]), "classification"],
    ["two whole numbers", numeric("y", [0, 1, 1, 0]), "classification"],
    ["ten whole numbers", numeric("y", integers(10)), "classification"],
    ["eleven whole numbers", numeric("y", integers(11)), "regression"],
    ["two fractions", numeric("y", [0.5, 1, 1, 0.5]), "regression"],
    ["whole numbers with gaps", numeric("y", [0, 1, missing, 0]), "classification"],
  ])("of a target of %s is guessed", (_, target, task) => {
    expect(understood(target).task.name).toBe(task);
  });

  it("is what the caller says, where that is possible", () => {
    const asNumbers = understood(numeric("y", [0, 1, 1, 0]), { task: "regression" });
    expect(asNumbers).toMatchObject({ task: { name: "regression" }, target: { name: "y", classes: [] } });
    const asClasses = understood(numeric("y", [0.5, 1, 2.25, 0.5]), { task: "classification" });
    expect(asClasses.target.classes).toEqual(["0.5", "1", "2.25"]);
    expect(() => understood(text("y", ["a", "b", "a", "b"]), { task: "regression" })).toThrow(
      refusal(
        'a regression expects a target of numbers, but "y" holds text: leave the task out or choose another target.',
      ),
    );
  });

  it("of another name is refused with the names there are", () => {
    const task = "clustering" as TaskName;
    expect(() => understood(text("y", ["a", "b", "a", "b"]), { task })).toThrow(
      expect.objectContaining({
        code: "OCCAM_OPTION",
        message: 'task expects one of classification, regression but receives "clustering". (OCCAM_OPTION)',
      }),
    );
  });
});

describe("targets", () => {
  it("of a classification are positions among the sorted classes; rows without one are left out", () => {
    const known = understood(text("y", ["pear", null, "apple", "pear"]));
    expect(known.target.classes).toEqual(["apple", "pear"]);
    expect(Array.from(known.target.values)).toEqual([1, missing, 0, 1]);
    expect(Array.from(known.rows)).toEqual([0, 2, 3]);
    expect(Array.from(targetsOf(known, Int32Array.of(3, 2)))).toEqual([1, 0]);
  });

  it("that are numbers give classes in the order of numbers, not of text", () => {
    const { target } = understood(numeric("y", [10, 9, -1, missing]));
    expect(target.classes).toEqual(["-1", "9", "10"]);
    expect(Array.from(target.values)).toEqual([2, 1, 0, missing]);
  });

  it("of a regression are the numbers", () => {
    const { target, rows } = understood(numeric("y", [1.5, missing, -2, 3]));
    expect(Array.from(target.values)).toEqual([1.5, missing, -2, 3]);
    expect(Array.from(rows)).toEqual([0, 2, 3]);
  });

  it("may be named like an object's properties", () => {
    const { target } = understood(text("constructor", ["__proto__", "constructor", "__proto__", "toString"]));
    expect(target.classes).toEqual(["__proto__", "constructor", "toString"]);
    expect(Array.from(target.values)).toEqual([0, 1, 0, 2]);
  });

  it.each<[string, Column, Partial<UnderstandOptions>, string]>([
    [
      "one class",
      text("y", ["a", "a", null, "a"]),
      {},
      'the target "y" holds one class, "a": a classification needs at least two classes.',
    ],
    [
      "one whole number",
      numeric("y", [3, 3, 3, 3]),
      {},
      'the target "y" holds one class, "3": a classification needs at least two classes.',
    ],
    [
      "no value at all",
      numeric("y", [missing, missing, missing, missing]),
      {},
      'the target "y" holds no values: a classification needs at least two classes.',
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
      'the target "y" is 2.5 in every row: there is nothing to learn.',
    ],
    ["dates", other("y", "DATE"), {}, 'the target "y" is a DATE column: expected numbers or text.'],
    [
      "dates asked to be classes",
      other("y", "DATE"),
      { task: "classification" },
      'the target "y" is a DATE column: expected numbers or text.',
    ],
    [
      "dates asked to be numbers",
      other("y", "DATE"),
      { task: "regression" },
      'the target "y" is a DATE column: expected numbers or text.',
    ],
    [
      "a class for nearly every row",
      text(
        "y",
        Array.from({ length: 40 }, (_, row) => `id${row}`),
      ),
      {},
      'the target "y" has 40 classes in 40 rows, too few rows for each: choose a target with fewer classes.',
    ],
    [
      "numbers asked to be classes",
      numeric(
        "y",
        Array.from({ length: 40 }, (_, row) => row / 2),
      ),
      { task: "classification" },
      'the target "y" has 40 classes in 40 rows, too few rows for each: say task regression, as it holds numbers.',
    ],
    [
      "numbers that one cell spoils",
      text("y", ["12.5", ...Array.from({ length: 40 }, (_, row) => `${row}`), "oops"]),
      {},
      'the target "y" has 42 classes in 42 rows, too few rows for each: it holds numbers but for cells such as "oops" in data row 42: correct or empty those, or name them as missing, for a regression.',
    ],
    [
      "numbers beyond 64-bit floats when squared",
      numeric("y", [0.5, 1e109, 1, 2]),
      {},
      'the target "y" runs from 0.5 to 1e+109, beyond 64-bit floats: rescale it, for example by its largest value.',
    ],
    [
      "numbers that squared cannot be told from 0",
      numeric("y", [1e-150, 2e-150, 3e-150, 4e-150]),
      {},
      'the target "y" runs from 1e-150 to 4e-150, beyond 64-bit floats: rescale it, for example by its largest value.',
    ],
    [
      "numbers that 64-bit floats hardly tell apart",
      numeric("y", [1e15 + 0.25, 1e15, 1e15 + 0.5, 1e15]),
      {},
      'the target "y" runs only from 1000000000000000 to 1000000000000000.5, too close for 64-bit floats: write it as its difference from a constant, for example from its smallest value.',
    ],
  ])("of %s are refused", (_, target, options, sentence) => {
    expect(() => understood(target, options)).toThrow(refusal(sentence));
  });

  it("are never missing in the rows that are used, and every row with a target is used", () => {
    const cells = fc.array(fc.option(fc.constantFrom("a", "b", "c"), { nil: null }), { minLength: 4, maxLength: 30 });
    fc.assert(
      fc.property(cells, (values) => {
        fc.pre(new Set(values.filter((value) => value !== null)).size > 1);
        const { rows, target } = understood(text("y", values));
        expect(Array.from(rows)).toEqual([...values.keys()].filter((row) => values[row] !== null));
        expect(Array.from(rows, (row) => target.classes[target.values[row] as number])).toEqual(
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
    const { inputs, dropped } = understood(target, {}, numeric("patient_id", [94, 17, 33, 2]));
    expect(dropped).toEqual([{ column: "patient_id", reason: { code: "identifier" } }]);
    expect(inputs).toEqual([input]);
  });

  it.each([
    "id",
    "ID",
    "index",
    "row",
    "rowid",
    "row_id",
    "row_number",
    "rownumber",
    "Unnamed: 0",
    "Unnamed: 0.1",
    "column0",
  ])("leave a counter named %s out", (name) => {
    expect(understood(target, {}, numeric(name, [7, 8, 9, 10])).dropped).toEqual([
      { column: name, reason: { code: "identifier" } },
    ]);
  });

  it.each<[string, Column]>([
    ["named id that does not count", numeric("id", [1, 2, 2, 3])],
    ["named id of fractions", numeric("id", [4.5, 3, 2, 1])],
    ["named grid that counts", numeric("grid", [1, 2, 3, 4])],
    ["that counts but is named age", numeric("age", [1, 2, 3, 4])],
    ["named id of texts", text("id", ["a1", "a2", "a3", "a4"])],
  ])("keep a column %s", (_, column) => {
    const { inputs, dropped } = understood(target, {}, column);
    expect(dropped).toEqual([]);
    expect(inputs).toContainEqual(column);
  });

  it("leave columns of other types out, and say which", () => {
    expect(understood(target, {}, other("born", "DATE")).dropped).toEqual([
      { column: "born", reason: { code: "unsupportedType", type: "DATE" } },
    ]);
  });

  it("must be at least one", () => {
    expect(() => understand(tableOf(target, other("born", "DATE")), { target: "y" })).toThrow(
      refusal('there is no input column besides the target "y": add columns to learn from.'),
    );
  });
});

describe("a column that is not there", () => {
  const table = tableOf(...Array.from({ length: 14 }, (_, i) => numeric(`Col${i}`, [1])));
  const columns =
    "its columns are Col0, Col1, Col2, Col3, Col4, Col5, Col6, Col7, Col8, Col9, Col10, Col11, ... (14 in all).";

  it.each([
    ["col3", 'the table has no column "col3" for the target: did you mean "Col3"?'],
    ["colour", `the table has no column "colour" for the target: ${columns}`],
    ["__proto__", `the table has no column "__proto__" for the target: ${columns}`],
    ["a\nb", `the table has no column "a\\nb" for the target: ${columns}`],
    ["l".repeat(61), `the table has no column "${"l".repeat(60)}..." for the target: ${columns}`],
  ])("is refused with what is: %j", (name, sentence) => {
    expect(() => requireColumn(table, name, "target")).toThrow(refusal(sentence));
    expect(() => understand(table, { target: name })).toThrow(refusal(sentence));
  });

  it("is found where it is", () => {
    expect(requireColumn(table, "Col13", "target")).toBe(table.columns[13]);
  });
});
