import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomPermutation } from "../tensor/random.ts";
import type { InputColumn, NumericInput, TextInput } from "./columns.ts";
import { featureCount, fitPreprocessing, mergedColumns, roundedColumns } from "./preprocessing.ts";

const numeric = (values: readonly number[], name = "n"): NumericInput => ({
  name,
  kind: "numeric",
  values: Float64Array.from(values),
});
const text = (values: readonly (string | null)[], name = "t"): TextInput => ({ name, kind: "text", values });
const allRows = ({ values }: InputColumn) => Int32Array.from({ length: values.length }, (_, row) => row);
/** Learnt from all rows of one column, beside a column that is always kept. */
const learntFrom = (column: InputColumn) => {
  const companion = numeric(
    Array.from({ length: column.values.length }, (_, row) => row),
    "companion",
  );
  return fitPreprocessing([column, companion], allRows(column));
};
const planOf = (column: InputColumn) => learntFrom(column).columns.find(({ name }) => name === column.name);
/** Why the column is dropped. */
const reasonOf = (column: InputColumn) =>
  learntFrom(column).dropped.find((each) => each.column === column.name)?.reason;
const { NaN: missing } = Number;
/** `count` texts with numbers in their names, from `first` on. */
const names = (count: number, first = 0) => Array.from({ length: count }, (_, i) => `name${i + first}`);

describe("a numeric column", () => {
  it.each<[string, readonly number[], { center: number; scale: number; hasMissing: boolean }]>([
    ["1 to 5: median 3, quartiles 2 and 4", [5, 3, 1, 2, 4], { center: 3, scale: 2, hasMissing: false }],
    ["1 to 4: median 2.5, quartiles 1.75 and 3.25", [4, 1, 3, 2], { center: 2.5, scale: 1.5, hasMissing: false }],
    [
      "missing values count for nothing but a mark",
      [1, missing, 3, missing, 5],
      { center: 3, scale: 2, hasMissing: true },
    ],
    ["an outlier moves neither", [1, 2, 3, 4, 85], { center: 3, scale: 2, hasMissing: false }],
    [
      "without a quartile range the deviation",
      [0, 0, 0, 0, 8],
      { center: 0, scale: Math.fround(3.2), hasMissing: false },
    ],
    ["one value, missing elsewhere", [7, missing, 7], { center: 7, scale: 1, hasMissing: true }],
  ])("%s", (_, values, expected) => {
    expect(planOf(numeric(values))).toEqual({ kind: "numeric", name: "n", ...expected });
  });

  it.each<[string, readonly number[], string]>([
    ["constant", [3, 3, 3], "constant"],
    ["without a value", [missing, missing, missing], "noValues"],
    ["infinite", [1, 2, Infinity], "tooLarge"],
    ["too large to square", [1, 2, -1e151], "tooLarge"],
  ])("that is %s is dropped", (_, values, code) => {
    expect(reasonOf(numeric(values))).toEqual({ code });
  });

  it.each<[string, readonly number[], { center: number; scale: number; hasMissing: boolean }]>([
    [
      "numbers that are one as 32-bit floats",
      [1e9, 1e9 + 1, 1e9 + 2, missing],
      { center: 1e9 + 1, scale: 1, hasMissing: true },
    ],
    ["numbers beyond 32-bit floats", [1e39, 2e39, 3e39], { center: 2e39, scale: 1e39, hasMissing: false }],
    [
      "numbers that 32-bit floats take for 0",
      [1e-60, 2e-60, 3e-60],
      { center: 2e-60, scale: 1e-60, hasMissing: false },
    ],
  ])("of %s is one of 64-bit floats", (_, values, { scale, ...expected }) => {
    const plan = planOf(numeric(values));
    expect(plan).toEqual({ kind: "numeric", name: "n", ...expected, scale: expect.any(Number), isDouble: true });
    expect((plan?.kind === "numeric" ? plan.scale : 0) / scale).toBeCloseTo(1, 12);
  });

  it("has a center and a scale that its floats hold, whatever its finite values", () => {
    const values = fc.array(fc.double({ noDefaultInfinity: true }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(values, (cells) => {
        const plan = planOf(numeric(cells));
        if (typeof plan === "string" || plan?.kind !== "numeric") return;
        const toFloat = plan.isDouble ? (x: number) => x : Math.fround;
        expect(Number.isFinite(toFloat(plan.center))).toBe(true);
        expect(toFloat(plan.scale)).toBe(plan.scale);
        expect(plan.scale).toBeGreaterThan(0);
        expect(toFloat(plan.scale)).toBeLessThan(Infinity);
        expect(plan.hasMissing).toBe(cells.some(Number.isNaN));
      }),
    );
  });

  it("scaled and shifted by powers of two has its center and scale moved alike", () => {
    const values = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 3, maxLength: 30 });
    fc.assert(
      fc.property(values, fc.integer({ min: -8, max: 8 }), fc.integer({ min: -64, max: 64 }), (cells, power, shift) => {
        const [plain, moved] = [planOf(numeric(cells)), planOf(numeric(cells.map((x) => x * 2 ** power + shift)))];
        if (typeof plain === "string") return expect(moved).toBe(plain);
        if (plain?.kind !== "numeric" || typeof moved === "string" || moved?.kind !== "numeric")
          throw new Error("kinds");
        expect(moved.center).toBeCloseTo(plain.center * 2 ** power + shift, 9);
        expect(moved.scale / (plain.scale * 2 ** power)).toBeCloseTo(1, 5);
      }),
    );
  });
});

