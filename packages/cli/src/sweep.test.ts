/** `occam sweep` as a user runs it: studies that are killed, torn, changed, and go on. */
import { existsSync } from "node:fs";
import { appendFile, copyFile, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import type { FitResult, SweepResult } from "@occam/report/results";
import { describe, expect, it } from "vitest";
import { exampleFile, type Finished, finished, occam, startOccam, workFolder } from "./occam-process.fixture.ts";

const inFolder = workFolder();
const wine = exampleFile("wine.csv");
const wineSweep = (out: string, ...more: readonly string[]) =>
  [
    "sweep",
    wine,
    "--target",
    "cultivar",
    "--out",
    inFolder(out),
    "--epochs",
    "12",
    "--trials",
    "14",
    "--json",
    ...more,
  ] as const;
const sweepResult = ({ stdout }: Finished) => JSON.parse(stdout) as SweepResult;
/** What does not depend on the clock or on where the study lies. */
const lasting = ({ trials, best, importances }: SweepResult) => ({
  trials: trials.map(({ seconds: _, ...trial }) => trial),
  best,
  importances,
});
const linesOf = async (out: string) =>
  (await readFile(inFolder(`${out}/trials.jsonl`), "utf8")).split("\n").slice(0, -1);

describe("a study", () => {
  it("gives the keys that the issue promises, keeps every trial, and its best settings can be trained", async () => {
    const ended = await occam(...wineSweep("whole"));
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/^\{.*\}\n$/);
    expect(ended.stdout).not.toMatch(/NaN|Infinity/);
    const result = sweepResult(ended);
    expect(result).toMatchObject({
      command: "sweep",
      study: "wine-cultivar",
      metric: "logLoss",
      sampler: "tpe",
      pruner: "hyperband",
      resumed: 0,
    });
    expect(result.trials.map(({ id }) => id)).toEqual(Array.from({ length: 14 }, (_, i) => `t${i}`));
    for (const trial of result.trials) {
      expect(trial.state).toMatch(/^(complete|pruned|failed)$/);
      expect(Object.keys(trial.values).sort()).toEqual(
        ["dropout", "inputNoise", "l1", "l2", "labelSmoothing", "learningRate", "units", "weightDecay"].sort(),
      );
      expect(trial.validation).toEqual({ logLoss: expect.any(Number), se: expect.any(Number) });
    }
    const complete = result.trials.filter(({ state }) => state === "complete");
    expect(result.best.validation.logLoss).toBe(
      Math.min(...complete.map(({ validation }) => validation.logLoss as number)),
    );
    expect(result.importances).toHaveProperty("learningRate");
    expect((await readdir(inFolder("whole"))).sort()).toEqual(["best.json", "study.json", "trials.jsonl"]);
    expect(JSON.parse(await readFile(inFolder("whole/best.json"), "utf8"))).toEqual(result.best.values);

    const fit = await occam(
      "fit",
      wine,
      "--target",
      "cultivar",
      "--config",
      inFolder("whole/best.json"),
      "--epochs",
      "10",
      "--out",
      inFolder("fit"),
      "--json",
    );
    expect(fit.code).toBe(0);
    const { candidates, baseline } = JSON.parse(fit.stdout) as FitResult;
    expect(candidates).toHaveLength(2);
    expect(baseline).toMatchObject({ name: "none" });
    expect(candidates[1]?.values).toEqual(result.best.values);
    expect(baseline.settings.units).toEqual(result.best.values.units);
  });

  it("killed with SIGKILL and resumed has every trial once, those before as they were, and equals the uninterrupted one", async () => {
    const whole = sweepResult(await occam(...wineSweep("uninterrupted", "--trials", "40")));
    const child = startOccam(...wineSweep("killed", "--trials", "40"));
    const log = inFolder("killed/trials.jsonl");
    while (!existsSync(log) || (await readFile(log, "utf8")).split("\n").length < 4) await setTimeout(5);
    child.kill("SIGKILL");
    expect((await finished(child)).signal).toBe("SIGKILL");
    const before = (await readFile(log, "utf8")).split("\n").slice(0, -1);
    expect(before.length).toBeGreaterThanOrEqual(3);
    expect(before.length).toBeLessThan(40);
    const resumed = await occam(...wineSweep("killed", "--trials", "40", "--resume"));
    expect([resumed.code, sweepResult(resumed).resumed]).toEqual([0, before.length]);
    const after = await linesOf("killed");
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map((line) => JSON.parse(line).index).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, i) => i),
    );
    expect(lasting(sweepResult(resumed))).toEqual(lasting(whole));
  });

  it("whose last line was torn runs that trial again, on a line of its own", async () => {
    const whole = sweepResult(await occam(...wineSweep("torn")));
    const log = inFolder("torn/trials.jsonl");
    const lines = await linesOf("torn");
    await truncate(log, Buffer.byteLength(`${lines.slice(0, -1).join("\n")}\n`) + 25);
    const resumed = sweepResult(await occam(...wineSweep("torn", "--resume")));
    expect(resumed.resumed).toBe(13);
    expect(lasting(resumed)).toEqual(lasting(whole));
    expect(await linesOf("torn")).toHaveLength(14);
    // A finished study has nothing to run.
    const again = sweepResult(await occam(...wineSweep("torn", "--resume")));
    expect([again.resumed, lasting(again)]).toEqual([14, lasting(whole)]);
    await appendFile(log, '{"id":"t14","index":14}\n');
    const { code, stderr } = await occam(...wineSweep("torn", "--resume"));
    expect(code).toBe(2);
    expect(stderr).toContain("trials.jsonl line 15 is damaged");
  });

  it("goes on with its own settings, and refuses what changed, with the reason", async () => {
    const table = inFolder("table.csv");
    await copyFile(wine, table);
    const space = inFolder("space.json");
    const spaceText = (high: number) =>
      JSON.stringify({ l2: { kind: "optional", space: { alpha: { kind: "float", low: 0.001, high, scale: "log" } } } });
    await writeFile(space, spaceText(1));
    const study = (...more: readonly string[]) =>
      occam("sweep", table, "--target", "cultivar", "--out", inFolder("strict"), "--trials", "4", "--json", ...more);
    const first = [
      "--space",
      space,
      "--sampler",
      "random",
      "--pruner",
      "none",
      "--folds",
      "2",
      "--epochs",
      "3",
      "--seed",
      "5",
    ];
    expect((await study(...first)).code).toBe(0);
    const exists = await study(...first);
    expect([exists.code, exists.stdout]).toEqual([2, ""]);
    expect(exists.stderr).toMatch(
      /^occam: The study "table-cultivar" is there already, in [^\n]+: go on with it by --resume, or begin another/,
    );

    const more = await study("--resume", "--trials", "6");
    expect(more.code).toBe(0);
    expect(sweepResult(more)).toMatchObject({ sampler: "random", pruner: "none", folds: 2, seed: 5, resumed: 4 });
    expect(sweepResult(more).trials).toHaveLength(6);

    const refused = async (reason: string, ...args: readonly string[]) => {
      const before = await readFile(inFolder("strict/trials.jsonl"), "utf8");
      const { code, stdout, stderr } = await study("--resume", ...args);
      expect(stderr).toMatch(/^occam: [^\n]+\n$/);
      expect(stderr).toContain(reason);
      expect([code, stdout]).toEqual([2, ""]);
      expect(await readFile(inFolder("strict/trials.jsonl"), "utf8")).toBe(before);
    };
    await refused("--seed was 5 and is 6", "--seed", "6");
    await refused("--sampler was random and is tpe", "--sampler", "tpe");
    await refused("--folds was 2 and is 3", "--folds", "3");
    await refused("--target was cultivar and is ash", "--target", "ash");
    await writeFile(space, spaceText(2));
    await refused("the space changed: l2.alpha was", "--space", space);
    await appendFile(table, "13,2,2,16,100,2,2,0.3,1.4,4,1,3,1000,cultivar_1\n");
    await refused("the table is not the same: it had ");
  });

  it("interrupted by Ctrl-C keeps its trials, says how to go on and exits with 130", async () => {
    const child = startOccam(...wineSweep("interrupted", "--trials", "100000"));
    const log = inFolder("interrupted/trials.jsonl");
    while (!existsSync(log)) await setTimeout(5);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await finished(child);
    expect([code, stdout]).toEqual([130, ""]);
    expect(stderr).toMatch(
      /occam: interrupted: \d+ finished trials are kept in [^\n]+; go on with: occam sweep [^\n]+ --target cultivar --out [^\n]+ --resume\n$/,
    );
    const kept = await linesOf("interrupted");
    expect(kept.length).toBe(Number(/interrupted: (\d+)/.exec(stderr)?.[1]));
    expect(existsSync(inFolder("interrupted/best.json"))).toBe(true);
    const next = await occam(...wineSweep("interrupted", "--trials", String(kept.length), "--resume"));
    expect(sweepResult(next).resumed).toBe(kept.length);
  });

  it("shows people the best trials and what mattered", async () => {
    const args = wineSweep("people").filter((arg) => arg !== "--json");
    const { code, stdout } = await occam(...args);
    expect(code).toBe(0);
    for (const said of ["wine-cultivar", "log loss ± SE", "Best is t", "learningRate", "--config", "best.json"])
      expect(stdout).toContain(said);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).not.toContain("█");
  });
});

