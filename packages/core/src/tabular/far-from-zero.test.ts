/** Numbers far from 0 for how little they differ: the same networks and predictions as near 0, from the exported file too. */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal } from "../tensor/random.ts";
import { diagnoseTable } from "./diagnose-table.ts";
import { fitTable } from "./fit-table.ts";
import type { FitTableOptions } from "./fit-table-options.ts";
import { readModelFacts } from "./model/model-facts.ts";
import { pruneTable } from "./prune-table.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const ROWS = 200;
const noise = randomNormal(ROWS, { seed: 5, stream: "far" });
/** A wave over 200 s, seen every second in a mixed order. */
const near = Array.from({ length: ROWS }, (_, row) => {
  const at = (row * 73) % ROWS;
  return {
    at: at * 1000,
    other: noise[row] as number,
    y: Math.round(800 * Math.sin(at / 20) + 40 * (noise[row] ?? 0)) / 8,
  };
});
const moved = (column: "at" | "y", by: number) => near.map((row) => ({ ...row, [column]: row[column] + by }));
const fit = (rows: typeof near, options: Partial<FitTableOptions> = {}) =>
  fitTable(rows, { target: "y", runtime, epochs: 60, config: { l2: 0.001 }, ...options });
const valuesOf = (answers: Awaited<ReturnType<Awaited<ReturnType<typeof fit>>["predict"]>>) =>
  answers.map((answer) => ("value" in answer ? answer.value : Number.NaN));

describe("a column far from 0", async () => {
  const [plain, table] = [await fit(near), moved("at", 1.7e12)];
  const study = await fit(table);

  it("gives the same networks and predictions as near 0, and no note", async () => {
    expect(study.candidates).toEqual(plain.candidates);
    expect(await study.predict(table)).toEqual(await plain.predict(near));
    expect(study.chosen.test.r2).toBeGreaterThan(0.5);
    expect(study.result.data.notes).toEqual([]);
  });

  it("is an input of doubles in the exported file, which any ONNX Runtime answers alike; the other stays one of floats", async () => {
    expect(readModelFacts(study.onnx).columns).toMatchObject([
      { column: "at", input: "at", kind: "numeric", isDouble: true },
      { column: "other", input: "other", kind: "numeric" },
    ]);
    expect(readModelFacts(study.onnx).columns[1]).not.toHaveProperty("isDouble");
    const session = await InferenceSession.create(study.onnx);
    const { value } = await session.run({
      at: new Tensor(
        Float64Array.from(table, ({ at }) => at),
        [ROWS, 1],
      ),
      other: new Tensor(
        Float32Array.from(table, ({ other }) => other),
        [ROWS, 1],
      ),
    });
    expect(Array.from(value?.data as Float32Array)).toEqual(valuesOf(await study.predict(table)));
    await session.release();
  });

  it("is understood by those who read the file: pruning and diagnosis see the fit's scores", async () => {
    const given = { runtime, model: study.onnx, split: study.split };
    expect((await pruneTable(table, given)).result.test.before).toEqual(study.chosen.test);
    expect((await diagnoseTable(table, { runtime, target: "y", fit: study })).scores.test).toEqual(study.chosen.test);
  });

  it("of two bursts far apart is said to be merged", async () => {
    const bursts = near.map((row, i) => ({ ...row, at: i % 2 === 0 ? 0 : 1.7e12 + row.at }));
    const { result } = await fit(bursts, { epochs: 2 });
    expect(result.data.notes).toEqual([{ code: "mergedByFloat32", column: "at", rows: 100, example: "1700000001000" }]);
  });
});

describe("a target far from 0", async () => {
  const [plain, table] = [await fit(near), moved("y", 2 ** 40)];
  const study = await fit(table);

  it("is predicted as well as near 0, in values that doubles tell apart", async () => {
    expect(study.chosen.test.r2).toBeCloseTo(plain.chosen.test.r2 as number, 2);
    const [own, other] = [valuesOf(await study.predict(table)), valuesOf(await plain.predict(near))];
    expect(new Set(own).size).toBe(ROWS);
    const furthest = Math.max(...own.map((value, row) => Math.abs(value - 2 ** 40 - (other[row] as number))));
    expect(furthest).toBeLessThan(2);
  });

  it("is pruned in the same units", async () => {
    const { result } = await pruneTable(table, { runtime, model: study.onnx, split: study.split });
    expect(result.test.before).toEqual(study.chosen.test);
  });
});
