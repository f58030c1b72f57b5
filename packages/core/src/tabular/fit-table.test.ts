import { fileURLToPath } from "node:url";
import { hasChromium, openChromiumPage } from "@occam/scripts/chromium-page";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { abs, mul } from "../graph/ops/index.ts";
import { strength } from "../options/field.ts";
import { record } from "../options/record.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { exampleRows, fittedAnswers } from "../testing/page-table.ts";
import {
  type ArrowTable,
  diagnoseTable,
  fitTable,
  type PathFacts,
  pathTable,
  penaltySetting,
  pruneTable,
  SETTINGS,
  type Setting,
  searchTable,
  type TableStudy,
} from "./index.ts";

import { prepare } from "./stages/prepare.ts";
import { toTable } from "./table/to-table.ts";
import { understand } from "./table/understand.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const rows = exampleRows(90);
/** With so many test rows a verdict is possible. */
const enough = exampleRows(150);
const candidates = [
  { values: { earlyStopping: null } },
  { values: {} },
  { values: { l2: 0.03 } },
  { values: { l1: 0.01, dropout: 0.2 } },
];
const options = { target: "side", runtime, seed: 7, epochs: 6, candidates };

const arrowOf = (objects: typeof rows): ArrowTable => ({
  schema: { fields: Object.keys(objects[0] ?? {}).map((name) => ({ name })) },
  numRows: objects.length,
  getChild: (name) => ({ length: objects.length, get: (row) => objects[row]?.[name] }),
});

