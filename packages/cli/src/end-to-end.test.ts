/** The main job as a user does it: `occam fit` and `occam predict` in processes of their own, on real tables. */
import { readFile } from "node:fs/promises";
import { readModel } from "@occam/core/graph";
import type { FitResult } from "@occam/report/results";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import { randomPermutation } from "../../core/src/tensor/random.ts";
import {
  exampleFile,
  exampleRecords,
  type Finished,
  occam,
  predictionsOf,
  sha256Of,
  workFolder,
  writeCsv,
} from "./occam-process.fixture.ts";

const inFolder = workFolder();
const PARTS = ["train", "validation", "test"] as const;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Every key that issue 2 promises, with an example of its value. */
const SCORES = { classification: { logLoss: 0, accuracy: 0 }, regression: { rmse: 0, mae: 0, r2: 0 } };
const promised = (task: keyof typeof SCORES) => {
  const scores = SCORES[task];
  const judged = {
    train: scores,
    validation: scores,
    test: scores,
    gap: { estimate: 0, low: 0, high: 0, level: 0 },
    probabilities: { overfitting: 0, underfitting: 0, goodFit: 0 },
    verdict: "",
    parameters: 0,
    zeroWeights: 0,
  };
  const named = { name: "", values: {} };
  return {
    occam: "0.2.0",
    command: "fit",
    task,
    target: "",
    ...(task === "classification" && { classes: ["", ""] }),
    seed: 0,
    data: { file: "", sha256: "", rows: { train: 0, validation: 0, test: 0 }, columns: 0 },
    metric: "",
    candidates: [{ ...named, epochs: 0, validation: scores, train: scores }],
    baseline: judged,
    chosen: { ...named, settings: { units: [0], learningRate: 0 }, ...judged },
    difference: { metric: "", estimate: 0, low: 0, high: 0, level: 0 },
    seconds: 0,
    files: { model: "", run: "", report: "" },
  };
};

/** Paths of `expected` at which `found` has no value of the same type. */
function lacking(expected: unknown, found: unknown, path = ""): string[] {
  if (typeof expected !== "object" || expected === null) return typeof found === typeof expected ? [] : [path];
  if (typeof found !== "object" || found === null) return [path];
  const own = new Map(Object.entries(found));
  return Object.entries(expected).flatMap(([key, value]) => lacking(value, own.get(key), `${path}.${key}`));
}

const examples = [
  { name: "breast-cancer", target: "diagnosis", task: "classification" },
  { name: "wine", target: "cultivar", task: "classification" },
  { name: "diabetes", target: "progression", task: "regression" },
] as const;

