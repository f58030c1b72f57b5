/** `occam path` as a user runs it, on real tables. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import type { PathResult } from "@occam/report/results";
import { beforeAll, describe, expect, it } from "vitest";
import { exampleFile, exampleRecords, type Finished, occam, workFolder, writeCsv } from "./occam-process.fixture.ts";

const inFolder = workFolder();
const wine = exampleFile("wine.csv");
const path = (table: string, target: string, penalty: string, ...more: readonly string[]) =>
  occam("path", table, "--target", target, "--penalty", penalty, "--json", ...more);
const pathResult = ({ stdout }: Finished) => JSON.parse(stdout) as PathResult;

describe("an l1 path", () => {
  const out = inFolder("wine");
  let ended: Finished;
  let result: PathResult;
  beforeAll(async () => {
    ended = await path(
      wine,
      "cultivar",
      "l1",
      "--alphas",
      "0,0.001,0.03,10",
      "--folds",
      "3",
      "--epochs",
      "150",
      "--out",
      out,
    );
    result = pathResult(ended);
  });

  it("is one JSON object on stdout, with the keys that the issue promises, and no test row in it", () => {
    expect([ended.code, ended.stderr.split("\n").length]).toEqual([0, 2]);
    expect(result).toMatchObject({ command: "path", penalty: "l1", metric: "logLoss", folds: 3 });
    expect(result.points.map(({ alpha }) => alpha)).toEqual([0, 0.001, 0.03, 10]);
    for (const point of result.points) {
      expect(point.train.logLoss).toBeGreaterThan(0);
      expect(point.validation.logLoss).toBeGreaterThan(0);
      expect(point.validation.se).toBeGreaterThan(0);
    }
    expect(result.data.rows).toEqual({ used: 142, test: 36 });
    expect(ended.stdout).not.toMatch(/NaN|Infinity/);
  });

  it("goes from every weight to none: zeros rise, norms, neurons and inputs fall", () => {
    const [none, , some, all] = result.points as [
      PathResult["points"][number],
      unknown,
      PathResult["points"][number],
      PathResult["points"][number],
    ];
    expect(none).toMatchObject({ zeroWeights: 0, activeNeurons: 96, neurons: 96, radius: null });
    expect(none.inputs).toEqual(result.data.columns);
    expect(none.weights).toBe(13 * 64 + 64 * 32 + 32 * 3);
    expect(some.zeroWeights).toBeGreaterThan(1000);
    expect(some.norm1).toBeLessThan(none.norm1);
    expect(all).toMatchObject({ zeroWeights: all.weights, norm1: 0, activeNeurons: 0, inputs: [] });
    expect(all.inputNorms).toEqual(result.data.columns.map(() => 0));
    // The best constant of three classes of nearly equal size.
    expect(all.validation.logLoss).toBeCloseTo(Math.log(3), 1);
  });

  it("gives the radius as penalty over alpha, and names a column an input exactly when its norm is not 0", () => {
    for (const { alpha, penalty, radius, norm1, inputs, inputNorms } of result.points.slice(1)) {
      expect(radius).toBeCloseTo(penalty / alpha, 6);
      expect(radius).toBeCloseTo(norm1, 2);
      expect(inputs).toEqual(result.data.columns.filter((_, i) => (inputNorms[i] as number) > 0));
    }
  });

  it("chooses as the rule's arithmetic says: the largest alpha below the lowest loss plus its standard error", () => {
    const losses = result.points.map(({ validation }) => validation.logLoss as number);
    const best = losses.indexOf(Math.min(...losses));
    expect(result.best.alpha).toBe(result.points[best]?.alpha);
    expect(result.oneSe.limit).toBeCloseTo(
      (losses[best] as number) + (result.points[best]?.validation.se as number),
      9,
    );
    const near = result.points.filter(({ validation }) => (validation.logLoss as number) <= result.oneSe.limit);
    expect(result.chosen).toMatchObject({ alpha: near.at(-1)?.alpha, rule: "oneStandardError" });
    expect(result.oneSe.alpha).toBe(result.chosen.alpha);
    expect(result.chosen.reason).toMatchObject({ code: "oneStandardError", lowest: { point: best } });
  });

  it("is written as JSON, CSV, figures and a page that loads nothing", async () => {
    expect((await readdir(out)).sort()).toEqual(
      ["inputs.svg", "path.csv", "path.html", "path.json", "sparsity.svg", "validation.svg"].sort(),
    );
    expect(JSON.parse(await readFile(`${out}/path.json`, "utf8"))).toEqual(result);
    const [header = "", ...lines] = (await readFile(`${out}/path.csv`, "utf8")).trimEnd().split("\n");
    expect(header).toMatch(/^alpha,train_logLoss,validation_logLoss,validation_se,norm1,.*,norm of alcohol,/);
    expect(lines.map((line) => Number(line.split(",")[0]))).toEqual([0, 0.001, 0.03, 10]);
    for (const name of ["validation", "inputs", "sparsity"]) {
      const svg = await readFile(`${out}/${name}.svg`, "utf8");
      expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(svg).not.toMatch(/NaN|<script/);
    }
    const html = await readFile(`${out}/path.html`, "utf8");
    expect(html.match(/<svg/g)?.length).toBe(3);
    expect(html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(/<script|<link|https?:|NaN/i);
    for (const column of result.data.columns) expect(html).toContain(column);
  });
});

it("a path of a regression has its RMSE in the target's units, and the same numbers from the same seed", async () => {
  const run = () =>
    path(exampleFile("diabetes.csv"), "progression", "l2", "--alphas", "0.01,100", "--folds", "2", "--epochs", "20");
  const { seconds: _, ...first } = pathResult(await run());
  const { seconds: _again, ...second } = pathResult(await run());
  expect(second).toEqual(first);
  // The deviation of the target is 77: what a network misses by that l2 holds at nothing.
  expect(first.points[1]?.validation.rmse).toBeGreaterThan(70);
  expect(first.points[1]?.validation.rmse).toBeLessThan(85);
  expect(first.points[0]?.validation.rmse).toBeLessThan(65);
  expect(first.chosen.alpha).toBe(0.01);
});

it("a dropout path is one of rates, repeats and seeds are counted, and people get a table", async () => {
  const args = ["--count", "3", "--folds", "2", "--repeats", "2", "--seeds", "2", "--epochs", "3"];
  const result = pathResult(await path(wine, "cultivar", "dropout", ...args));
  expect(result.points.map(({ alpha }) => alpha)).toEqual([0, 0.375, 0.75]);
  expect(result).toMatchObject({ repeats: 2, seeds: [0, 1] });
  const { stdout } = await occam("path", wine, "--target", "cultivar", "--penalty", "dropout", ...args);
  for (const said of ["Rate", "validation ± SE", "◆", "inputs of 13", "dealt 2 times"]) expect(stdout).toContain(said);
  expect(stdout).not.toContain("\u001b");
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
});

it("a warm path starts each strength from the one before", async () => {
  const args = ["--alphas", "0.0001,0.001", "--folds", "2", "--epochs", "2"] as const;
  const [cold, warm] = [
    pathResult(await path(wine, "cultivar", "l1", ...args)),
    pathResult(await path(wine, "cultivar", "l1", ...args, "--warm-start")),
  ];
  expect(warm.points[0]?.train.logLoss).toBeCloseTo(cold.points[0]?.train.logLoss as number, 4);
  expect(warm.points[1]?.train.logLoss).toBeLessThan(cold.points[1]?.train.logLoss as number);
});

describe("path refuses in one line, with exit code 2 and nothing written", () => {
  it.each<[string, readonly string[], string]>([
    ["a negative strength", ["--alphas=-1,0.1"], "--alphas[0] expects a number of at least 0 but receives -1."],
    [
      "strengths that do not ascend",
      ["--alphas", "0.1,0.01"],
      "--alphas[1] expects more than 0.1 before it but receives 0.01: list them from the least to the most regularized",
    ],
    ["a strength twice", ["--alphas", "0.1,0.1"], "--alphas[1] expects more than 0.1 before it but receives 0.1"],
    ["a strength that is no number", ["--alphas", "0.1,x"], "expected numbers with commas between them"],
    [
      "a drop rate of 1",
      ["--penalty", "dropout", "--alphas", "0.5,1"],
      "--alphas[1] expects a number of at least 0 and below 1 but receives 1.",
    ],
    ["one fold", ["--folds", "1"], "expected a whole number from 2"],
    ["more folds than rows", ["--folds", "500"], "500 folds are more than the 142 rows that are not test: use fewer."],
    [
      "more folds than rows of a class",
      ["--folds", "39"],
      '39 folds are more than the 38 rows of the class "cultivar_3" that are not test',
    ],
    ["an unknown penalty", ["--penalty", "l3"], "--penalty expects one of l1, l2, elasticNet, groupLasso, "],
    [
      "an unknown rule",
      ["--rule", "luck"],
      '--rule expects "bestMean", "oneStandardError", "pairedOneStandardError" or "pairedTest" but receives',
    ],
    ["an empty --out", ["--out", ""], '--out needs the name of a folder, but receives "".'],
  ])("%s", async (_, args, message) => {
    const out = inFolder("refused");
    const { code, stdout, stderr } = await path(wine, "cultivar", "l1", "--out", out, ...args);
    expect(stderr).toMatch(/^(occam|error): [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, ""]);
    expect(existsSync(out)).toBe(false);
  });
});

it("columns named to mislead are shown as text and found in the CSV", async () => {
  const names = ["__proto__", "constructor", "<b>x</b>", "=1+1"];
  const rows = await exampleRecords("wine.csv");
  const records = rows.map((row) =>
    Object.fromEntries([
      ...names.map((name, i) => [name, Object.values(row)[i] as string] as const),
      ["y", row.cultivar as string] as const,
    ]),
  );
  const table = await writeCsv(inFolder("odd.csv"), records);
  const out = inFolder("odd");
  const { code } = await path(table, "y", "l1", "--alphas", "0.01,0.1", "--folds", "2", "--epochs", "3", "--out", out);
  expect(code).toBe(0);
  const html = await readFile(`${out}/path.html`, "utf8");
  expect(html).not.toContain("<b>x</b>");
  expect(html).toContain("&lt;b&gt;x&lt;/b&gt;");
  expect(await readFile(`${out}/path.csv`, "utf8")).toContain("norm of =1+1");
});
