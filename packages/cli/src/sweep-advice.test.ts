/** What `occam sweep` advises is followed here, and leads on: in a folder where studies lie as they do for a user. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import type { SweepResult } from "@occam/report/results";
import { describe, expect, it } from "vitest";
import { randomNormal } from "../../core/src/tensor/random.ts";
import { BIN, type Finished, finished, workFolder, writeCsv } from "./occam-process.fixture.ts";

const inFolder = workFolder();
const ROWS = 60;
const noise = [0, 1].map((position) => randomNormal(ROWS, { seed: 6, stream: "advice", position }));

/** Two classes by a number, others in the last rows. */
const table = (others: readonly string[]) =>
  Array.from({ length: ROWS }, (_, row) => {
    const [a = 0, b = 0] = noise.map((values) => values[row] as number);
    return { a: a.toFixed(3), b: b.toFixed(3), kind: others[ROWS - 1 - row] ?? (a > 0 ? "p" : "q") };
  });

async function folderWith(name: string, others: readonly string[] = ["rare"]) {
  const cwd = inFolder(name);
  await mkdir(cwd);
  await writeCsv(`${cwd}/table.csv`, table(others));
  const start = (...args: readonly string[]) => spawn(process.execPath, [BIN, ...args], { cwd });
  const usual = ["sweep", "table.csv", "--target", "kind", "--epochs", "2", "--trials", "2", "--json"];
  return { cwd, start, sweep: (...args: readonly string[]) => finished(start(...usual, ...args)) };
}

const resultOf = ({ stdout }: Finished) => JSON.parse(stdout) as SweepResult;
function expectRefused({ code, stdout, stderr }: Finished, advice: string): void {
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^occam: [^\n]+\n$/);
  expect(stderr.trimEnd().endsWith(advice)).toBe(true);
}

describe("a study of a table with rare classes goes on by --resume", () => {
  it.each<[string, readonly string[]]>([
    ["14 one of one row", ["rare"]],
    ["14 two of one row", ["rare", "rarer"]],
    ["14 one of two rows", ["rare", "rare"]],
  ])("%s", async (name, others) => {
    const { sweep } = await folderWith(name, others);
    const first = resultOf(await sweep());
    const on = resultOf(await sweep("--resume", "--trials", "3"));
    expect([on.resumed, on.trials.length, on.folds]).toEqual([2, 3, first.folds]);
    expect(on.trials.slice(0, 2)).toEqual(first.trials);
  });
});

it("a study that is there already goes on by --resume, or another one is begun by --study", async () => {
  const { sweep } = await folderWith("there");
  expect((await sweep()).code).toBe(0);
  expectRefused(await sweep(), "go on with it by --resume, or begin another with --study NAME.");
  expect(resultOf(await sweep("--resume")).resumed).toBe(2);
  expect(resultOf(await sweep("--study", "other"))).toMatchObject({ study: "other", resumed: 0 });
});

describe("a study in a folder of one's own", () => {
  it("goes on by --resume with its name, and another one is begun in another folder", async () => {
    const { sweep } = await folderWith("out");
    expect(resultOf(await sweep("--out", "here", "--study", "mine")).study).toBe("mine");
    const advice = "go on with it by --resume, or begin another with another --out FOLDER.";
    expectRefused(await sweep("--out", "here", "--study", "other"), advice);
    expect(resultOf(await sweep("--out", "here", "--resume"))).toMatchObject({ study: "mine", resumed: 2 });
    expect(resultOf(await sweep("--out", "there")).resumed).toBe(0);
  });

  it("that is damaged, or of another version, is left for another one", async () => {
    const { cwd, sweep } = await folderWith("damaged");
    expect((await sweep("--out", "here")).code).toBe(0);
    const file = `${cwd}/here/study.json`;
    const text = await readFile(file, "utf8");
    for (const [changed, advice] of [
      ["{}", "it is no description of a study, so begin another with another --out FOLDER."],
      [
        text.replace(/"occam": "[^"]+"/, '"occam": "0.0.1"'),
        "go on with that version, or begin another with another --out FOLDER.",
      ],
    ] as const) {
      await writeFile(file, changed);
      expectRefused(await sweep("--out", "here", "--resume"), advice);
    }
  });
});

it("what changed is taken back, or another study begins", async () => {
  const { sweep } = await folderWith("changed");
  expect((await sweep("--seed", "5")).code).toBe(0);
  const advice = "--seed was 5 and is 6. Take that back, or begin another with --study NAME.";
  expectRefused(await sweep("--resume", "--seed", "6"), advice);
  expect(resultOf(await sweep("--resume"))).toMatchObject({ seed: 5, resumed: 2 });
  expect(resultOf(await sweep("--seed", "6", "--study", "six"))).toMatchObject({ seed: 6, resumed: 0 });
});

it("a study of a task that was asked for goes on with it", async () => {
  const { cwd, sweep } = await folderWith("task");
  await writeCsv(
    `${cwd}/table.csv`,
    table([]).map((row, i) => ({ ...row, kind: i % 7 })),
  );
  expect(resultOf(await sweep("--task", "regression")).task).toBe("regression");
  expect(resultOf(await sweep("--resume"))).toMatchObject({ task: "regression", resumed: 2 });
});

it("a damaged line of trials is removed, and that trial runs again", async () => {
  const { cwd, sweep } = await folderWith("line");
  const whole = resultOf(await sweep());
  const log = `${cwd}/occam-studies/table-kind/trials.jsonl`;
  const second = (await readFile(log, "utf8")).split("\n")[1] ?? "";
  await writeFile(log, `{"id":"t0"}\n${second}\n`);
  const refused = await sweep("--resume");
  expectRefused(refused, "Remove the line to run that trial again.");
  expect(refused.stderr).toContain("trials.jsonl line 1 is damaged");
  await writeFile(log, `${second}\n`);
  const on = resultOf(await sweep("--resume"));
  expect(on.resumed).toBe(1);
  expect(on.trials.map(({ id }) => id).sort()).toEqual(whole.trials.map(({ id }) => id).sort());
});

it("the command that an interrupted study prints goes on with it, as it stands there", async () => {
  const { cwd, start } = await folderWith("interrupted");
  const out = "my study's $HOME";
  const asked = ["--task", "classification", "--column", "b=category", "--seed", "3", "--epochs", "2"];
  const child = start("sweep", "table.csv", "--target", "kind", ...asked, "--trials", "100000", "--out", out);
  const log = `${cwd}/${out}/trials.jsonl`;
  while (!existsSync(log)) await setTimeout(5);
  child.kill("SIGINT");
  const { code, stderr } = await finished(child);
  const [, kept, command = ""] = /occam: interrupted: (\d+) [^\n]+; go on with: occam ([^\n]+)\n$/.exec(stderr) ?? [];
  expect(code).toBe(130);
  const next = await finished(spawn("sh", ["-c", `"$0" "$1" ${command} --json`, process.execPath, BIN], { cwd }));
  expect(next.code).toBe(0);
  expect(resultOf(next)).toMatchObject({ seed: 3, resumed: Number(kept) });
});
