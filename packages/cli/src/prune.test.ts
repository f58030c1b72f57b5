/** `occam prune` as a user runs it: on the folder of a real fit. */

import { existsSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readModel, writeModel } from "@occam/core/graph";
import type { DiagnoseResult, PruneResult } from "@occam/report/results";
import { beforeAll, describe, expect, it } from "vitest";
import { exampleFile, occam, predictionsOf, workFolder } from "./occam-process.fixture.ts";

const inFolder = workFolder();
const table = exampleFile("diabetes.csv");
const run = inFolder("run");

/** A copy of the run folder that a test may spoil. */
async function copyOfRun(name: string): Promise<string> {
  const folder = inFolder(name);
  await cp(run, folder, { recursive: true });
  return folder;
}

beforeAll(async () => {
  // Neither the plain network nor a ridge has weights of exactly zero: there is nothing to prune without a loss.
  const config = inFolder("ridge.json");
  await writeFile(config, JSON.stringify({ l2: { alpha: 0.01 } }));
  const args = ["--target", "progression", "--epochs", "20", "--config", config, "--out", run];
  const fitted = await occam("fit", table, ...args);
  expect(fitted.stderr).not.toContain("occam:");
  expect(fitted.code).toBe(0);
});

describe("occam prune", () => {
  it("with nothing to prune leaves the model byte for byte, and says what it measured", async () => {
    const { code, stdout } = await occam("prune", run, "--json");
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as PruneResult;
    expect(result.removed).toEqual([]);
    expect(result.maxAbsDifference).toBe(0);
    expect(result.rows).toEqual({ data: 442, random: 10_000 });
    expect(result.before.units).toEqual([64, 32, 1]);
    expect(result.before.parameters).toBe(64 * 10 + 64 + 64 * 32 + 32 + 32 + 1);
    expect(result.test.after).toEqual(result.test.before);
    const [given, pruned] = [await readFile(join(run, "model.onnx")), await readFile(join(run, "pruned.onnx"))];
    expect(Buffer.compare(given, pruned)).toBe(0);
    expect(result.before.bytes).toBe(given.length);
    expect(JSON.parse(await readFile(join(run, "prune.json"), "utf8"))).toEqual(result);
  });

  it("to half of the parameters gives a smaller file that predicts, and can be pruned again", async () => {
    const out = inFolder("small/model.onnx");
    const { code, stdout } = await occam("prune", run, "--target-size", "50%", "--json", "--out", out);
    expect(code).toBe(0);
    const { before, after, removed, files, test } = JSON.parse(stdout) as PruneResult;
    expect(after.parameters).toBeLessThanOrEqual(0.5 * before.parameters);
    expect(after.parameters).toBeGreaterThan(0.4 * before.parameters);
    expect(after.bytes).toBeLessThan(before.bytes);
    expect(after.units.reduce((a, b) => a + b) + removed.length).toBe(97);
    expect(files).toEqual({ model: out, certificate: inFolder("small/prune.json") });
    const model = readModel(await readFile(out));
    const metadata = new Map(model.metadata?.map(({ key, value }) => [key, value]));
    expect(JSON.parse(metadata.get("occam.pruning") ?? "{}")).toMatchObject({ after: { units: after.units } });

    const predicted = predictionsOf(await occam("predict", out, table, "--json")).map(({ value }) => value);
    const { split } = JSON.parse(await readFile(join(run, "run.json"), "utf8")) as { split: { test: number[] } };
    const lines = (await readFile(table, "utf8")).trimEnd().split("\n").slice(1);
    const squares = split.test.map((row) => (Number(lines[row]?.split(",").at(-1)) - (predicted[row] as number)) ** 2);
    const rmse = Math.sqrt(squares.reduce((a, b) => a + b) / squares.length);
    expect(test.after.rmse).toBeCloseTo(rmse, 3);

    const again = await copyOfRun("again");
    await cp(out, join(again, "model.onnx"));
    const second = await occam("prune", again, "--json");
    expect((JSON.parse(second.stdout) as PruneResult).before.units).toEqual(after.units);
  });

  it("with fine-tuning keeps the units of the pruned network, and wins back what it lost", async () => {
    const small = ["prune", run, "--target-size", "10%"];
    const resultOf = async (...more: readonly string[]) =>
      JSON.parse((await occam(...small, "--json", ...more)).stdout) as PruneResult;
    const plain = await resultOf("--out", inFolder("plain/model.onnx"));
    const out = inFolder("tuned/model.onnx");
    const tuned = await resultOf("--fine-tune", "40", "--out", out);
    expect([plain.options.fineTune, tuned.options.fineTune]).toEqual([0, 40]);
    expect(tuned.after.units).toEqual(plain.after.units);
    expect(tuned.removed).toEqual(plain.removed);
    expect(tuned.maxAbsDifference).toBe(plain.maxAbsDifference);
    expect(tuned.test.before).toEqual(plain.test.before);
    expect(tuned.test.after.rmse).toBeLessThan(plain.test.after.rmse as number);

    // What is said of the written model holds when it is read again.
    const again = await copyOfRun("tuned-again");
    await cp(out, join(again, "model.onnx"));
    const read = JSON.parse((await occam("prune", again, "--json")).stdout) as PruneResult;
    expect(read.before.units).toEqual(tuned.after.units);
    expect(read.test.before).toEqual(tuned.test.after);
    expect([read.zeroWeights, read.unusedFeatures]).toEqual([tuned.zeroWeights, tuned.unusedFeatures]);

    const said = (await occam(...small, "--fine-tune", "1", "--out", inFolder("said.onnx"))).stdout;
    expect(said).toMatch(/^\d+ units left the network, and \d+% of its parameters\. Then trained on for 1 epoch\.\n/);
    expect(said).toMatch(/random ones, before that training: [\d.]+\./);
  });

  it("with nothing to prune and fine-tuning gives another model, and does not call it unchanged", async () => {
    const out = inFolder("same-size/model.onnx");
    const { code, stdout } = await occam("prune", run, "--fine-tune", "2", "--out", out);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Nothing to prune: every unit counts\. Then trained on for 2 epochs\.\n/);
    expect(Buffer.compare(await readFile(join(run, "model.onnx")), await readFile(out))).not.toBe(0);
  });

  it("within a loss limit says in words what left", async () => {
    const { code, stdout } = await occam("prune", run, "--max-loss-increase", "5%");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ units? left the network, and \d+% of its parameters\.\n/);
    expect(stdout).toMatch(/test rmse +[\d.]+ +[\d.]+\n/);
    expect(stdout).toMatch(/Removed: \d+ unimportant\./);
  });
});

