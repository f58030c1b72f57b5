/** Tables whose scores would be too good to be true: what a fit does about it, and says. */
import { afterAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal } from "../tensor/random.ts";
import { fitTable } from "./fit-table.ts";
import type { FitTableOptions } from "./fit-table-options.ts";
import type { RowObject } from "./table/from-rows.ts";
import { taskNamed } from "./tasks/index.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const fit = (rows: readonly RowObject[], options: Partial<FitTableOptions> = {}) =>
  fitTable(rows, { target: "y", runtime, epochs: 150, config: { l2: 0.001 }, ...options });
const noise = (count: number, position: number) => randomNormal(count, { seed: 5, stream: "leaks", position });
const codes = ({ result }: Awaited<ReturnType<typeof fit>>) =>
  result.data.notes.map(({ code, column }) => `${code} ${column ?? ""}`.trim());

it("a split that names train and test rows only is chosen in folds of the train rows", async () => {
  const x = noise(100, 1);
  const rows = Array.from(x, (value, row) => ({ x: value, y: 3 * value, part: row < 80 ? "Train" : "TEST" }));
  const { result, split } = await fit(rows, { splitColumn: "part" });
  expect(result.data.rows).toEqual({ train: 80, validation: 0, test: 20 });
  expect(result.data.folds).toEqual({ count: 3, repeats: 2 });
  expect(Array.from(split.test)).toEqual(Array.from({ length: 20 }, (_, i) => 80 + i));
});

describe("a rare class", () => {
  const target = (count: number, classes: number) => {
    const values = Float64Array.from({ length: 200 }, (_, row) =>
      row < count ? 1 : row % 2 === 0 || classes === 2 ? 0 : 2,
    );
    return { name: "y", classes: ["ok", "fraud", "odd"].slice(0, classes), values };
  };

  it.each([
    [19, 2, 19],
    [20, 2, undefined],
    [13, 3, 13],
    [14, 3, undefined],
  ])("of %i rows in 200 of %i classes is said: %j", (count, classes, rows) => {
    const notes = taskNamed("classification").notes(target(count, classes));
    expect(notes).toEqual(rows === undefined ? [] : [{ code: "imbalance", column: "y", rows, example: "fraud" }]);
  });

  it("is rare among the rows with a target", () => {
    const { values, ...own } = target(19, 2);
    const gappy = values.map((value, row) => (row >= 180 ? Number.NaN : value));
    expect(taskNamed("classification").notes({ ...own, values: gappy })).toEqual([]);
  });

  it("leaves a constant prediction a high accuracy, a balanced one of a half, and the result says both", async () => {
    const x = noise(300, 1);
    const rows = Array.from(x, (value, row) => ({ x: value, y: row % 20 === 0 ? "fraud" : "ok" }));
    const { result } = await fit(rows, { epochs: 3 });
    expect(codes({ result } as Awaited<ReturnType<typeof fit>>)).toEqual(["imbalance y"]);
    expect(result.constant.accuracy).toBeCloseTo(0.95, 12);
    expect([result.constant.balancedAccuracy, result.constant.auc]).toEqual([0.5, 0.5]);
  });
});
