/** What an error advises is followed here, and leads on: to no other error, and never back. */
import { describe, expect, it } from "vitest";
import type { FitTableOptions } from "./fit-table-options.ts";
import { modelColumns } from "./model/apply-model.ts";
import type { ModelFacts } from "./model/model-facts.ts";
import { SETTINGS } from "./settings/index.ts";
import { readSettings } from "./settings/read-settings.ts";
import { dealFolds } from "./table/deal-folds.ts";
import type { RowObject } from "./table/from-rows.ts";
import { joinedRows, splitTable } from "./table/split-table.ts";
import { toTable } from "./table/to-table.ts";
import { understand } from "./table/understand.ts";
import { regression } from "./tasks/regression.ts";

type Options = Partial<
  Pick<FitTableOptions, "target" | "task" | "columns" | "missing" | "group" | "time" | "splitColumn">
> & {
  readonly folds?: number;
};
type Rows = readonly RowObject[];

/** All that stands between a table and the first training. */
function attempt(rows: Rows, { target = "y", splitColumn, folds, ...options }: Options): void {
  const table = toTable(rows);
  const known = understand(table, { ...options, target, splitColumn });
  const { train, validation } = splitTable(table, known, 0, splitColumn);
  dealFolds(known, joinedRows(train, validation), { folds, repeats: 1, seed: 0 });
}

const ROWS = 60;
const base: Rows = Array.from({ length: ROWS }, (_, i) => ({ x: (i * 37) % 61, y: (i * 7.3) % 20 }));
const withCells = (name: string, cell: (i: number) => unknown) => base.map((row, i) => ({ ...row, [name]: cell(i) }));
const without = (rows: Rows, name: string) => rows.map(({ [name]: _, ...rest }) => rest);
const lost = (odd: ReadonlySet<unknown>, rows: Rows, name: string) =>
  rows.map((row) => ({ ...row, [name]: odd.has(row[name]) ? null : row[name] }));

const spoilt = withCells("y", (i) => (i === 7 ? "oops" : i === 31 ? "n.b." : `${i / 2}`));
const labels = withCells("y", (i) => `kind ${i % 3}`);
const names = withCells("y", (i) => `name-${i}`);
const slashed = withCells("when", (i) => `3/${(i % 12) + 1}/21`);
const measured = withCells("x", (i) => (i === 4 ? "heavy" : `${i} kg`));
const dated = withCells("y", (i) => 2021_01_01 + (i % 28));
const rare = withCells("y", (i) => (i < 3 ? "rare" : i % 2 === 0 ? "a" : "b"));
const twoClasses = withCells("y", (i) => (i < 3 ? "rare" : "usual"));
const grouped = (count: number) => withCells("g", (i) => `g${i % count}`);
const timed = (count: number) => withCells("t", (i) => i % count);
const parted = (words: readonly string[]) => withCells("part", (i) => words[i % words.length]);

interface Case {
  readonly of: string;
  readonly rows: Rows;
  readonly options?: Options;
  /** How the message ends. */
  readonly advice: string;
  /** Each thing that it names, done. */
  readonly followed: readonly { readonly rows?: Rows; readonly options?: Options }[];
}