describe("what cannot be pruned ends with one line, exit 2 and no file", () => {
  const expectRefused = async (args: readonly string[], reason: RegExp) => {
    const out = inFolder("refused.onnx");
    const { code, stdout, stderr } = await occam("prune", ...args, "--out", out);
    expect(stderr).toMatch(reason);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect([code, stdout]).toEqual([2, ""]);
    expect(existsSync(out)).toBe(false);
  };

  it("a folder without a run", () => expectRefused([inFolder("nothing")], /run\.json does not exist/));

  it("a share out of range", async () => {
    await expectRefused([run, "--target-size", "150%"], /target-size.*share from/);
    await expectRefused([run, "--tolerance", "-1"], /tolerance/);
    await expectRefused([run, "--max-loss-increase", "little"], /max-loss-increase.*share from/);
  });

  it.each(["0", "-1", "1.5", "many", ""])("%j epochs of fine-tuning", async (epochs) => {
    await expectRefused([run, `--fine-tune=${epochs}`], /fine-tune.*whole number from 1/);
  });

  it("another table, or one that is gone", async () => {
    await expectRefused([run, "--table", exampleFile("wine.csv")], /wine\.csv is not the table that \S+ was made from/);
    const folder = await copyOfRun("moved");
    const record = JSON.parse(await readFile(join(folder, "run.json"), "utf8"));
    record.data.file = "/nowhere/table.csv";
    await writeFile(join(folder, "run.json"), JSON.stringify(record));
    await expectRefused([folder], /nowhere\/table\.csv, which does not exist: say --table/);
    expect((await occam("prune", folder, "--table", table)).code).toBe(0);
  });

  it("a damaged record", async () => {
    const folder = await copyOfRun("damaged");
    for (const text of [
      "{",
      "[]",
      '{"task":"regression"}',
      '{"task":"regression","target":"progression","data":{"file":"a","sha256":"b"},"split":{"train":[1.5],"validation":[2],"test":[3]}}',
    ]) {
      await writeFile(join(folder, "run.json"), text);
      await expectRefused([folder], /run\.json is damaged: /);
    }
  });

  it("a model whose network is not the one that it describes", async () => {
    const folder = await copyOfRun("spoilt");
    const file = join(folder, "model.onnx");
    const model = readModel(await readFile(file));
    const describedAs = async (change: (facts: Record<string, unknown>) => void) => {
      const metadata = (model.metadata ?? []).map(({ key = "", value = "" }) => {
        if (key !== "occam.network") return { key, value };
        const facts = JSON.parse(value) as Record<string, unknown>;
        change(facts);
        return { key, value: JSON.stringify(facts) };
      });
      await writeFile(file, writeModel({ ...model, metadata }));
    };
    await describedAs((facts) => {
      facts.settings = { ...(facts.settings as object), units: [1e9, 1e9, 1] };
    });
    await expectRefused([folder], /units\[0\] expects a number from 1 to 4096 but receives 1000000000/);
    await describedAs((facts) => {
      facts.settings = { ...(facts.settings as object), units: [4096] };
    });
    await expectRefused([folder], /the weights dense0\/kernel are missing or not \[10, 4096\]/);
    await describedAs((facts) => {
      facts.settings = { ...(facts.settings as object), activation: "swoosh" };
    });
    await expectRefused([folder], /activation expects one of .* but receives "swoosh"/);
    await describedAs((facts) => {
      facts.targetScale = { mean: "1", deviation: 1 };
    });
    await expectRefused([folder], /does not describe its network/);
    await describedAs((facts) => {
      facts.format = 99;
    });
    await expectRefused([folder], /format 99/);
    await writeFile(
      file,
      writeModel({ ...model, metadata: model.metadata?.filter(({ key }) => key !== "occam.network") ?? [] }),
    );
    await expectRefused([folder], /does not describe its network/);
    await writeFile(file, "no model");
    await expectRefused([folder], /it is not an ONNX model/);
  });
});

it("a network of another activation is taken out, pruned and looked into as what it is", async () => {
  const [config, folder] = [inFolder("tanh.json"), inFolder("tanh")];
  await writeFile(config, JSON.stringify({ activation: "tanh", l2: { alpha: 0.01 } }));
  const args = ["--target", "progression", "--epochs", "5", "--config", config, "--out", folder];
  expect((await occam("fit", table, ...args)).code).toBe(0);
  const pruned = await occam("prune", folder, "--json");
  expect(pruned.code).toBe(0);
  expect((JSON.parse(pruned.stdout) as PruneResult).maxAbsDifference).toBe(0);
  const looked = await occam("diagnose", table, "--target", "progression", "--run", folder, "--json");
  const { inside, scores } = JSON.parse(looked.stdout) as DiagnoseResult;
  // Its mean squared error on the held-out rows, in units of the standardized target, is that of the run.
  const deviation = (scores.test.rmse as number) / Math.sqrt(inside?.sharpness.loss as number);
  expect(deviation).toBeGreaterThan(60);
  expect(deviation).toBeLessThan(95);
});
