/** Small tables: folds instead of validation rows, then one training on all rows that are not test. */
import { readFile } from "node:fs/promises";
import { crossValidate, mean } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dealFolds } from "./fit/deal-folds.ts";
import { networkPlan, sizesFor } from "./fit/network-plan.ts";
import { openTable } from "./fit/open-table.ts";
import { prepareRows } from "./fit/prepare-data.ts";
import { refit } from "./fit/refit.ts";
import { LOSSES } from "./fit/scores.ts";
import { defaultTable, shortTable, type TrainingCandidate } from "./fit/training-candidate.ts";
import { validateInFolds } from "./fit/validate-in-folds.ts";
import {
  exampleFile,
  exampleRecords,
  type Finished,
  occam,
  predictionsOf,
  workFolder,
} from "./occam-process.fixture.ts";
import type { FitResult } from "./report/fit-result.ts";

const inFolder = workFolder();
const runtime = nodeRuntime();
const second = nodeRuntime();
afterAll(() => Promise.all([runtime.close(), second.close()]));

describe.each([
  ["breast-cancer.csv", "diagnosis"],
  ["diabetes.csv", "progression"],
])("%s in folds", (name, target) => {
  it("every row is validated by the network that left it out: fold by fold the losses of crossValidate, for one runtime or two", async () => {
    const { known, used } = await openTable(exampleFile(name), { target, seed: 3 });
    const prepared = prepareRows(runtime, known, used, name);
    const examples = await prepared.examplesOf(used);
    const dealt = dealFolds(known, used, { folds: 3, repeats: 2, seed: 3 }, name);
    const sizes = sizesFor(used.length, 6);
    const candidates = defaultTable(sizes).candidates.slice(0, 3);
    const outputs = known.task === "classification" ? 2 : 1;
    const loss = LOSSES[known.task];
    const plan = {
      known,
      rows: used,
      examples,
      targetScale: prepared.targetScale,
      dealt,
      candidates,
      sizes,
      outputs,
      loss,
      seed: 3,
      onEpoch: () => {},
      signal: new AbortController().signal,
    };
    const folded = await validateInFolds({ ...plan, runtimes: [runtime] });
    const { model, options } = networkPlan(
      sizes.shape,
      candidates.map(({ strengths }) => strengths),
      { inputs: examples.x.shape[1] as number, outputs },
    );
    const direct = await crossValidate(model, examples, {
      ...options,
      runtime,
      loss,
      epochs: 6,
      earlyStopping: { patience: [Infinity, sizes.patience, sizes.patience] },
      folds: dealt.folds,
      seeds: [3],
    });
    // Losses of a regression are in squared units of the target.
    const unit = prepared.targetScale.deviation ** 2;
    folded.forEach(({ validation, train }, candidate) => {
      const sizesOfFolds = dealt.folds.map((fold) => fold.validation.length / used.length / 2);
      const byHand = direct[candidate]?.losses.reduce(
        (sum, each, fold) => sum + each * unit * (sizesOfFolds[fold] as number),
        0,
      );
      expect(mean(validation.losses) / unit).toBeCloseTo((byHand as number) / unit, 4);
      expect(validation.losses).toHaveLength(used.length);
      expect(mean(train.losses) / unit).toBeCloseTo(mean(direct[candidate]?.trainLosses ?? new Float64Array(1)), 3);
    });
    const shared = await validateInFolds({ ...plan, runtimes: [runtime, second] });
    shared.forEach(({ validation }, i) => {
      expect(mean(validation.losses) / unit).toBeCloseTo(
        mean(folded[i]?.validation.losses ?? new Float64Array(1)) / unit,
        5,
      );
    });
    const entrants = [1, 0].map((i) => ({ candidate: candidates[i] as TrainingCandidate, epochs: 2.4 + i }));
    const runs = await refit({ ...plan, runtime, candidates: entrants });
    expect(runs.map(({ history, keptEpoch }) => [history.length, keptEpoch])).toEqual([
      [3, 3],
      [2, 2],
    ]);
  });
});

it("18 candidates are tried in folds: the baseline, early stopping, and every kind of the whole table", () => {
  const { candidates } = shortTable(sizesFor(300, undefined));
  expect(candidates).toHaveLength(18);
  expect(candidates.slice(0, 2).map(({ name }) => name)).toEqual(["none", "early stopping"]);
});

describe("occam fit on a small table", () => {
  let ended: Finished;
  let result: FitResult;
  beforeAll(async () => {
    ended = await occam(
      "fit",
      exampleFile("wine.csv"),
      "--target",
      "cultivar",
      "--epochs",
      "12",
      "--out",
      inFolder("wine"),
      "--json",
    );
    result = JSON.parse(ended.stdout) as FitResult;
  });

  it("says in object, progress and report that folds chose", async () => {
    expect(ended.stderr).toContain("142 rows to train and choose, in 3 folds, dealt 2 times, 36 to test");
    expect(result.data).toMatchObject({
      rows: { train: 142, validation: 0, test: 36 },
      folds: { count: 3, repeats: 2 },
    });
    expect(result.candidates).toHaveLength(18);
    expect(result.candidates[0]).toMatchObject({ name: "none", epochs: 12 });
    const chosen = result.candidates.find(({ name }) => name === result.chosen.name);
    expect(result.chosen.validation).toEqual(chosen?.validation);
    const html = await readFile(result.files.report, "utf8");
    expect(html).toContain("validated in 3 folds, dealt 2 times");
    expect(html).not.toContain("NaN");
  });

  it("the model is the one trained on all rows that are not test: predict reproduces its scores on both parts to 1e-6", async () => {
    const { split } = JSON.parse(await readFile(result.files.run, "utf8"));
    expect(split.validation).toEqual([]);
    const records = await exampleRecords("wine.csv");
    expect([...split.train, ...split.test].sort((a, b) => a - b)).toEqual(records.map((_, row) => row));
    const predictions = predictionsOf(await occam("predict", result.files.model, exampleFile("wine.csv"), "--json"));
    for (const part of ["train", "test"] as const) {
      const losses = (split[part] as number[]).map((row) => {
        const at = (result.classes ?? []).indexOf(records[row]?.cultivar as string);
        return -Math.log(predictions[row]?.probabilities[at] as number);
      });
      expect(result.chosen[part].logLoss).toBeCloseTo(mean(Float64Array.from(losses)), 6);
    }
  });
});
