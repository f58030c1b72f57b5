/** `occam diagnose` as a user runs it: a process of its own, on real tables and finished runs. */
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomNormal } from "@occam/core/data";
import type { DiagnoseResult, FitResult } from "@occam/report/results";
import { beforeAll, describe, expect, it } from "vitest";
import { exampleFile, type Finished, occam, workFolder, writeCsv } from "./occam-process.fixture.ts";

const inFolder = workFolder();
/** Dozens of networks are trained one after the other. */
const HOOK_MS = 240_000;
const resultOf = ({ stdout }: Finished) => JSON.parse(stdout) as DiagnoseResult;

describe("a finished run of the breast cancer table", () => {
  const [table, run] = [exampleFile("breast-cancer.csv"), inFolder("bc")];
  let finished: Finished;
  let result: DiagnoseResult;
  let fit: FitResult;

  beforeAll(async () => {
    fit = JSON.parse(
      (await occam("fit", table, "--target", "diagnosis", "--epochs", "30", "--out", run, "--json")).stdout,
    ) as FitResult;
    finished = await occam("diagnose", table, "--target", "diagnosis", "--run", run, "--json");
    result = resultOf(finished);
  }, HOOK_MS);

  it("gives the issue's object on one line of stdout, nothing on stderr, and exit code 0", () => {
    expect([finished.code, finished.stderr]).toEqual([0, ""]);
    expect(finished.stdout).toMatch(/^\{.*\}\n$/);
    const { overfitting, underfitting, goodFit } = result.probabilities;
    expect(overfitting + underfitting + goodFit).toBeCloseTo(1, 12);
    expect(["overfitting", "underfitting", "good fit", "inconclusive"]).toContain(result.verdict);
    for (const { code, severity, facts } of result.findings) {
      expect([typeof code, typeof severity, typeof facts]).toEqual(["string", "string", "object"]);
    }
    expect(result).not.toHaveProperty("learningCurve");
    expect(result).not.toHaveProperty("biasVariance");
  });

  it("looks at the very network that the run chose: the same scores, and the same verdict to the last digit", () => {
    const { name, values, settings } = fit.chosen;
    expect(result.network).toEqual({ name, values, settings });
    expect(result.scores.test).toEqual(fit.chosen.test);
    expect(result.scores.train).toEqual(fit.chosen.train);
    expect(result.data.rows).toEqual(fit.data.rows);
    const { verdict, reason, probabilities, gap, reference } = fit.chosen;
    expect(result).toMatchObject({ verdict, reason, probabilities, gap, reference });
  });

  it("finds the network inside the exported model: all its units and weights, and the run's count of zeros", () => {
    const { inside } = result;
    expect(inside?.layers.map(({ units }) => units)).toEqual(fit.chosen.settings.units);
    expect(inside?.weights.map(({ count }) => count)).toEqual([30 * 64, 64 * 32, 32 * 2]);
    expect(inside?.weights.reduce((sum, { zeros }) => sum + zeros, 0)).toBe(fit.chosen.zeroWeights);
    expect(inside?.importances).toHaveLength(96);
    // The inspected network is the exported one: its mean loss on the held-out rows, here the test rows, is the run's.
    expect(inside?.sharpness.loss).toBeCloseTo(fit.chosen.test.logLoss as number, 5);
  });

  it("is the same when asked again", async () => {
    const again = resultOf(await occam("diagnose", table, "--target", "diagnosis", "--run", run, "--json"));
    expect({ ...again, seconds: 0 }).toEqual({ ...result, seconds: 0 });
  });

  it("is written with --out as JSON, figures and a page that loads nothing, and names its files", async () => {
    const out = inFolder("drawn/here");
    const { code, stdout } = await occam("diagnose", table, "--target", "diagnosis", "--run", run, "--out", out);
    expect(code).toBe(0);
    const names = ["diagnosis.json", "diagnosis.html", "probabilities.svg", "distances.svg", "scores.svg"];
    names.push("weights.svg", "calibration.svg", "units.svg");
    expect((await readdir(out)).sort()).toEqual(names.toSorted());
    const written = JSON.parse(await readFile(join(out, "diagnosis.json"), "utf8")) as DiagnoseResult;
    const files = names.map((name) => join(out, name));
    expect({ ...written, seconds: 0 }).toEqual({ ...result, seconds: 0, files });
    const page = await readFile(join(out, "diagnosis.html"), "utf8");
    expect(page.replaceAll(/xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(/<script|<link|https?:|NaN/i);
    expect(page).toContain(written.data.sha256);
    for (const name of names) expect(stdout).toContain(name);
  });

  it("is readable text without colours where stdout is no terminal", async () => {
    const { code, stdout } = await occam("diagnose", table, "--target", "diagnosis", "--run", run);
    expect(code).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the absence of escapes is what is tested
    expect(stdout).not.toMatch(/\u001b/);
    expect(stdout).toContain(`: ${result.verdict}\n`);
    for (const { code } of result.findings) expect(stdout).toContain(code);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  describe("is refused in one line with exit code 2", () => {
    const refused = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await occam("diagnose", ...args);
      expect([code, stdout]).toEqual([2, ""]);
      // Commander words what is wrong with the command line itself.
      expect(stderr).toMatch(/^(occam|error): [^\n]+\n$/);
      return stderr;
    };
    const damaged = async (name: string, change: (run: Record<string, unknown>) => unknown) => {
      const folder = inFolder(name);
      await mkdir(folder, { recursive: true });
      await copyFile(join(run, "model.onnx"), join(folder, "model.onnx"));
      const content = JSON.parse(await readFile(join(run, "run.json"), "utf8")) as Record<string, unknown>;
      await writeFile(join(folder, "run.json"), JSON.stringify(change(content)));
      return refused(table, "--target", "diagnosis", "--run", folder);
    };

    it("when the folder holds no run", async () => {
      expect(await refused(table, "--target", "diagnosis", "--run", inFolder("none"))).toContain(
        "run.json does not exist: expected a folder that occam fit wrote",
      );
    });

    it("when the table is another, or another target is named", async () => {
      expect(await refused(exampleFile("wine.csv"), "--target", "diagnosis", "--run", run)).toContain(
        "wine.csv is not the table that",
      );
      expect(await refused(table, "--target", "mean radius", "--run", run)).toContain(
        'predicts "diagnosis", but --target is "mean radius"',
      );
    });

    it("when --out is no name, a file, or within one, before anything is trained", async () => {
      const within = join(run, "model.onnx", "below");
      expect(await refused(table, "--target", "diagnosis", "--out", "")).toContain("--out needs the name of a folder");
      expect(await refused(table, "--target", "diagnosis", "--out", table)).toContain("is a file: name another");
      expect(await refused(table, "--target", "diagnosis", "--out", within)).toContain("is a file: name another");
      const out = inFolder("nothing-drawn");
      await refused(table, "--target", "no such column", "--out", out);
      expect(existsSync(out)).toBe(false);
    });

    it("when run.json is damaged: no JSON object, no split, rows beyond the table, no settings, no reason", async () => {
      expect(await damaged("d1", () => 7)).toContain("run.json is damaged");
      expect(await damaged("d2", (content) => ({ ...content, split: {} }))).toContain(
        "split.train expects numbers of rows, each once",
      );
      expect(
        await damaged("d3", (content) => ({ ...content, split: { train: [1], validation: [2], test: [99999] } })),
      ).toContain("rows beyond the table's");
      expect(await damaged("d4", (content) => ({ ...content, chosen: {} }))).toContain("chosen.name");
      const { reason: _, ...chosen } = fit.chosen;
      expect(await damaged("d5", (content) => ({ ...content, chosen }))).toContain("chosen.reason");
    });

    it("when the verdict of --fail-on is none, or the seed is no number", async () => {
      expect(await refused(table, "--target", "diagnosis", "--fail-on", "bad")).toContain("overfitting, underfitting");
      expect(await refused(table, "--target", "diagnosis", "--seed", "x")).toContain("whole number");
    });
  });
});

describe("a small table of noise", () => {
  const table = inFolder("noise.csv");
  let finished: Finished;

  beforeAll(async () => {
    const [count, width] = [150, 10];
    const numbers = randomNormal(count * (width + 1), { seed: 1, stream: "table" });
    const cell = (row: number, j: number) => numbers[row * (width + 1) + j] as number;
    await writeCsv(
      table,
      Array.from({ length: count }, (_, row) =>
        Object.fromEntries(Array.from({ length: width + 1 }, (_, j) => [j < width ? `x${j}` : "y", cell(row, j)])),
      ),
    );
    finished = await occam(
      ...["diagnose", table, "--target", "y", "--fail-on", "overfitting", "--json"],
      ...["--learning-curve", "--bias-variance", "--epochs", "150", "--out", inFolder("noise")],
    );
  }, HOOK_MS);

  it("is overfitted by the plain network, of which --fail-on makes exit code 1 and a line on stderr", () => {
    expect(finished.code).toBe(1);
    expect(finished.stderr).toMatch(/occam: the verdict is overfitting, which --fail-on names\.\n$/);
    const { verdict, probabilities, network, gap } = resultOf(finished);
    expect([verdict, network.name]).toEqual(["overfitting", "none"]);
    expect(probabilities.overfitting).toBeGreaterThan(0.6);
    expect(gap.low).toBeGreaterThan(0);
  });

  it("gets the advice that was measured: a regularized candidate with a lower validation RMSE", () => {
    const found = resultOf(finished).findings.find(({ code }) => code === "overfitting");
    expect(found?.expectedGain).toMatchObject({ metric: "rmse", measuredBy: { code: "candidate" } });
    expect(found?.expectedGain?.amount).toBeGreaterThan(0);
  });

  it("has a learning curve over 8 sizes up to all 120 training rows, and held-out errors above training errors", () => {
    const { learningCurve = [] } = resultOf(finished);
    expect(learningCurve).toHaveLength(8);
    expect(learningCurve.at(-1)?.size).toBe(120);
    for (const { train, heldOut } of learningCurve) expect(heldOut).toBeGreaterThan(train);
  });

  it("has an error that is the sum of its parts, mostly noise of variance near 1 and variance", () => {
    const { biasVariance } = resultOf(finished);
    if (biasVariance === undefined) throw new Error("--bias-variance was asked for");
    const { error, bias2, variance, noise } = biasVariance;
    expect(bias2 + variance + noise).toBeCloseTo(error, 9);
    expect(variance).toBeGreaterThan(0.1);
    expect(noise).toBeGreaterThan(0.4);
  });

  it("has its learning curve and the parts of its error drawn", async () => {
    const { files = [] } = resultOf(finished);
    for (const name of ["learning-curve.svg", "bias-variance.svg"]) {
      expect(files).toContain(inFolder(`noise/${name}`));
      expect(await readFile(inFolder(`noise/${name}`), "utf8")).toMatch(/^<svg /);
    }
    expect(files.some((file) => file.endsWith("calibration.svg"))).toBe(false);
  });

  it("is not failed where the verdict is another", async () => {
    const { code, stderr } = await occam(
      ...["diagnose", table, "--target", "y", "--fail-on", "underfitting", "--epochs", "150"],
    );
    expect([code, stderr.split("\n").length]).toEqual([0, 2]);
  });
});
