/** Numbers that 32-bit floats hold only after something was taken off. */
import { afterAll, expect, it } from "vitest";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal } from "../tensor/random.ts";
import { fitTable } from "./fit-table.ts";
import { predictTable } from "./model/apply-model.ts";
import { readModelFacts } from "./model/model-facts.ts";
import { pruneTable } from "./prune-table.ts";
import { toTable } from "./table/to-table.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const noise = randomNormal(200, { seed: 2, stream: "far" });
const rowsFrom = (start: number) =>
  Array.from(noise, (value, row) => {
    const at = (row * 37) % 200;
    return { at: start + at * 250, noise: value, y: Math.sin(at / 40) * 3 };
  });
const fit = (start: number) =>
  fitTable(rowsFrom(start), { target: "y", runtime, epochs: 150, config: { l2: 0.0001 }, task: "regression" });

it("milliseconds since 1970 are learnt as those since the first of them, in the exported model too", async () => {
  const [near, far] = [await fit(0), await fit(1.7e12)];
  expect(far.chosen.test.r2).toBeGreaterThan(0.9);
  expect(far.chosen.test.r2).toBeCloseTo(near.chosen.test.r2 ?? Number.NaN, 2);
  const facts = readModelFacts(far.onnx);
  expect(facts.columns.find(({ column }) => column === "at")?.offset).toBeGreaterThan(1.7e12);
  expect(readModelFacts(near.onnx).columns[0]).not.toHaveProperty("offset");
  const table = toTable(rowsFrom(1.7e12));
  const answers = await predictTable(runtime, far.onnx, facts, table);
  const mean = answers.reduce((sum, answer) => sum + ("value" in answer ? answer.value : 0), 0) / answers.length;
  const values = answers.map((answer) => ("value" in answer ? answer.value : 0));
  expect(Math.max(...values) - mean).toBeGreaterThan(1);
  const { result } = await pruneTable(table, { runtime, model: far.onnx, split: far.split });
  expect(result.test.before).toEqual(far.chosen.test);
});

it("numbers that merge even so are noted", async () => {
  const rows = Array.from(noise, (value, row) => ({
    id: row % 2 === 0 ? row : 4e9 + row / 8,
    noise: value,
    y: value * 3,
  }));
  const { result } = await fitTable(rows, { target: "y", runtime, epochs: 2, config: { l2: 0.0001 } });
  expect(result.data.notes).toContainEqual({ code: "mergedByFloat32", column: "id", rows: 82 });
});