describe("sweep refuses in one line, with exit code 2 and nothing written", () => {
  const spaces: Readonly<Record<string, unknown>> = {
    "unknown.json": { l3: { kind: "optional", space: { alpha: { kind: "float", low: 0, high: 1 } } } },
    "inner.json": { l2: { kind: "optional", space: { alfa: { kind: "float", low: 0, high: 1 } } } },
    "range.json": { dropout: { kind: "always", space: { rate: { kind: "float", low: 0, high: 1 } } } },
    "empty.json": {},
    "bare.json": { l2: { kind: "optional", space: {} } },
    "units.json": { units: { kind: "choice", values: [[64], "many"] } },
  };
  it.each<[string, readonly string[], string]>([
    [
      "a budget that is no time",
      ["--budget", "5x"],
      "argument '5x' is invalid. expected a time above 0 such as 90s, 5m or 2h.",
    ],
    ["a budget too small for a trial", ["--budget", "1ms"], "time for at least one trial of up to"],
    ["no trials", ["--trials", "0"], "expected a whole number from 1"],
    [
      "a name that is a path",
      ["--study", "../up"],
      "--study expects a name of 1 to 64 letters, digits, - and _ but receives",
    ],
    ["an unknown sampler", ["--sampler", "magic"], '--sampler expects "grid", "random", "sobol" or "tpe" but receives'],
    [
      "more folds than rows of a class",
      ["--folds", "60"],
      '60 folds are more than the 38 rows of the class "cultivar_3" that are not test',
    ],
    ["a space that is not there", ["--space", "nowhere.json"], "--space: nowhere.json does not exist"],
    ["an unknown name", ["--space", "unknown.json"], 'the nearest is "l1"'],
    ["an unknown name within a part", ["--space", "inner.json"], 'the nearest is "alpha"'],
    [
      "a value out of range",
      ["--space", "range.json"],
      "--space.dropout.rate expects a number of at least 0 and below 1 but receives 1.",
    ],
    ["an empty space", ["--space", "empty.json"], "expects at least one name"],
    [
      "a part without its strength",
      ["--space", "bare.json"],
      "--space.l2.alpha expects a domain of a number of at least 0 but receives nothing.",
    ],
    [
      "units that are none",
      ["--space", "units.json"],
      '--space.units expects a list of 1 to 8 values, each a whole number from 1 to 4096 but receives "many".',
    ],
  ])("%s", async (_, args, message) => {
    for (const [name, space] of Object.entries(spaces)) await writeFile(inFolder(name), JSON.stringify(space));
    const own = args.map((arg) => (Object.hasOwn(spaces, arg) ? inFolder(arg) : arg));
    const { code, stdout, stderr } = await occam(
      ...wineSweep("refused").filter((arg) => arg !== "--trials" && arg !== "14"),
      ...own,
    );
    // That a budget is too small shows only when it is used up: a line of progress stands before it.
    expect(stderr).toMatch(/^(classification of [^\n]+\n)?(occam|error): [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, ""]);
    expect(existsSync(inFolder("refused"))).toBe(false);
  });
});

