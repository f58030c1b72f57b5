/** The same table in other spellings: the same network, the same predictions. */
import { afterAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../runtime/node.ts";
import { randomUniform } from "../tensor/random.ts";
import { fitTable } from "./fit-table.ts";
import type { FitTableOptions } from "./fit-table-options.ts";
import { applyModel, modelColumns, predictTable } from "./model/apply-model.ts";
import { readModelFacts } from "./model/model-facts.ts";
import { pruneTable } from "./prune-table.ts";
import type { RowObject } from "./table/from-rows.ts";
import { toTable } from "./table/to-table.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const ROWS = 60;
const u = randomUniform(ROWS * 3, { seed: 3, stream: "spellings" });
const rows: readonly RowObject[] = Array.from({ length: ROWS }, (_, row) => {
  const [size = 0, share = 0, luck = 0] = u.slice(row * 3, row * 3 + 3);
  const [isMember, kind] = [luck > 0.4, ["Private", "State", "Self employed"][row % 3]];
  const length = Number((1000 + size * 9000).toFixed(2));
  const y = Number((length / 1000 + (isMember ? 4 : 0) + (row % 3)).toFixed(3));
  return { length, share: Number(share.toFixed(2)), isMember, kind, zip: `0${1000 + (row % 4)}`, y };
});
const fit = (table: readonly RowObject[], options: Partial<FitTableOptions> = {}) =>
  fitTable(table, { target: "y", runtime, epochs: 4, config: { l2: 0.01 }, ...options });
const withColumn = (name: string, write: (cell: unknown) => unknown) =>
  rows.map((row) => ({ ...row, [name]: write(row[name]) }));

const decimalComma = (cell: unknown) => String(cell).replace(".", ",");
const SPELLINGS: readonly (readonly [string, string, (cell: unknown) => unknown])[] = [
  ["numbers as texts", "length", String],
  ["decimal commas", "length", decimalComma],
  ["thousands and a unit", "length", (cell) => `${Number(cell).toLocaleString("en-US")} mm`],
  ["numbers as texts in the target", "y", String],
  ["decimal commas in the target", "y", decimalComma],
  ["booleans of Python", "isMember", (cell) => (cell ? "True" : "False")],
  ["booleans of R", "isMember", (cell) => (cell ? "TRUE" : "FALSE")],
  ["yes and no", "isMember", (cell) => (cell ? "yes" : "no")],
  ["spaces around", "kind", (cell) => ` ${cell} `],
];

describe("a table in another spelling", async () => {
  const study = await fit(rows);
  const predicted = await study.predict(rows);

  it.each(SPELLINGS)("%s gives the same candidates, and predictions of both tables", async (_, name, write) => {
    const table = withColumn(name, write);
    const other = await fit(table);
    expect(other.candidates).toEqual(study.candidates);
    expect(await other.predict(table)).toEqual(predicted);
    expect(await other.predict(rows)).toEqual(predicted);
  });

  const ofInputs = SPELLINGS.filter(([, name, write]) => name !== "y" && !/mm$/.test(String(write(1))));
  it.each(ofInputs)("%s is understood by a model of the first", async (_, name, write) => {
    const table = toTable(withColumn(name, write));
    expect(await predictTable(runtime, study.onnx, readModelFacts(study.onnx), table)).toEqual(predicted);
  });

  it("a unit that the model has not seen is refused, with its row", async () => {
    const table = toTable(withColumn("share", (cell) => `${cell} %`));
    await expect(predictTable(runtime, study.onnx, readModelFacts(study.onnx), table)).rejects.toThrow(
      `column "share" row 1 holds "${rows[0]?.share} %" where a number is expected`,
    );
  });

  it("a cell that reads both ways is refused where the model has seen plain numbers", async () => {
    const table = toTable(withColumn("share", () => "1,234"));
    await expect(predictTable(runtime, study.onnx, readModelFacts(study.onnx), table)).rejects.toThrow(
      'column "share" row 1 holds "1,234" where a number is expected',
    );
  });

  it.each(["True", "TRUE", "yes", "T", "1"])("the exported model by itself takes %s for true", async (word) => {
    const facts = readModelFacts(study.onnx);
    const all = Int32Array.from(rows.keys());
    const columns = new Map(modelColumns(facts, toTable(rows)));
    const { numbers } = await applyModel(runtime, study.onnx, facts, columns, all);
    const values = rows.map(({ isMember }) => (isMember ? word : "false"));
    columns.set("isMember", { name: "isMember", kind: "text", values });
    expect((await applyModel(runtime, study.onnx, facts, columns, all)).numbers).toEqual(numbers);
  });

  it("says what was read in a special way, and a model keeps it", async () => {
    const other = await fit(withColumn("length", (cell) => `${decimalComma(cell)} mm`));
    expect(other.result.data.notes).toEqual([
      { code: "numbersWrittenAs", column: "length", rows: ROWS, example: `${decimalComma(rows[0]?.length)} mm` },
      { code: "code", column: "zip", rows: ROWS, example: "01000" },
    ]);
    expect(readModelFacts(other.onnx).readings).toEqual([
      { column: "length", reading: { kind: "numeric", way: { decimal: ",", before: "", behind: "mm" } } },
      { column: "isMember", reading: { kind: "boolean" } },
      { column: "zip", reading: { kind: "code" } },
    ]);
  });
});

it("a target in several spellings gives labels as the table writes them most often", async () => {
  const table = rows.map((row, i) => ({ ...row, y: i % 2 === 0 ? " Yes" : i === 1 ? "NO" : "No" }));
  const study = await fit(table);
  expect(study.result.classes).toEqual(["No", "Yes"]);
  const answers = await study.predict(table);
  expect(new Set(answers.map((answer) => "label" in answer && answer.label)).size).toBeLessThanOrEqual(2);
});

it("what was asked of the reading is kept for those who read the table again", async () => {
  const columns = { zip: "drop", share: "category" } as const;
  const study = await fit(rows, { columns, missing: ["-9"] });
  expect(study.result.data.dropped).toEqual([{ column: "zip", reason: { code: "asked" } }]);
  expect(readModelFacts(study.onnx).asked).toEqual({ columns, missing: ["-9"] });
  const { result } = await pruneTable(rows, { runtime, model: study.onnx, split: study.split });
  expect(result.test.before).toEqual(study.chosen.test);
});

it.each<[unknown, string]>([
  [
    { zip: "zipcode" },
    'fitTable.columns["zip"] expects "numeric", "category", "code", "date", "date-dmy", "date-mdy", "text" or "drop" but receives "zipcode"',
  ],
  ["zip", "fitTable.columns expects kinds by the names of columns but receives"],
])("columns %j are refused", async (columns, message) => {
  await expect(fit(rows, { columns } as Partial<FitTableOptions>)).rejects.toThrow(message);
});

describe("dates and sentences", async () => {
  const day = (row: number) => new Date(Date.UTC(2021, 0, 1 + ((row * 37) % 300))).toISOString().slice(0, 10);
  const table = rows.map((_, row) => ({
    on: day(row),
    said: row % 2 === 0 ? `the room ${row} was nice and clean` : `the staff in ${row} was rude`,
    y: new Date(day(row)).getUTCMonth() + (row % 2) * 10,
  }));
  const study = await fit(table, { task: "regression", epochs: 200, config: { l2: 0.0001 } });

  it("are learnt from", () => {
    expect(study.chosen.test.r2).toBeGreaterThan(0.9);
  });

  it("are read alike in a table to predict, written otherwise, of one row alone, and without the columns that were dropped", async () => {
    const predicted = await study.predict(table);
    const other = table.map((row) => ({ ...row, on: row.on.split("-").reverse().join(".") }));
    expect(await study.predict(other)).toEqual(predicted);
    expect(await study.predict([table[3] as RowObject])).toEqual([predicted[3]]);
    await expect(study.predict([{ ...table[3], on: "soon" }])).rejects.toThrow(
      'column "on" row 1 holds "soon" where a date is expected',
    );
  });

  it("are pruned and diagnosed by the same features", async () => {
    const { result } = await pruneTable(table, { runtime, model: study.onnx, split: study.split });
    expect(result.test.before).toEqual(study.chosen.test);
  });
});
