import { afterAll, expect, it } from "vitest";
import { nodeRuntime } from "../../runtime/node.ts";
import { mean } from "../../statistics/mean.ts";
import { exampleRows } from "../../testing/page-table.ts";
import { SETTINGS } from "../settings/index.ts";
import { inForce } from "../settings/values.ts";
import { toTable } from "../table/to-table.ts";
import { understand } from "../table/understand.ts";
import { validate } from "./validate.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const rows = exampleRows(40);
const fold = (isHeldOut: (row: number) => boolean) => ({
  train: Int32Array.from(rows.keys()).filter((row) => !isHeldOut(row)),
  validation: Int32Array.from(rows.keys()).filter(isHeldOut),
});
const folds = [fold((row) => row < 20), fold((row) => row >= 20)];

const validated = (table: typeof rows) =>
  validate({
    runtimes: [runtime],
    known: understand(toTable(table), { target: "side" }),
    settings: SETTINGS,
    networks: [inForce(SETTINGS, { units: [4], earlyStopping: null }, { rowCount: 20, epochs: 3 })],
    folds,
    foldCount: 2,
    seeds: [1],
    epochs: 3,
    signal: undefined,
  });

it("a network learns nothing of the rows that its fold leaves out, preprocessing included", async () => {
  const [before] = await validated(rows);
  const [after] = await validated(rows.map((row, i) => (i === 4 ? { ...row, x: 1e6 } : row)));
  // Row 4 is left out by the first fold and trained on by the second.
  expect(after?.runs[0]?.parameters).toEqual(before?.runs[0]?.parameters);
  expect(after?.runs[1]?.parameters).not.toEqual(before?.runs[1]?.parameters);
});

it("every row is looked at once, by the network that left it out", async () => {
  const [found] = await validated(rows);
  expect(found?.validation.losses).toHaveLength(40);
  const [first, second] = [found?.validation.losses.slice(0, 20) ?? [], found?.validation.losses.slice(20) ?? []];
  expect(found?.foldLosses[0]).toBeCloseTo(mean(first), 12);
  expect(found?.foldLosses[1]).toBeCloseTo(mean(second), 12);
});

it("a network that still improves when its round ends trains on, one that does not or must know its end stops there", async () => {
  const size = { rowCount: 20, epochs: 10 };
  const values = [
    { learningRate: 0.008 },
    { learningRate: 1e-7 },
    { learningRate: 0.008, learningRateSchedule: { kind: "linear", end: 0.5 } },
  ];
  const found = await validate({
    runtimes: [runtime],
    known: understand(toTable(rows), { target: "side" }),
    settings: SETTINGS,
    networks: values.map((own) => inForce(SETTINGS, { units: [4], earlyStopping: null, ...own }, size)),
    folds,
    foldCount: 2,
    seeds: [1],
    epochs: 40,
    round: 10,
    signal: undefined,
  });
  const ends = found.map(({ runs }) => runs.map(({ history, status }) => `${history.length} ${status}`));
  expect(ends).toEqual([
    ["40 completed", expect.stringMatching(/^(40 completed|1\d stopped)$/)],
    ["10 stopped", "10 stopped"],
    ["10 completed", "10 completed"],
  ]);
  expect(found.slice(1).map(({ course }) => course.cameToLimit)).toEqual([false, true]);
  for (const { course } of found) expect(course.losses).toHaveLength(course.epochs);
});