const CASES: readonly Case[] = [
  {
    of: "a regression of numbers but for some cells",
    rows: spoilt,
    options: { task: "regression" },
    advice:
      'it holds numbers but for cells such as "oops" in data row 8: correct or empty those, or name them as missing, for a regression.',
    followed: [{ rows: lost(new Set(["oops", "n.b."]), spoilt, "y") }, { options: { missing: ["oops", "n.b."] } }],
  },
  {
    of: "numbers but for some cells, without a task",
    rows: spoilt,
    advice:
      'it holds numbers but for cells such as "oops" in data row 8: correct or empty those, or name them as missing, for a regression.',
    followed: [{ rows: lost(new Set(["oops", "n.b."]), spoilt, "y") }, { options: { missing: ["oops", "n.b."] } }],
  },
  {
    of: "a regression of labels",
    rows: labels,
    options: { task: "regression" },
    advice: "leave the task out or choose another target.",
    followed: [{ options: {} }, { options: { task: "regression", target: "x" } }],
  },
  {
    of: "a regression of names",
    rows: names,
    options: { task: "regression" },
    advice: "holds text: choose another target.",
    followed: [{ options: { task: "regression", target: "x" } }],
  },
  {
    of: "names",
    rows: names,
    advice: "choose a target with fewer classes.",
    followed: [{ rows: labels }],
  },
  {
    of: "a classification of numbers",
    rows: base,
    options: { task: "classification" },
    advice: "say task regression, as it holds numbers.",
    followed: [{ options: { task: "regression" } }],
  },
  ...[undefined, "classification" as const, "regression" as const].map(
    (task): Case => ({
      of: `numbers that are asked to be categories, task ${task}`,
      rows: base,
      options: { task, columns: { y: "category" } },
      advice: "it holds numbers: say --column y=numeric (columns of the library) and a regression.",
      followed: [{ options: { task: "regression", columns: { y: "numeric" } } }],
    }),
  ),
  {
    of: "codes as a regression's target",
    rows: withCells("y", (i) => `0${i * 3}`),
    options: { task: "regression" },
    advice: "it holds numbers: say --column y=numeric (columns of the library) and a regression.",
    followed: [{ options: { task: "regression", columns: { y: "numeric" } } }],
  },
  {
    of: "whole numbers that are dates as a target",
    rows: dated,
    advice: "say --column y=numeric (columns of the library) if they are numbers.",
    followed: [{ options: { columns: { y: "numeric" } } }],
  },
  {
    of: "dates as a target",
    rows: withCells("y", (i) => `2021-03-${10 + (i % 20)}`),
    advice: "make numbers of them, such as days since the first.",
    followed: [{ rows: withCells("y", (i) => i % 20) }],
  },
  {
    of: "sentences as a target",
    rows: withCells("y", (i) => (i % 2 === 0 ? `the room ${i} was nice and clean` : `the staff in ${i} was rude`)),
    options: { columns: { y: "text" } },
    advice: "choose a target of numbers or labels.",
    followed: [{ options: { target: "x", columns: { y: "text" } } }, { rows: labels, options: {} }],
  },
  {
    of: "a target with other capitals",
    rows: base,
    options: { target: "Y" },
    advice: 'did you mean "y"?',
    followed: [{ options: { target: "y" } }],
  },
  {
    of: "nothing but a target",
    rows: without(base, "x"),
    advice: "add columns to learn from.",
    followed: [{ rows: base }],
  },
  {
    of: "dates of no order",
    rows: slashed,
    advice: "say --column when=date-dmy or --column when=date-mdy (columns of the library).",
    followed: [{ options: { columns: { when: "date-dmy" } } }, { options: { columns: { when: "date-mdy" } } }],
  },
  {
    of: "dates of no order as the time",
    rows: slashed,
    options: { time: "when" },
    advice: "say --column when=date-dmy or --column when=date-mdy (columns of the library).",
    followed: (["date-dmy", "date-mdy"] as const).map((kind) => ({
      options: { time: "when", columns: { when: kind } },
    })),
  },
  {
    of: "a word in a column asked to be numbers",
    rows: measured,
    options: { columns: { x: "numeric" } },
    advice: "correct it, or name it a mark of missing values.",
    followed: [
      { rows: lost(new Set(["heavy"]), measured, "x") },
      { options: { columns: { x: "numeric" }, missing: ["heavy"] } },
      { options: { columns: { x: "numeric" }, missing: ["HEAVY"] } },
    ],
  },
  {
    of: "a word in a column asked to be dates",
    rows: withCells("when", (i) => (i === 9 ? "soon" : `2021-03-${10 + (i % 20)}`)),
    options: { columns: { when: "date" } },
    advice: "correct it, or name it a mark of missing values.",
    followed: [{ options: { columns: { when: "date" }, missing: ["soon"] } }],
  },
  {
    of: "an infinite number",
    rows: withCells("x", (i) => (i === 3 ? "1e999" : `${i}.5`)),
    advice: "correct it, or leave the cell empty if the value is missing.",
    followed: [{ rows: withCells("x", (i) => (i === 3 ? "" : `${i}.5`)) }],
  },
  {
    of: "a part of a date with another column's name",
    rows: withCells("when", (i) => `2021-03-${10 + (i % 20)}`).map((row, i) => ({ ...row, "when (days)": i % 9 })),
    advice: "rename the other.",
    followed: [
      { rows: withCells("when", (i) => `2021-03-${10 + (i % 20)}`).map((row, i) => ({ ...row, other: i % 9 })) },
    ],
  },
  {
    of: "a target without differences",
    rows: withCells("y", (i) => 1e15 + (i % 5) / 8),
    options: { task: "regression" },
    advice: "write it as its difference from a constant, for example from its smallest value.",
    followed: [{ rows: withCells("y", (i) => (i % 5) / 8), options: { task: "regression" } }],
  },
  {
    of: "a target beyond floats",
    rows: withCells("y", (i) => 1e120 * (i + 0.5)),
    advice: "rescale it, for example by its largest value.",
    followed: [{ rows: withCells("y", (i) => (i + 0.5) / 60) }],
  },
  {
    of: "a group and a time",
    rows: withCells("g", (i) => `g${i % 12}`).map((row, i) => ({ ...row, t: i })),
    options: { group: "g", time: "t" },
    advice: "leave one out.",
    followed: [{ options: { group: "g" } }, { options: { time: "t" } }],
  },
  {
    of: "too few groups",
    rows: grouped(2),
    options: { group: "g" },
    advice: 'give more groups of "g".',
    followed: [{ rows: grouped(12) }],
  },
  {
    of: "too few times",
    rows: timed(2),
    options: { time: "t" },
    advice: "give more rows of other times, as those of one time stay together.",
    followed: [{ rows: timed(20) }],
  },
  {
    of: "a row without a time",
    rows: withCells("t", (i) => (i === 5 ? null : i)),
    options: { time: "t" },
    advice: "so give it one or leave the row out.",
    followed: [{ rows: timed(ROWS) }, { rows: timed(ROWS).filter((_, i) => i !== 5) }],
  },
  {
    of: "words as the time",
    rows: withCells("t", (i) => `day ${i} of it`),
    options: { time: "t" },
    advice: "say what it is, or name another.",
    followed: [{ options: { time: "x" } }],
  },
  {
    of: "a split without test rows",
    rows: parted(["train", "valid"]),
    options: { splitColumn: "part" },
    advice: 'the column "part" needs rows marked train and test.',
    followed: [{ rows: parted(["train", "test"]) }],
  },
  {
    of: "more folds than rows",
    rows: base,
    options: { folds: 500 },
    advice: "use fewer.",
    followed: [{ options: { folds: 48 } }, { options: { folds: 2 } }],
  },
  {
    of: "more folds than rows in time",
    rows: timed(ROWS),
    options: { folds: 60, time: "t" },
    advice: "use fewer.",
    followed: [{ options: { folds: 40, time: "t" } }],
  },
  {
    of: "more folds than rows of a class",
    rows: rare,
    options: { folds: 4 },
    advice: "use 2 folds or fewer, or leave that class out.",
    followed: [{ options: { folds: 2 } }, { rows: rare.filter(({ y }) => y !== "rare") }],
  },
  {
    of: "more folds than rows of one of two classes",
    rows: twoClasses,
    options: { folds: 4 },
    advice: "use 2 folds or fewer.",
    followed: [{ options: { folds: 2 } }],
  },
  {
    of: "train rows of a single group",
    rows: base.map((row, i) => ({ ...row, g: i < 40 ? "one" : "other", part: i < 40 ? "train" : "test" })),
    options: { group: "g", splitColumn: "part", folds: 2 },
    advice: "give more of them.",
    followed: [{ rows: base.map((row, i) => ({ ...row, g: `g${i % 30}`, part: i % 30 < 20 ? "train" : "test" })) }],
  },
];