describe("numbers that stay together", () => {
  const mergedIn = (column: NumericInput) => mergedColumns(learntFrom(column), [column], allRows(column));

  it("are none in one burst of milliseconds, however late", () => {
    const burst = numeric(Array.from({ length: 200 }, (_, row) => 1.7e12 + row));
    expect(planOf(burst)).toMatchObject({ isDouble: true });
    expect(mergedIn(burst)).toEqual([]);
  });

  it("are those of one burst where half of the cells are 0: a millisecond is 6e-13 of the scale", () => {
    const late = numeric(Array.from({ length: 200 }, (_, row) => (row % 2 === 0 ? 0 : 1.7e12 + row)));
    expect(mergedIn(late)).toEqual([{ column: "n", rows: 100, example: 1.7e12 + 1 }]);
  });
});

describe("numbers that 64-bit floats have rounded", () => {
  const roundedIn = (column: NumericInput) => roundedColumns(learntFrom(column), [column], allRows(column));
  const steps = (first: number, step: number) => numeric(Array.from({ length: 100 }, (_, row) => first + row * step));

  it("are those of 18 digits that differ in the last four: neighbours are 128 apart", () => {
    expect(roundedIn(steps(1e18, 100))).toEqual([{ column: "n", rows: 100, example: 1e18 }]);
  });

  it("begin where half of a unit, 2^-53 of the number, is 1e-4 of the scale, and are none of 16 digits, and of one value or none", () => {
    expect(roundedIn(steps(1e18, 2e4))).toHaveLength(1);
    expect(roundedIn(steps(1e18, 2.5e4))).toEqual([]);
    expect(roundedIn(steps(9e15, 1e4))).toEqual([]);
    expect(roundedIn(numeric([1e18, missing, 1e18]))).toEqual([]);
  });
});

describe("a column of texts", () => {
  it.each<[string, readonly (string | null)[], { categories: readonly string[]; hasOther: boolean }]>([
    ["has its texts in order", ["b", "a", "b", "a"], { categories: ["a", "b"], hasOther: false }],
    ["has rare texts under other", ["a", "a", "rare", "odd"], { categories: ["a"], hasOther: true }],
    [
      "knows a missing value as the text of nothing",
      ["a", null, "a", null],
      { categories: ["", "a"], hasOther: false },
    ],
    ["has a single missing value under other", ["a", "b", "a", "b", null], { categories: ["a", "b"], hasOther: true }],
    ["tells spaces and case apart", [" ", " ", "a", "a", "A", "A"], { categories: [" ", "A", "a"], hasOther: false }],
    [
      "takes the names of object properties for texts",
      ["__proto__", "constructor", "__proto__", "constructor", "toString"],
      { categories: ["__proto__", "constructor"], hasOther: true },
    ],
  ])("%s", (_, values, expected) => {
    expect(planOf(text(values))).toEqual({ kind: "categorical", name: "t", ...expected });
  });

  it("of 70 texts keeps the 64 most frequent, in a tie the first by name", () => {
    // name0 to name9 three times, the other 60 twice: 54 of those are kept.
    const plan = planOf(text([...names(70).reverse(), ...names(70), ...names(10)]));
    const byName = names(60, 10).sort().slice(0, 54);
    expect(plan).toEqual({
      kind: "categorical",
      name: "t",
      categories: [...names(10), ...byName].sort(),
      hasOther: true,
    });
  });

  it.each<[string, readonly (string | null)[], string]>([
    ["constant", ["a", "a", "a"], "constant"],
    ["without a value", [null, null, null], "noValues"],
    ["different in every row", names(20), "ownTextInEveryRow"],
    ["like names", [...names(70), ...names(30)], "ownTextInNearlyEveryRow"],
  ])("that is %s is dropped", (_, values, code) => {
    expect(reasonOf(text(values))).toEqual({ code });
  });

  it("is kept with 65 texts in 130 rows, a half, and dropped in 129", () => {
    expect(planOf(text([...names(65), ...names(65)]))).toMatchObject({ kind: "categorical", hasOther: true });
    expect(reasonOf(text([...names(65), ...names(64)]))).toEqual({ code: "ownTextInNearlyEveryRow" });
  });
});

