/** Tables whose scores would be too good to be true: what a fit does about it, and says. */
import { afterAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal } from "../tensor/random.ts";
import { type FitTableOptions, fitTable } from "./fit-table.ts";
import type { RowObject } from "./table/from-rows.ts";
import { taskNamed } from "./tasks/index.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const fit = (rows: readonly RowObject[], options: Partial<FitTableOptions> = {}) =>
  fitTable(rows, { target: "y", runtime, epochs: 150, config: { l2: 0.001 }, ...options });
const noise = (count: number, position: number) => randomNormal(count, { seed: 5, stream: "leaks", position });
const codes = ({ result }: Awaited<ReturnType<typeof fit>>) =>
  result.data.notes.map(({ code, column }) => `${code} ${column ?? ""}`.trim());

describe("noise", () => {
  const inputs = Array.from({ length: 6 }, (_, i) => noise(60, i));
  const y = noise(60, 9);
  const rows = Array.from({ length: 300 }, (_, row) => ({
    ...Object.fromEntries(inputs.map((values, i) => [`x${i}`, values[row % 60]])),
    y: y[row % 60],
  }));

  it("of rows that stand five times in the table is noise", async () => {
    const study = await fit(rows);
    expect(codes(study)).toEqual(["repeatedRows"]);
    expect(study.chosen.test.r2).toBeLessThan(0.2);
    expect(study.result.chosen.findings.map(({ code }) => code)).not.toContain("duplicate-rows");
  });

  it("sorted by class is noise, though the rows are numbered", async () => {
    const sorted = Array.from({ length: 120 }, (_, row) => ({
      passenger: row + 892,
      x: noise(120, 20)[row],
      y: row < 60 ? "sick" : "well",
    }));
    const study = await fit(sorted);
    expect(study.result.data.dropped).toEqual([{ column: "passenger", reason: { code: "identifier" } }]);
    expect(study.chosen.test.accuracy).toBeLessThan(0.75);
  });
});

it("a column that is filled for one class alone is said to leak, as a note and as a finding", async () => {
  const x = noise(200, 1);
  const rows = Array.from({ length: 200 }, (_, row) => ({
    x: x[row],
    days: row % 2 === 0 ? null : Math.round(100 + 30 * (x[row] ?? 0)),
    y: row % 2 === 0 ? "no" : "yes",
  }));
  const study = await fit(rows, { epochs: 5 });
  expect(codes(study)).toEqual(["leakingColumn days"]);
  expect(study.chosen.findings).toContainEqual(
    expect.objectContaining({
      code: "leaking-column",
      facts: { columns: [{ column: "days", measure: "auc", score: 1 }] },
    }),
  );
});

describe("rows of patients", () => {
  const own = Array.from({ length: 20 }, (_, i) => noise(4, 30 + i));
  const rows = Array.from({ length: 300 }, (_, row) => {
    const [level = 0, a = 0, b = 0, c = 0] = own[row % 20] ?? [];
    const jitter = (position: number) => (noise(300, position)[row] ?? 0) / 20;
    return { patient: `p${row % 20}`, a: a + jitter(1), b: b + jitter(2), c: c + jitter(3), y: 10 * level + jitter(4) };
  });

  it("are known again where nobody says that they belong together, and it is said", async () => {
    const study = await fit(rows);
    expect(codes(study)).toContain("looksLikeGroups patient");
    expect(study.chosen.test.r2).toBeGreaterThan(0.9);
  });

  it("are not where --group says it", async () => {
    const study = await fit(rows, { group: "patient" });
    expect(study.chosen.test.r2).toBeLessThan(0.5);
    const tested = new Set(Array.from(study.split.test, (row) => rows[row]?.patient));
    expect(Array.from(study.split.train).some((row) => tested.has(rows[row]?.patient ?? ""))).toBe(false);
  });
});

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

  it("leaves a constant prediction a high accuracy, a balanced one of a half, and the result says both", async () => {
    const x = noise(300, 1);
    const rows = Array.from(x, (value, row) => ({ x: value, y: row % 20 === 0 ? "fraud" : "ok" }));
    const { result } = await fit(rows, { epochs: 3 });
    expect(codes({ result } as Awaited<ReturnType<typeof fit>>)).toEqual(["imbalance y"]);
    expect(result.constant.accuracy).toBeCloseTo(0.95, 12);
    expect([result.constant.balancedAccuracy, result.constant.auc]).toEqual([0.5, 0.5]);
  });
});
