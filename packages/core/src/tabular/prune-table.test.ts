import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readModel } from "../onnx/codec.ts";
import { record } from "../options/record.ts";
import { L0, l0 } from "../regularizers/l0.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { exampleRows } from "../testing/page-table.ts";
import { fitTable, type PruneTableOptions, pruneTable, SETTINGS, setting, type TableStudy } from "./index.ts";
import { readExportedNetwork } from "./model/exported-network.ts";
import { readModelFacts } from "./model/model-facts.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const rows = exampleRows(90);
/** The table with the classes of some rows exchanged. */
const withOthers = (changed: ArrayLike<number>) => {
  const own = new Set(Array.from(changed));
  return rows.map((row, i) => (own.has(i) ? { ...row, side: row.side === "up" ? "down" : "up" } : row));
};

it("weights that are zero stay zero in fine-tuning", async () => {
  const lasso = [{ values: { l1: 0.03 } }];
  const study = await fitTable(rows, { target: "side", runtime, seed: 7, epochs: 60, candidates: lasso });
  const options = { runtime, model: study.onnx, split: study.split };
  const kernelsOf = (onnx: Uint8Array) => {
    const { model, parameters } = readExportedNetwork(onnx, readModelFacts(onnx), SETTINGS).network;
    const kernels = model.parameters.filter(({ role }) => role === "kernel");
    return kernels.flatMap(({ name }) => Array.from(parameters.get(name)?.data ?? []));
  };
  const [plain, tuned] = [await pruneTable(rows, options), await pruneTable(rows, { ...options, fineTune: 3 })];
  const [before, after] = [kernelsOf(plain.onnx), kernelsOf(tuned.onnx)];
  const zeros = before.flatMap((w, i) => (w === 0 ? [i] : []));
  expect(zeros).toHaveLength(plain.result.zeroWeights.count);
  expect(zeros.length).toBeGreaterThan(100);
  expect(zeros.every((i) => after[i] === 0)).toBe(true);
  expect(after).not.toEqual(before);
});

describe("which units leave", () => {
  let study: TableStudy;
  beforeAll(async () => {
    study = await fitTable(rows, { target: "side", runtime, seed: 7, epochs: 20, candidates: [{ values: {} }] });
  });

  /** Where there are no validation rows: every fifth training row. */
  const decidedBy = (split: TableStudy["split"]) => {
    const { train, validation } = split;
    return validation.length > 0 ? validation : train.filter((_, i) => i % 5 === 0);
  };
  const dealt = (): TableStudy["split"] => study.split;
  /** As of a table that is large enough. */
  const held = (): TableStudy["split"] => ({
    train: study.split.train.slice(0, 48),
    validation: study.split.train.slice(48),
    test: study.split.test,
  });
  const limits: Pick<PruneTableOptions, "maxLossIncrease" | "targetSize">[] = [
    { maxLossIncrease: 0.05 },
    { targetSize: 0.5 },
    { maxLossIncrease: 0.2, targetSize: 0.3 },
  ];

  it.each([
    ["of a fit in folds, which has no validation rows", dealt],
    ["of a fit with validation rows", held],
  ])("%s does not hang on the classes of test rows, which the scores do", async (_, splitOf) => {
    const split = splitOf();
    expect(split.validation.length > 0).toBe(splitOf === held);
    for (const limit of limits) {
      const options = { runtime, model: study.onnx, split, ...limit, fineTune: 1 };
      const [own, other] = [await pruneTable(rows, options), await pruneTable(withOthers(split.test), options)];
      expect(own.result.removed.length).toBeGreaterThan(0);
      expect(other.result.removed).toEqual(own.result.removed);
      expect(other.result.after.units).toEqual(own.result.after.units);
      // The weights, trained on.
      expect(readModel(other.onnx).graph).toEqual(readModel(own.onnx).graph);
      expect(other.result.maxAbsDifference).toBe(own.result.maxAbsDifference);
      expect(other.result.test.before).not.toEqual(own.result.test.before);
      expect(other.result.test.after).not.toEqual(own.result.test.after);
    }
  });

  it.each([
    ["of a fit in folds hangs on every fifth training row", dealt],
    ["of a fit with validation rows hangs on them", held],
  ])("%s", async (_, splitOf) => {
    const split = splitOf();
    const options = { runtime, model: study.onnx, split, maxLossIncrease: 0.05 };
    const [own, other] = [await pruneTable(rows, options), await pruneTable(withOthers(decidedBy(split)), options)];
    expect(other.result.removed).not.toEqual(own.result.removed);
    expect(other.result.test).not.toEqual(own.result.test);
  });

  it("is not asked of a table with other classes than the model's", async () => {
    const renamed = rows.map((row) => ({ ...row, side: row.side === "up" ? "left" : "down" }));
    await expect(pruneTable(renamed, { runtime, model: study.onnx, split: study.split })).rejects.toThrow(
      'the target "side" holds 2 classes ("down", "left"), but the model knows 2 classes ("down", "up")',
    );
  });
});

it("gates of any name settle: the smaller network is trained on, written and read again without them", async () => {
  const gates = setting({
    options: record("gates", L0.fields),
    main: "alpha",
    settles: true,
    add: (parts, own) => ({ ...parts, kernels: { ...parts.kernels, kernelRegularizer: l0(own) } }),
  });
  const settings = [...SETTINGS, gates];
  const config = { gates: { alpha: 0.05, groups: "outgoing" }, learningRate: 0.03 } as const;
  const { onnx, split } = await fitTable(rows, { target: "side", runtime, seed: 7, epochs: 40, settings, config });
  for (const fineTune of [0, 1]) {
    const pruned = await pruneTable(rows, { runtime, model: onnx, split, settings, fineTune });
    const { settings: kept, network } = readExportedNetwork(pruned.onnx, readModelFacts(pruned.onnx), settings);
    expect(kept).not.toHaveProperty("gates");
    expect(kept.units).toEqual(pruned.result.after.units.slice(0, -1));
    expect([...network.parameters.keys()].filter((name) => name.endsWith("/gate"))).toEqual([]);
    if (fineTune === 0) expect(pruned.result.maxAbsDifference).toBeLessThan(1e-5);
  }
});