describe("fitPreprocessing", () => {
  const columns: readonly InputColumn[] = [
    numeric([1, 2, 3, 4, 100, missing], "a"),
    text(["x", "y", "x", "y", "z", null], "b"),
    numeric([5, 5, 5, 5, 6, 7], "c"),
  ];

  it("learns from the rows it is given alone", () => {
    const learnt = fitPreprocessing(columns, Int32Array.of(0, 1, 2, 3));
    expect(learnt).toEqual({
      columns: [
        { kind: "numeric", name: "a", center: 2.5, scale: 1.5, hasMissing: false },
        { kind: "categorical", name: "b", categories: ["x", "y"], hasOther: false },
      ],
      width: 3,
      dropped: [{ column: "c", reason: { code: "constant" } }],
    });
  });

  it("keeps the order of the columns, and adds their features up", () => {
    const { columns: plans, width } = fitPreprocessing(columns, Int32Array.of(0, 1, 2, 3, 4, 5));
    expect(plans.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(plans.map(featureCount)).toEqual([2, 3, 1]);
    expect(width).toBe(6);
  });

  it("refuses columns that all say nothing, and names them with the reasons", () => {
    const empty = [numeric([1, 1], "k"), text([null, null], "m")];
    expect(() => fitPreprocessing(empty, Int32Array.of(0, 1))).toThrow(
      "preprocessing expects at least one useful column but receives none: " +
        "k (constant), m (noValues). (OCCAM_DATA)",
    );
  });

  const cells = fc.array(
    fc.tuple(
      fc.option(fc.integer({ min: -50, max: 50 }), { nil: missing }),
      fc.option(fc.constantFrom("a", "b", "c", "", "__proto__", "é", "日本"), { nil: null }),
    ),
    { minLength: 6, maxLength: 40 },
  );
  const tableOf = (rows: readonly (readonly [number, string | null])[]): readonly InputColumn[] => [
    numeric(
      rows.map(([x]) => x),
      "x",
    ),
    text(
      rows.map(([, t]) => t),
      "t",
    ),
    numeric(
      rows.map((_, row) => row),
      "row",
    ),
  ];

  it("changes with no cell of another row", () => {
    fc.assert(
      fc.property(cells, cells, (own, other) => {
        const training = Int32Array.from(own.keys());
        const alone = fitPreprocessing(tableOf(own), training);
        expect(fitPreprocessing(tableOf([...own, ...other]), training)).toEqual(alone);
      }),
    );
  });

  it("does not hang on the order of the rows", () => {
    fc.assert(
      fc.property(cells, fc.nat(), (rows, seed) => {
        const order = randomPermutation(rows.length, { seed, stream: "test" });
        const table = tableOf(rows);
        expect(fitPreprocessing(table, order)).toEqual(fitPreprocessing(table, Int32Array.from(rows.keys())));
      }),
    );
  });
});

it.each([
  [{ code: "numbersButFor", example: "unknown" }, (row: number) => (row === 7 ? "unknown" : `${row}.5`)],
  [{ code: "numbersWrittenAs", example: "1,5" }, (row: number) => `${row + 1},5`],
  [{ code: "numbersWrittenAs", example: "$1.5" }, (row: number) => `$${row + 1}.5`],
  [{ code: "ownTextInNearlyEveryRow" }, (row: number) => `name ${row}`],
])("a column of texts that are nearly all different is dropped: %j", (reason, textOf) => {
  const values = Array.from({ length: 100 }, (_, row) => textOf(row));
  const used = { name: "used", kind: "numeric", values: Float64Array.from(values, (_, row) => row) } as const;
  const rows = Int32Array.from(values, (_, row) => row);
  expect(fitPreprocessing([used, { name: "t", kind: "text", values }], rows).dropped).toEqual([
    { column: "t", reason },
  ]);
});
