import { afterAll, expect, it } from "vitest";
import { readModel } from "../onnx/codec.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { exampleRows } from "../testing/page-table.ts";
import { diagnoseTable, fitTable, type Progress } from "./index.ts";

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