describe("fit --config refuses in one line, with exit code 2 and nothing written", () => {
  it.each<[string, string, string]>([
    ["a file that is not JSON", "{", "is not JSON"],
    ["a list", "[]", "--config expects settings as a JSON object but receives []."],
    ["nothing", "{}", "--config expects at least one of l1, l2, "],
    [
      "an unknown name",
      '{"droput":{"rate":0.2}}',
      '--config expects known settings but receives "droput": did you mean "dropout"?',
    ],
    [
      "a strength that is no number",
      '{"l2":"strong"}',
      'l2.alpha expects a number of at least 0 but receives "strong".',
    ],
    ["an unknown strength", '{"l2":{"rate":0.1}}', 'l2 expects options among alpha but receives "rate".'],
    ["a strength out of range", '{"l2":{"alpha":-1}}', "l2.alpha expects a number of at least 0 but receives -1."],
    ["a missing strength", '{"l2":{}}', "l2.alpha expects a number of at least 0 but receives nothing."],
    ["a learning rate of 0", '{"learningRate":0}', "learningRate expects a number above 0 but receives 0."],
  ])("%s", async (_, text, message) => {
    const config = inFolder("config.json");
    await writeFile(config, text);
    const out = inFolder("refused-fit");
    const { code, stdout, stderr } = await occam("fit", wine, "--target", "cultivar", "--config", config, "--out", out);
    expect(stderr).toMatch(/^occam: [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, ""]);
    expect(existsSync(out)).toBe(false);
  });

  it("label smoothing for a regression", async () => {
    const config = inFolder("smooth.json");
    await writeFile(config, '{"labelSmoothing":{"strength":0.1}}');
    const { code, stderr } = await occam(
      "fit",
      exampleFile("diabetes.csv"),
      "--target",
      "progression",
      "--config",
      config,
      "--out",
      inFolder("refused-fit"),
    );
    expect(stderr).toContain("labelSmoothing expects a classification but receives a regression: leave it out.");
    expect(code).toBe(2);
  });
});
