import { randomNormal } from "@occam/core/data";
import { webRuntime } from "@occam/core/web";
import { afterAll, describe, expect, it } from "vitest";
import { gridOf } from "../grid.ts";
import { openSession } from "../session.ts";
import { checkState, FIRST_STATE, type PlaygroundState, TABLE } from "../state.ts";
import { openStrip } from "../strip.ts";
import { type OwnTable, readTable } from "./read-table.ts";
import { type ChosenTable, chosenTable, suggestedChoice, type TableChoice } from "./table-choice.ts";
import { tableExamples } from "./table-examples.ts";

const runtime = webRuntime({ engine: "compiled" });
afterAll(() => runtime.close());

const COUNT = 200;
const noise = randomNormal(4 * COUNT, { seed: 3, stream: "table" });
const at = (row: number, i: number) => noise[4 * row + i] as number;

/** Flowers whose kind hangs on length and width; a price in an own way of writing, and a number of the row. */
const FLOWERS = [
  "no;length;width;colour;price;kind;when;note",
  ...Array.from({ length: COUNT }, (_, row) => {
    const [length, width] = [5 + at(row, 0), 2 + 0.5 * at(row, 1)];
    const isRose = length - 5 + 2 * (width - 2) + 0.2 * at(row, 2) > 0;
    const colour = ["red", "blue", "white"][row % 3];
    const price = `€ ${(10 + 3 * length + at(row, 3)).toFixed(2).replace(".", ",")}`;
    const day = `2021-03-${String(1 + (row % 28)).padStart(2, "0")}`;
    const cells = [
      length.toFixed(3).replace(".", ","),
      row === 7 ? "n/a" : width.toFixed(3).replace(".", ","),
      colour,
      price,
    ];
    return [row + 1, ...cells, isRose ? "rose" : "lily", day, `flower number ${row} of many`].join(";");
  }),
].join("\n");

function table(text = FLOWERS): OwnTable {
  const found = readTable(text, "flowers.csv");
  if ("code" in found) throw new Error(JSON.stringify(found));
  return found;
}

function chosen(choice: TableChoice, own = table()): ChosenTable {
  const found = chosenTable(own, choice);
  if ("code" in found) throw new Error(JSON.stringify(found));
  return found;
}

const KIND: TableChoice = { target: "kind", shown: ["length", "width"] };
const state: PlaygroundState = { ...FIRST_STATE, data: { ...FIRST_STATE.data, set: TABLE, size: 2000, share: 0.5 } };

describe("a table", () => {
  it("is read column by column, with what was decided, and says what each column can be", () => {
    const { columns, rowCount, notes } = table();
    expect(rowCount).toBe(COUNT);
    const facts = columns.map(({ name, kind, distinctCount, missingCount, asTarget, canBeShown, leftOut }) => [
      ...[name, kind, distinctCount, missingCount, asTarget, canBeShown, leftOut],
    ]);
    expect(facts.slice(0, 2)).toEqual([
      ["no", "numbers", 200, 0, undefined, false, "rowNumber"],
      ["length", "numbers", expect.any(Number), 0, "regression", true, undefined],
    ]);
    expect(facts.find(([name]) => name === "width")).toEqual([
      ...["width", "numbers", expect.any(Number), 1, "regression", true, undefined],
    ]);
    expect(facts.find(([name]) => name === "colour")).toEqual(["colour", "texts", 3, 0, undefined, false, undefined]);
    expect(facts.find(([name]) => name === "price")?.[4]).toBe("regression");
    expect(columns.find(({ name }) => name === "price")?.values[0]).toBeCloseTo(10 + 3 * (5 + at(0, 0)) + at(0, 3), 1);
    expect(columns.find(({ name }) => name === "kind")).toMatchObject({
      asTarget: "classification",
      classes: ["rose", "lily"],
    });
    expect(notes.map(({ code, column }) => `${code} ${column}`)).toEqual(
      expect.arrayContaining(["numbersWrittenAs price", "missingMarks width", "dates when"]),
    );
  });

  it.each([
    ["no column of numbers", `a,b\n${"x,y\nz,y\n".repeat(8)}`, { code: "noNumbers", columns: ["a", "b"] }],
    ["numbers that are all the same", `a,b\n${"1,y\n1,z\n".repeat(8)}`, { code: "noNumbers", columns: ["a", "b"] }],
    [
      "nothing to predict",
      `a\n${Array.from({ length: 20 }, (_, i) => i * i).join("\n")}`,
      { code: "noTarget", columns: ["a"] },
    ],
    ["one row", "a,b\n1,2", { code: "fewRows", rows: 1, least: 10 }],
    [
      "dates that may be of two months",
      `when,a,b\n${Array.from({ length: 12 }, (_, i) => `3/${(i % 9) + 1}/21,${i * i},${i ** 3}`).join("\n")}`,
      { code: "unreadable", message: expect.stringContaining("when") },
    ],
  ])("of %s is refused, with what is wrong", (_, text, problem) => {
    expect(readTable(text, "own.csv")).toEqual(problem);
  });

  it("suggests the last column that can be predicted, by the numbers that go most along with it", () => {
    const choice = suggestedChoice(table());
    expect(choice.target).toBe("kind");
    expect(new Set(choice.shown)).toEqual(new Set(["length", "width"]));
    const withoutKind = FLOWERS.split("\n").map((line) => line.split(";").slice(0, 5).join(";"));
    expect(suggestedChoice(table(withoutKind.join("\n")))).toMatchObject({
      target: "price",
      shown: ["length", "width"],
    });
  });

  it.each([
    ["a target that is not there", { target: "constructor", shown: ["length", "width"] }, "target"],
    ["a target of three kinds", { target: "colour", shown: ["length", "width"] }, "target"],
    ["the target as an axis", { target: "price", shown: ["price", "width"] }, "shown"],
    ["one axis for classes", { target: "kind", shown: ["length"] }, "shown"],
    ["the same axis twice", { target: "kind", shown: ["length", "length"] }, "shown"],
    ["texts as an axis", { target: "kind", shown: ["length", "colour"] }, "shown"],
    ["three axes", { target: "kind", shown: ["length", "width", "price"] }, "shown"],
  ])("refuses %s", (_, choice, place) => {
    expect(chosenTable(table(), choice)).toMatchObject({ code: "choice", at: place });
  });
});

