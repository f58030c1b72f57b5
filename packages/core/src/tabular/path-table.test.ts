import { afterAll, describe, expect, it } from "vitest";
import { featureColumns } from "../data/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { RULES } from "../selection/rules/index.ts";
import { exampleRows } from "../testing/page-table.ts";
import { fitTable, type PathTableOptions, pathTable, SETTINGS } from "./index.ts";
import { readExportedNetwork } from "./model/exported-network.ts";
import { readModelFacts } from "./model/model-facts.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const rows = exampleRows(60);
const options = { target: "side", runtime, count: 3, epochs: 2, folds: 2 };

describe("a path", () => {
  it.each([
    ["maxNorm", true, [10, 1, 0.1]],
    ["dropout", false, [0, 0.375, 0.75]],
  ])("of %s says whether less is more regularized, and goes there", async (penalty, falls, alphas) => {
    const { result } = await pathTable(rows, { ...options, penalty });
    expect(result.falls).toBe(falls);
    expect(result.points.map(({ alpha }) => alpha)).toEqual(alphas);
  });

  it("of strengths one after another goes from 0 to the whole once, and prepares its rows once", async () => {
    const { shares, wholes, walked } = await watchedPath({ penalty: "l2", alphas: [0.01, 0.1, 1], warmStart: true });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBeCloseTo(1 / (2 * 2 * 3), 9);
    expect(shares.at(-1)).toBe(1);
    expect(walked.result.data.rows.used).toBe(48);
    expect(wholes).toBe(1);
  });

  it("of strengths all together prepares the rows that its strengths are scaled by once", async () => {
    const { shares, wholes } = await watchedPath({ penalty: "l1" });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(wholes).toBe(1);
  });
});

it("of inputGroupLasso lets whole columns go: those of a category leave together", async () => {
  const table = Array.from({ length: 240 }, (_, i) => ({
    size: Math.sin(i * 1.7),
    noise: ["a", "b", "c", "d"][(i * 7 + (i % 3)) % 4] as string,
    price: 10 * Math.sin(i * 1.7) + Math.cos(i * 2.9),
  }));
  const { models } = await fitTable(table, {
    ...{ target: "price", runtime, seed: 3, epochs: 60 },
    candidates: [{ values: { earlyStopping: null, learningRate: 0.01, inputGroupLasso: 0.3 } }, { values: {} }],
  });
  const { network, preprocessing } = readExportedNetwork(models.baseline, readModelFacts(models.baseline), SETTINGS);
  const kernel = network.parameters.get("dense0/kernel");
  const units = kernel?.shape[1] as number;
  const norms = featureColumns(preprocessing).map((name, feature) => ({
    name,
    norm: Math.hypot(...Array.from(kernel?.data.subarray(feature * units, (feature + 1) * units) ?? [])),
  }));
  expect(norms.filter(({ name }) => name === "noise").map(({ norm }) => norm)).toEqual([0, 0, 0, 0]);
  expect(norms.find(({ name }) => name === "size")?.norm).toBeGreaterThan(0.01);
});

/** The side as a number, so that its squared errors have a root. */
const numbers = rows.map(({ side, ...row }, i) => ({ ...row, price: (side === "up" ? 30 : 10) + (i % 7) }));

it.each(RULES.map(({ name }) => name))(
  "the reason of %s is told in the metric of the points, and with their numbers",
  async (rule) => {
    const alphas = [0.001, 0.3, 10];
    const { result } = await pathTable(numbers, {
      ...options,
      target: "price",
      penalty: "l2",
      alphas,
      epochs: 8,
      rule,
    });
    const { points, oneSe, chosen } = result;
    const { reason, conclusion } = chosen;
    const scoresOf = (point: number) => points[point]?.validation as Readonly<Record<"rmse" | "se", number>>;
    const named = "chosen" in reason ? [reason.lowest, reason.chosen] : [reason.lowest];
    for (const { point, mean, standardError } of named) {
      expect(mean).toBeCloseTo(scoresOf(point).rmse, 9);
      expect(standardError).toBeCloseTo(scoresOf(point).se, 9);
    }
    const [lowest, own] = [scoresOf(reason.lowest.point), scoresOf(named.at(-1)?.point ?? Number.NaN)];
    if ("limit" in reason) expect(reason.limit).toBeCloseTo(oneSe.limit, 9);
    if ("excess" in reason) expect(reason.excess.mean).toBeCloseTo(own.rmse - lowest.rmse, 9);
    const ends = "ends" in conclusion ? conclusion.ends : [];
    expect(ends.length).toBeGreaterThan(0);
    for (const { point, test } of ends) {
      expect(test?.difference).toBeCloseTo(own.rmse - scoresOf(point).rmse, 9);
      expect((test?.difference ?? 0) / (test?.standardError ?? 0)).toBeCloseTo(test?.t ?? Number.NaN, 9);
    }
  },
);

/** Two epochs on two folds. `wholes`: how often all rows that are not test were made features. */
async function watchedPath(more: Partial<PathTableOptions> & Pick<PathTableOptions, "penalty">) {
  const shares: number[] = [];
  let wholes = 0;
  const watched: Runtime = {
    ...runtime,
    load: async (bytes, own) => {
      const session = await runtime.load(bytes, own);
      return {
        ...session,
        run: async (inputs, outputs) => {
          const result = await session.run(inputs, outputs);
          wholes += Number(result.fetched.features?.shape[0] === 48);
          return result;
        },
      };
    },
  };
  const walked = await pathTable(rows, {
    ...options,
    ...more,
    runtime: watched,
    onProgress: (progress) => {
      if (progress.stage === "validating") shares.push(progress.share);
    },
  });
  return { shares, wholes, walked };
}
