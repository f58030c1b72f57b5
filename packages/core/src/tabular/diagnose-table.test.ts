import { afterAll, describe, expect, it } from "vitest";
import { readModel } from "../onnx/codec.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { randomNormal } from "../tensor/random.ts";
import { exampleRows } from "../testing/page-table.ts";
import { diagnoseTable, type FitTableOptions, fitTable, type Progress, type RowObject } from "./index.ts";

const own = nodeRuntime();
afterAll(() => own.close());

const rows = exampleRows(90).map((row, i) => ({
  ...row,
  part: ["train", "train", "validation", "test"][i % 4] as string,
}));
const options = { target: "side", seed: 7, epochs: 4 };

/** A runtime, and how often a table's model was opened in it. */
function counted(): { readonly runtime: Runtime; readonly opened: () => number } {
  let opened = 0;
  const load: Runtime["load"] = (model, options) => {
    if (model instanceof Uint8Array && readModel(model).metadata?.some(({ key }) => key === "occam.model")) opened += 1;
    return own.load(model, options);
  };
  return { runtime: { ...own, load }, opened: () => opened };
}

it.each([
  ["with validation rows", { splitColumn: "part" }],
  ["in folds", {}],
])("%s: a network of its own fit is not asked again, and says what it says when asked", async (_, split) => {
  const { runtime, opened } = counted();
  const study = await fitTable(rows, { ...options, ...split, runtime });
  const byFit = opened();
  const found = await diagnoseTable(rows, { ...options, ...split, runtime });
  expect(opened()).toBe(2 * byFit);
  const { baseline, choice } = study.result;
  const fit = {
    ...study,
    onnx: study.models.baseline,
    result: { ...study.result, chosen: baseline, choice: { ...choice, chosen: 0 } },
  };
  const asked = await diagnoseTable(rows, { target: "side", seed: 7, ...split, fit, runtime });
  expect(opened()).toBeGreaterThan(2 * byFit);
  expect(asked.scores).toEqual(found.scores);
  expect(asked.gap).toEqual(found.gap);
  expect(asked.inside).toEqual(found.inside);
});

it("says of a small table how many networks it really trains on how many rows", async () => {
  const said: Progress[] = [];
  const { learningCurve, biasVariance } = await diagnoseTable(exampleRows(30), {
    ...options,
    runtime: own,
    learningCurve: true,
    biasVariance: true,
    onProgress: (progress) => said.push(progress),
  });
  const sizes = [20, 21, 22, 23, 24];
  expect(learningCurve?.map(({ size, networks }) => [size, networks])).toEqual(sizes.map((size) => [size, 5]));
  expect(said).toContainEqual({ stage: "learningCurve", sizes, networks: 5 });
  expect(said).toContainEqual({ stage: "biasVariance", replicas: biasVariance?.replicas });
});

describe("networks trained anew", () => {
  const normal = (count: number, position: number) => randomNormal(count, { seed: 11, stream: "anew", position });
  const diagnose = async (table: readonly RowObject[], asked: Pick<FitTableOptions, "time" | "columns"> = {}) => {
    const options = { target: "y", seed: 1, epochs: 120, runtime: own, ...asked };
    const fit = await fitTable(table, { ...options, candidates: [{ values: {} }] });
    return diagnoseTable(table, { ...options, fit, learningCurve: true, biasVariance: true });
  };

  it("do not learn noise whose rows stand five times in the table: it stays noise, whatever its rows", async () => {
    const [x, y] = [normal(150, 0), normal(150, 2)];
    const table = Array.from({ length: 750 }, (_, i) => ({ x: x[i % 150], y: y[i % 150] }));
    const found = await diagnose(table);
    const [first, last] = [found.learningCurve?.[0]?.heldOut ?? 0, found.learningCurve?.at(-1)?.heldOut ?? 0];
    // 30 rows are 6 different ones, which a network nearly learns by heart; rows drawn one by one would be some 28.
    expect(found.learningCurve?.[0]?.train).toBeLessThan(0.5);
    // None does better than a constant.
    expect(first).toBeGreaterThan(last);
    expect(last).toBeGreaterThan(0.9 * found.scale);
    // Two thirds of it are drawn at each time, or nearly all where rows are drawn one by one: 0.034 or 0.012.
    expect(found.biasVariance?.variance).toBeGreaterThan(0.02);
    expect(found.biasVariance?.noise).toBeGreaterThan(found.biasVariance?.bias2 ?? Number.NaN);
  });

  it("on few rows in time learn what held last: here the law of the last fifth of the training rows", async () => {
    const [x, jitter] = [normal(400, 3), normal(400, 4)];
    const table = Array.from({ length: 400 }, (_, day) => {
      const law = day < 256 ? -2 : 2;
      return { day, x: x[day], y: law * (x[day] ?? 0) + 0.1 * (jitter[day] ?? 0) };
    });
    const { learningCurve: curve = [] } = await diagnose(table, { time: "day", columns: { day: "drop" } });
    const ends = [curve[0]?.heldOut ?? 0, curve.at(-1)?.heldOut ?? 0];
    expect(ends[0]).toBeLessThan(0.5 * (ends[1] as number));
  });

  it("of a finished fit keep the groups that the fit kept", async () => {
    const levels = normal(12, 5);
    const table = Array.from({ length: 240 }, (_, i) => ({
      who: `p${i % 12}`,
      x: normal(240, 6)[i],
      y: levels[i % 12],
    }));
    const asked = { target: "y", seed: 1, epochs: 3, runtime: own, group: "who" } as const;
    const fit = await fitTable(table, { ...asked, candidates: [{ values: {} }] });
    const { group: _, ...unasked } = asked;
    const [byModel, said] = [
      await diagnoseTable(table, { ...unasked, fit, biasVariance: true }),
      await diagnoseTable(table, { ...asked, fit, biasVariance: true }),
    ];
    expect(byModel.biasVariance).toEqual(said.biasVariance);
  });
});