describe("the advice of an error", () => {
  it.each(CASES)("on $of leads on", ({ rows, options = {}, advice, followed }) => {
    let message = "";
    try {
      attempt(rows, options);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.replace(/ \(OCCAM_\w+\)$/, "")).toMatch(
      new RegExp(`${advice.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`),
    );
    expect(followed.length).toBeGreaterThan(0);
    for (const way of followed) attempt(way.rows ?? rows, way.options ?? options);
  });

  it.each([2, 3, 4])("is not to use fewer folds where nobody asked for any: %d groups have as many folds", (count) => {
    const rows = base.map((row, i) => ({
      ...row,
      g: `g${i % (count + 1)}`,
      part: i % (count + 1) < count ? "train" : "test",
    }));
    expect(() => attempt(rows, { group: "g", splitColumn: "part" })).not.toThrow();
  });

  it("on a cell where a model has learnt numbers leads on: corrected or empty, the table is taken", () => {
    const facts: ModelFacts = {
      task: "regression",
      target: "y",
      classes: [],
      columns: [{ column: "x", input: "x", kind: "numeric" }],
    };
    const taken = (x: string) => modelColumns(facts, toTable([{ x: "1" }, { x }, { x: "3" }])).get("x")?.values[1];
    expect(() => taken("many")).toThrow("correct it, or leave the cell empty if the value is missing.");
    expect([taken("2"), taken("")]).toEqual([2, Number.NaN]);
  });

  it("on settings leads on: the nearest name is known, and what is for another task can be left out", () => {
    const read = (json: unknown) => readSettings(json, "config", SETTINGS, regression);
    expect(() => read({ dropuot: 0.1 })).toThrow('did you mean "dropout"?');
    expect(read({ dropout: 0.1 })).toEqual({ dropout: 0.1 });
    expect(() => read({ labelSmoothing: 0.1, dropout: 0.1 })).toThrow("leave it out");
  });
});