it("a part of a date that is called as another column is has a name of its own", () => {
  const rows = Array.from({ length: 20 }, (_, i) => `2020-0${1 + (i % 9)}-1${i % 9},${(i * 7) % 11},${i % 2}`);
  const names = table(["when,when (year),y", ...rows].join("\n")).columns.map(({ name }) => name);
  expect(names.filter((name) => name.startsWith("when (year)"))).toEqual(["when (year)", "when (year) (2)"]);
  expect(new Set(names).size).toBe(names.length);
});

describe("a sample of a table", () => {
  it("has its shown columns first, all scaled by the training rows, what is missing at the mean", async () => {
    const session = await openSession(state, runtime, chosen(KIND));
    const { train, validation, table: facts, ...sample } = session.sample;
    expect(sample).toEqual({
      task: "classification",
      shownCount: 2,
      reach: expect.any(Number),
      inputCount: train.x.shape[1],
    });
    expect([train.y.shape, validation.y.shape]).toEqual([[100], [100]]);
    const names = facts?.inputs.map(({ name }) => name) ?? [];
    expect(names.slice(0, 2)).toEqual(["length", "width"]);
    expect(names).toEqual(expect.arrayContaining(["colour: blue", "colour: red", "colour: white", "price"]));
    expect(names).not.toContain("no");
    for (const i of names.keys()) {
      const values = Array.from({ length: 100 }, (_, row) => train.x.data[row * names.length + i] as number);
      const mean = values.reduce((sum, value) => sum + value, 0) / 100;
      expect(Math.abs(mean)).toBeLessThan(0.01);
      const square = values.reduce((sum, value) => sum + value ** 2, 0) / 100;
      expect(Math.abs(square - 1) < 0.02 || square === 0, names[i]).toBe(true);
    }
    expect(facts?.target).toMatchObject({ name: "kind", classes: ["rose", "lily"], mean: 0, deviation: 1 });
    const [length] = facts?.inputs ?? [];
    const found = Array.from({ length: 100 }, (_, row) => {
      const value =
        (length?.mean as number) + (length?.deviation as number) * (train.x.data[row * names.length] as number);
      return value.toFixed(1);
    });
    const lengths = new Set(Array.from({ length: COUNT }, (_, row) => (5 + at(row, 0)).toFixed(1)));
    expect(found.every((each) => lengths.has(each))).toBe(true);
    const grid = gridOf(session.sample, 4);
    expect(grid.x.shape).toEqual([16, names.length]);
    expect(grid.x.data.subarray(2, names.length).every((value) => value === 0)).toBe(true);
    await session.release();
  });

  it("is learnt: classes by two columns, and numbers along one", async () => {
    const session = await openSession(state, runtime, chosen(KIND));
    await session.advance(600);
    const view = { side: 6, chosen: 0, unitSide: 4, threshold: 0.01 };
    const { panels } = await session.snapshot(view);
    for (const { validation } of panels) expect(validation.accuracy).toBeGreaterThan(0.85);
    await session.release();
    const prices = chosen({ target: "price", shown: ["length"] });
    const priced = await openSession({ ...state, panels: [{ l2: 0.03 }] }, runtime, prices);
    expect(priced.sample).toMatchObject({ task: "regression", shownCount: 1 });
    const before = (await priced.snapshot(view)).panels[0];
    expect(before?.plane).toHaveLength(6);
    await priced.advance(600);
    // A price is 3 times the length of deviation 1, and a noise of deviation 1: a tenth of its variance is left.
    expect((await priced.snapshot(view)).panels[0]?.validation.rmse).toBeLessThan(0.6);
    await priced.release();
    const strip = await openStrip(state, { panel: 0, regularizer: "l2" }, runtime, chosen(KIND));
    expect((await strip.snapshot(4)).cells).toHaveLength(16);
    await strip.release();
  });

  it("is of as many rows as are asked for, in another order for another seed, with useless inputs behind", () => {
    const examples = (own: Partial<PlaygroundState["data"]>) => tableExamples(chosen(KIND), { ...state.data, ...own });
    expect(examples({ size: 50 }).y).toHaveLength(50);
    expect(examples({ seed: 2 }).y).not.toEqual(examples({}).y);
    expect(examples({ seed: 1 })).toEqual(examples({}));
    expect(examples({}).facts.target.classes?.[0]).toBe("rose");
    const kinds = examples({}).y.reduce((sum, y) => sum + y, 0);
    expect(kinds).toBe(FLOWERS.split("rose").length - 1);
  });

  it("leaves out columns beyond 64 inputs, and rows without a target", () => {
    const names = Array.from({ length: 80 }, (_, i) => `c${i}`);
    const rows = Array.from({ length: 30 }, (_, row) =>
      [...names.map((_, i) => (row * (i + 2)) % 7), row % 5 === 0 ? "" : row % 2].join(","),
    );
    const own = table([[...names, "y"].join(","), ...rows].join("\n"));
    const { facts, y } = tableExamples(chosen({ target: "y", shown: ["c79", "c3"] }, own), state.data);
    expect([facts.inputs.length, y.length]).toEqual([64, 24]);
    expect(facts.inputs.slice(0, 2).map(({ name }) => name)).toEqual(["c79", "c3"]);
    expect(
      facts.columnsLeftOut.length + facts.inputs.length + own.columns.filter(({ leftOut }) => leftOut).length,
    ).toBe(80);
  });

  it("keeps what lies far out at ten deviations", () => {
    const rows = Array.from({ length: 400 }, (_, row) => `${row === 3 ? 1e9 : row % 3},${row % 4},${row % 2}`);
    const own = chosen({ target: "y", shown: ["a", "b"] }, table(["a,b,y", ...rows].join("\n")));
    const { x, facts } = tableExamples(own, { ...state.data, share: 0.5 });
    expect(x.reduce((most, value) => Math.max(most, value), 0)).toBe(10);
    expect(facts.reach).toBe(4);
    // What is to be predicted stays what it is.
    const outlier = chosen({ target: "a", shown: ["b"] }, table(["a,b,y", ...rows].join("\n")));
    const { y } = tableExamples(outlier, { ...state.data, share: 0.5, seed: 3 });
    expect(y.reduce((most, value) => Math.max(most, value), 0)).toBeGreaterThan(10);
  });
});

it("of two texts one input says all", () => {
  const rows = Array.from(
    { length: 20 },
    (_, i) => `${i % 7},${(i * i) % 11},${i % 2 ? "f" : "m"},${i % 3 ? "x" : "z"}`,
  );
  const own = chosen({ target: "y", shown: ["a", "b"] }, table(["a,b,sex,y", ...rows].join("\n")));
  expect(tableExamples(own, state.data).facts.inputs.map(({ name }) => name)).toEqual(["a", "b", "sex: m"]);
});

it("a state can say that its data are a table, and holds none of it", () => {
  expect(checkState(state)).toEqual({ state });
  expect(checkState({ ...state, data: { ...state.data, points: [[0, 0, 1]] } })).toHaveProperty("refusal");
});