describe.each(examples)("$name", ({ name, target, task }) => {
  const table = inFolder(`${name}.csv`);
  const out = inFolder(name);
  let records: Record<string, string>[] = [];
  let fit: Finished;
  let result: FitResult;

  beforeAll(async () => {
    const rows = await exampleRecords(`${name}.csv`);
    const rank = randomPermutation(rows.length, { seed: 1, stream: name });
    records = rows.map((row, i) => ({ part: PARTS[(rank[i] as number) % 3] as string, ...row }));
    await writeCsv(table, records);
    fit = await occam(
      "fit",
      table,
      "--target",
      target,
      "--split-column",
      "part",
      "--epochs",
      "15",
      "--out",
      out,
      "--json",
    );
    result = JSON.parse(fit.stdout) as FitResult;
  });

  it("gives one JSON object on stdout, one line of progress on stderr without a bar, and exit code 0", () => {
    expect(fit.code).toBe(0);
    expect(fit.stdout).toMatch(/^\{.*\}\n$/);
    expect(fit.stderr.split("\n")).toEqual([expect.not.stringMatching(/\r|\[=/), ""]);
    expect(fit.stderr).toContain(`${task} of "${target}"`);
  });

  it("says every thing that the issue's object says", () => {
    expect(lacking(promised(task), result)).toEqual([]);
    expect(result).toMatchObject({ command: "fit", task, target, seed: 0, difference: { level: 0.95 } });
  });

  it("counts the rows of the user's own split, and hashes the file", async () => {
    const counts = PARTS.map((part) => [part, records.filter((record) => record.part === part).length]);
    expect(result.data.rows).toEqual(Object.fromEntries(counts));
    expect(result.data.sha256).toBe(await sha256Of(table));
    expect(result.data.columns).toBe(Object.keys(records[0] ?? {}).length - 2);
  });

  it("agrees with itself: gaps, the difference, the choice and the baseline follow from the scores", () => {
    const { metric, baseline, chosen, candidates, difference } = result;
    const scoreOf = (scores: Readonly<Record<string, number>>) => scores[metric] as number;
    for (const model of [baseline, chosen]) {
      expect(model.gap.estimate).toBeCloseTo(scoreOf(model.test) - scoreOf(model.train), 9);
      expect(model.untouchedRows).toBe(result.data.rows.test);
      expect(model.zeroWeights).toBeLessThanOrEqual(model.parameters);
      const own = candidates.find((candidate) => candidate.name === model.name);
      expect(own?.validation).toEqual(
        Object.fromEntries(Object.entries(model.validation).map(([key, value]) => [key, expect.closeTo(value, 4)])),
      );
    }
    expect(difference.metric).toBe(metric);
    expect(difference.estimate).toBeCloseTo(scoreOf(chosen.test) - scoreOf(baseline.test), 9);
    expect(difference.low).toBeLessThanOrEqual(difference.estimate);
    expect(difference.high).toBeGreaterThanOrEqual(difference.estimate);
    expect(candidates[0]).toMatchObject({ name: "none", values: { earlyStopping: null }, epochs: 15 });
    for (const name of ["l1", "l2", "dropout"])
      expect(candidates.some(({ values }) => Object.hasOwn(values, name))).toBe(true);
  });

  it("writes the same object to run.json, the model and the report, and nothing else", async () => {
    expect(result.files).toEqual({ model: `${out}/model.onnx`, run: `${out}/run.json`, report: `${out}/report.html` });
    const { split, ...same } = JSON.parse(await readFile(result.files.run, "utf8"));
    expect(same).toEqual(result);
    // Every row of the table is in one part; the parts are those of the user's own column.
    expect(Object.keys(split)).toEqual(["train", "validation", "test"]);
    for (const part of PARTS) {
      expect(split[part]).toEqual(records.flatMap((record, row) => (record.part === part ? [row] : [])));
    }
    const html = await readFile(result.files.report, "utf8");
    expect(html).toMatch(/^<!doctype html>/i);
    expect(html.match(/<svg/g)?.length ?? 0).toBeGreaterThanOrEqual(4);
    // Self-contained: no script, no address but the names of XML vocabularies, no file beside it.
    expect(html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(
      /<script|<link|<iframe|@import|https?:|\burl\((?!#)/i,
    );
    expect(html).not.toMatch(/\b(src|href)="(?!#|data:)/);
  });

  it("predict reproduces every score of run.json to 1e-6, from model.onnx and the table alone", async () => {
    // The model has to do without the target and without the parts.
    const raw = records.map(({ [target]: _target, part: _part, ...row }) => row);
    const predictions = predictionsOf(
      await occam("predict", result.files.model, await writeCsv(inFolder(`${name}-raw.csv`), raw), "--json"),
    );
    expect(predictions).toHaveLength(records.length);
    for (const part of PARTS) {
      const own = predictions
        .map((prediction, row) => ({
          ...prediction,
          actual: records[row]?.[target] as string,
          part: records[row]?.part,
        }))
        .filter((each) => each.part === part);
      const scores = result.chosen[part];
      if (task === "classification") {
        const classes = result.classes ?? [];
        const losses = own.map(
          ({ probabilities, actual }) => -Math.log(probabilities[classes.indexOf(actual)] as number),
        );
        expect(scores.logLoss).toBeCloseTo(mean(losses), 6);
        expect(scores.accuracy).toBeCloseTo(mean(own.map(({ label, actual }) => Number(label === actual))), 6);
      } else {
        const misses = own.map(({ value, actual }) => value - Number(actual));
        expect(scores.rmse).toBeCloseTo(Math.sqrt(mean(misses.map((miss) => miss ** 2))), 6);
        expect(scores.mae).toBeCloseTo(mean(misses.map(Math.abs)), 6);
      }
    }
  });

  it("the model is plain ONNX: opset 17, IR 8, standard domains, an input a column, label and probabilities or value", async () => {
    const bytes = await readFile(result.files.model);
    const { irVersion, opsets = [], graph } = readModel(bytes);
    expect(irVersion).toBe(8);
    expect(opsets.find(({ domain = "" }) => domain === "")?.version).toBe(17);
    expect(opsets.map(({ domain = "" }) => domain).filter((domain) => !["", "ai.onnx.ml"].includes(domain))).toEqual(
      [],
    );
    expect(
      graph?.nodes?.map(({ domain = "" }) => domain).filter((domain) => !["", "ai.onnx.ml"].includes(domain)),
    ).toEqual([]);

    const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
    const inputs = Object.keys(records[0] ?? {}).filter((column) => column !== target && column !== "part");
    expect(session.inputNames).toEqual(inputs);
    expect(session.inputMetadata.map((input) => (input.isTensor ? [input.type, input.shape] : []))).toEqual(
      inputs.map(() => ["float32", ["N", 1]]),
    );
    const feeds = Object.fromEntries(
      inputs.map((input) => [
        input,
        new Tensor(
          Float32Array.from(records.slice(0, 7), (record) => Number(record[input])),
          [7, 1],
        ),
      ]),
    );
    const outputs = await session.run(feeds);
    expect(session.outputNames).toEqual(task === "classification" ? ["label", "probabilities"] : ["value"]);
    const predictions = predictionsOf(await occam("predict", result.files.model, table, "--json")).slice(0, 7);
    if (task === "classification") {
      expect(outputs.label?.data).toEqual(predictions.map(({ label }) => label));
      expect(outputs.probabilities?.dims).toEqual([7, result.classes?.length]);
      expect(Array.from(outputs.probabilities?.data as Float32Array)).toEqual(
        predictions.flatMap(({ probabilities }) => probabilities.map((each) => expect.closeTo(each, 6))),
      );
    } else {
      expect(outputs.value?.dims).toEqual([7, 1]);
      expect(Array.from(outputs.value?.data as Float32Array)).toEqual(
        predictions.map(({ value }) => expect.closeTo(value, 3)),
      );
    }
    await session.release();
  });
});

describe("the seed", () => {
  const fitWith = async (table: string, seed: string, name: string, ...more: readonly string[]) => {
    const options = ["--target", "cultivar", "--epochs", "3", "--seed", seed, "--out", inFolder(name), "--json"];
    const { stdout } = await occam("fit", table, ...options, ...more);
    const { seconds: _seconds, files, ...result } = JSON.parse(stdout) as FitResult;
    return { hash: await sha256Of(files.model), result };
  };

  it("decides the bytes of the model and every number of the run", async () => {
    const wine = exampleFile("wine.csv");
    const [first, second] = [await fitWith(wine, "7", "first"), await fitWith(wine, "7", "second")];
    expect(second).toEqual(first);
    expect(first.result).toMatchObject({
      seed: 7,
      data: { rows: { train: 142, validation: 0, test: 36 }, folds: { count: 3, repeats: 2 } },
    });
    expect((await fitWith(wine, "8", "third")).hash).not.toBe(first.hash);
  });

  it("decides the training too, where the split is the user's own", async () => {
    const records = (await exampleRecords("wine.csv")).map((row, i) => ({ part: PARTS[i % 3] as string, ...row }));
    const table = await writeCsv(inFolder("parts.csv"), records);
    const of = async (seed: string) => fitWith(table, seed, `parts-${seed}`, "--split-column", "part");
    const [one, two] = [await of("1"), await of("2")];
    expect(two.result.data).toEqual(one.result.data);
    expect(two.hash).not.toBe(one.hash);
    expect(two.result.candidates[0]?.train).not.toEqual(one.result.candidates[0]?.train);
  });
});

describe("for people", () => {
  it("fit prints the candidates, both models and the verdicts, without colours where there is no terminal", async () => {
    const args = ["--target", "progression", "--epochs", "3", "--out", inFolder("people")];
    const { code, stdout } = await occam("fit", exampleFile("diabetes.csv"), ...args);
    expect(code).toBe(0);
    expect(stdout).not.toContain("\u001b");
    for (const said of [
      "progression",
      "regression",
      "none",
      "early stopping",
      "baseline",
      "chosen",
      "RMSE",
      "gap",
      "model.onnx",
    ])
      expect(stdout).toContain(said);
    expect(stdout).toMatch(/overfitting|underfitting|good fit|inconclusive/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
  });

  it.each([
    [["--help"], ["fit", "path", "sweep", "predict", "Examples:"]],
    [
      ["fit", "--help"],
      ["--target", "--task", "--split-column", "--seed", "--config", "--out", "--json"],
    ],
    [
      ["predict", "--help"],
      ["--output", "--json", "--raw-csv"],
    ],
    [["--version"], ["0.2.0"]],
  ])("%j is answered on stdout, with exit code 0", async (args, said) => {
    const { code, stdout, stderr } = await occam(...args);
    expect([code, stderr]).toEqual([0, ""]);
    for (const text of said) expect(stdout).toContain(text);
  });
});