describe("fitTable", () => {
  let study: TableStudy;
  beforeAll(async () => {
    study = await fitTable(rows, options);
  });

  it("says all as data: JSON gives it back, and no index or score is made up", () => {
    const { result, split } = study;
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(result.candidates.map(({ values }) => values)).toEqual(candidates.map(({ values }) => values));
    expect(result.candidates.map(({ name }) => name)).toEqual([
      "none",
      "early stopping",
      "l2 0.03",
      "l1 0.01 + dropout 0.2",
    ]);
    expect(result.chosen.values).toEqual(candidates[result.choice.chosen]?.values);
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([72, 0, 18]);
    expect(new Set([...split.train, ...split.test]).size).toBe(90);
    const { gap, test, train, probabilities } = result.chosen;
    expect(gap.estimate).toBeCloseTo((test.logLoss ?? 0) - (train.logLoss ?? 0), 12);
    expect(probabilities.overfitting + probabilities.underfitting + probabilities.goodFit).toBeCloseTo(1, 12);
  });

  it("takes the gap of both networks over test rows: validation rows decide how long the baseline trains too", async () => {
    const parts = ["train", "train", "train", "validation", "test"];
    const dealt = rows.map((row, i) => ({ ...row, part: parts[i % parts.length] as string }));
    const own = await fitTable(dealt, { ...options, splitColumn: "part" });
    expect([own.split.validation.length, own.result.baseline.name]).toEqual([18, "none"]);
    for (const { gap, train, test, untouchedRows } of [own.result.baseline, own.result.chosen]) {
      expect(gap.estimate).toBeCloseTo((test.logLoss ?? 0) - (train.logLoss ?? 0), 12);
      expect(untouchedRows).toBe(18);
    }
    const fit = { ...own, onnx: own.models.baseline, result: withBaseline(own) };
    const { gap, untouchedRows } = await diagnoseTable(dealt, { target: "side", runtime, seed: 7, fit });
    expect([gap, untouchedRows]).toEqual([own.result.baseline.gap, 18]);
  });

  it("says of a network that diverged that it is inconclusive, without findings, wherever it is asked", async () => {
    const diverging = { values: { earlyStopping: null, learningRate: 1e12 } };
    const own = await fitTable(enough, { ...options, candidates: [diverging, { values: {} }] });
    const { baseline, chosen } = own.result;
    expect(baseline).toMatchObject({ verdict: "inconclusive", reason: { code: "diverged" }, findings: [] });
    expect(chosen.reason.code).not.toBe("diverged");
    for (const [diagnosis, model] of [
      [own.diagnoses.baseline, baseline],
      [own.diagnoses.chosen, chosen],
    ] as const) {
      const { train: _, ...measured } = diagnosis;
      expect(model).toMatchObject(measured);
    }
    const fit = { ...own, onnx: own.models.baseline, result: withBaseline(own) };
    const { verdict, reason, findings } = await diagnoseTable(enough, { target: "side", runtime, seed: 7, fit });
    expect([verdict, reason, findings]).toEqual(["inconclusive", baseline.reason, []]);
  });

  it("says so of the plain network that diagnoseTable trains, too", async () => {
    // Only networks that stop early have a learning rate that trains.
    const settings = SETTINGS.map((own): Setting => {
      const { off, add, ...facts } = own;
      if (own.options.name === "learningRate") return { ...own, usual: () => 1e12 };
      if (own.options.name !== "earlyStopping") return own;
      return { ...facts, add: (parts, given) => add({ ...parts, optimizer: { learningRate: 1e-3 } }, given) };
    });
    const found = await diagnoseTable(enough, { target: "side", runtime, seed: 7, epochs: 2, settings });
    expect(found).toMatchObject({ verdict: "inconclusive", reason: { code: "diverged" }, findings: [] });
  });

  it("answers by the exported model itself: its test score follows from the answers", async () => {
    const answers = await study.predict(rows);
    const classes = study.result.classes ?? [];
    const losses = Array.from(study.split.test, (row) => {
      const answer = answers[row];
      if (answer === undefined || !("probabilities" in answer)) throw new Error("expected probabilities");
      return -Math.log(answer.probabilities[classes.indexOf(rows[row]?.side as string)] as number);
    });
    expect(losses.reduce((sum, loss) => sum + loss, 0) / losses.length).toBeCloseTo(study.chosen.test.logLoss ?? 0, 6);
  });

  it("gives the same bytes for rows, columns of an Arrow table, and a pool of runtimes", async () => {
    const second = nodeRuntime();
    const [arrow, pooled] = [
      await fitTable(arrowOf(rows), options),
      await fitTable(rows, { ...options, runtime: [runtime, second] }),
    ];
    await second.close();
    expect(arrow.onnx).toEqual(study.onnx);
    expect(pooled.onnx).toEqual(study.onnx);
    expect(pooled.result).toEqual(study.result);
  });

  it("fits where plain early stopping is chosen, which differs from the baseline in no number", async () => {
    const two = [{ values: { earlyStopping: null } }, { values: {} }];
    const found = await fitTable(rows, { ...options, candidates: two });
    expect(found.candidates).toHaveLength(2);
    expect([found.result.baseline.name, found.onnx.length > 0]).toEqual(["none", true]);
  });

  it("learns what a fold knows of columns and targets from its training rows alone", () => {
    const values = [0, 10, 20, 30, 1e6];
    const known = understand(toTable(values.map((x) => ({ x, y: 3 * x + 1.5 }))), { target: "y", task: "regression" });
    const { preprocessing, targetScale } = prepare(known, Int32Array.of(0, 1, 2, 3));
    // Median 15 and quartiles 7.5 and 22.5 of 0, 10, 20, 30: the outlier of row 4 is not in them.
    expect(preprocessing.columns).toEqual([{ kind: "numeric", name: "x", center: 15, scale: 15, hasMissing: false }]);
    expect(targetScale.mean).toBe(3 * 15 + 1.5);
    expect(targetScale.deviation).toBeCloseTo(3 * Math.sqrt(125), 12);
  });

  it.each([
    ["a column that is not there", { target: "Side" }, "OCCAM_TABLE", 'did you mean "side"?'],
    ["a regression of text", { task: "regression" }, "OCCAM_TABLE", "expects a target of numbers"],
    ["an unknown setting", { config: { l3: 1 } }, "OCCAM_OPTION", "did you mean"],
    [
      "a strength out of range",
      { config: { l2: -1 } },
      "OCCAM_OPTION",
      "config: l2.alpha expects a number of at least 0",
    ],
    ["a setting of another task", { target: "x", config: { labelSmoothing: 0.1 } }, "OCCAM_OPTION", "leave it out"],
    [
      "two things in one place",
      { config: { maxNorm: 1, unitNorm: true } },
      "OCCAM_OPTION",
      "no other kernelConstraint",
    ],
  ] as const)("refuses %s, with a code", async (_, bad, code, message) => {
    const failed = await fitTable(rows, { ...options, ...bad }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it("diagnoses and prunes what it fitted", async () => {
    const diagnosis = await diagnoseTable(rows, { target: "side", runtime, seed: 7, fit: study });
    expect(diagnosis.scores.test).toEqual(study.chosen.test);
    expect(diagnosis.network.settings).toEqual(study.chosen.settings);
    const { overfitting, underfitting, goodFit } = diagnosis.probabilities;
    expect(overfitting + underfitting + goodFit).toBeCloseTo(1, 12);
    const pruned = await pruneTable(rows, {
      runtime,
      model: study.onnx,
      split: study.split,
      targetSize: 0.5,
      fineTune: 2,
    });
    expect(pruned.result.after.parameters).toBeLessThanOrEqual(pruned.result.before.parameters / 2);
    const again = await pruneTable(rows, { runtime, model: pruned.onnx, split: study.split });
    expect(again.result.before.parameters).toBe(pruned.result.after.parameters);
  });

  it("trains networks with the chosen penalties and noise anew, many at a time", async () => {
    const { learningCurve, biasVariance, inside } = await diagnoseTable(rows, {
      ...{ target: "side", runtime, seed: 7, learningCurve: true, biasVariance: true },
      fit: { ...study, result: { ...study.result, chosen: { ...study.result.chosen, ...penalized(study) } } },
    });
    expect(learningCurve?.at(-1)?.size).toBe(study.split.train.length);
    expect(biasVariance?.error).toBeGreaterThan(0);
    const { bins, ece } = inside.calibration ?? { bins: [] };
    const total = bins.reduce((sum, { count }) => sum + count, 0);
    const off = bins.filter(({ count }) => count > 0).map((bin) => bin.count * Math.abs(bin.accuracy - bin.confidence));
    expect(off.reduce((sum, each) => sum + each, 0) / total).toBeCloseTo(ece as number, 9);
  });

  it("trains anew with all settings of the network: weights held at zero give the constant, at every size", async () => {
    const { chosen } = study.result;
    const settings = { ...chosen.settings, maxNorm: 1e-6, learningRate: 1e-6 };
    const still = await diagnoseTable(rows, {
      ...{ target: "side", runtime, seed: 7, learningCurve: true, biasVariance: true },
      fit: { ...study, result: { ...study.result, chosen: { ...chosen, settings } } },
    });
    expect(still.learningCurve).not.toHaveLength(0);
    for (const { heldOut, train } of still.learningCurve ?? []) {
      expect(heldOut).toBeCloseTo(Math.log(2), 4);
      expect(train).toBeCloseTo(Math.log(2), 4);
    }
    expect(still.biasVariance?.variance).toBeLessThan(1e-8);
  });

  it.skipIf(!hasChromium)(
    "in a page of a real Chromium gives the answers of Node to 1e-4",
    async () => {
      const page = await openChromiumPage(fileURLToPath(new URL("../testing/page-table.ts", import.meta.url)));
      try {
        const [there, here] = [
          await page.call<Awaited<ReturnType<typeof fittedAnswers>>>("fitOnPage"),
          await fittedAnswers(nodeRuntime()),
        ];
        expect(there.chosen).toBe(here.chosen);
        expect(there.test).toBeCloseTo(here.test, 4);
        expect(there.probabilities).toHaveLength(24);
        there.probabilities.forEach((value, i) => {
          expect(value).toBeCloseTo(here.probabilities[i] ?? Number.NaN, 4);
        });
      } finally {
        await page.close();
      }
    },
    120_000,
  );
});

/** A result in which the baseline was chosen. */
const withBaseline = ({ result }: TableStudy) => ({
  ...result,
  chosen: result.baseline,
  choice: { ...result.choice, chosen: 0 },
});

const penalized = ({ result }: TableStudy) => {
  const values = { l2: 0.03, dropout: 0.2 };
  return { values, settings: { ...result.chosen.settings, ...values } };
};

describe("a regularizer of one's own, as one record", () => {
  const options3 = { alpha: strength() };
  const path: PathFacts = { of: "range", low: 1e-3, high: 1, scale: "log" };
  const cubic = penaltySetting(
    record("cubic", options3),
    ({ alpha }) => ({
      name: "cubic",
      hyperparameters: { alpha },
      smooth: (w, h) => mul(h.alpha, mul(mul(w, w), abs(w))),
    }),
    { path },
  );
  const settings = [...SETTINGS, cubic];

  it("is found in a configuration, a path and a search without another line", async () => {
    const fitted = await fitTable(rows, { ...options, settings, config: { cubic: 0.1 } });
    expect(fitted.candidates.map(({ name }) => name)).toEqual(["none", "cubic 0.1"]);
    const walked = await pathTable(rows, {
      target: "side",
      runtime,
      settings,
      penalty: "cubic",
      count: 3,
      epochs: 6,
      folds: 2,
    });
    expect(walked.result.points.map(({ alpha }) => alpha)).toEqual([0.001, 0.0316228, 1]);
    const norms = walked.result.points.map(({ norm2 }) => norm2);
    expect(norms[2]).toBeLessThan(norms[0] as number);
    const space = { cubic: { kind: "optional", space: { alpha: { kind: "float", low: 0.01, high: 1 } } } };
    const searched = await searchTable(rows, {
      target: "side",
      runtime,
      settings,
      space,
      epochs: 3,
      folds: 2,
      pruner: "none",
      sampler: "random",
      budget: { trials: 4 },
    });
    expect(searched.trials.every(({ values }) => Object.keys(values).join() === "cubic")).toBe(true);
    expect(searched.result.best.validation.logLoss).toBeGreaterThan(0);
  });
});
