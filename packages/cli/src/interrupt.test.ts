/** Ctrl-C, closed pipes, full disks and terminals: the command among other processes. */

import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import {
  BIN,
  exampleFile,
  exampleRecords,
  finished,
  occam,
  startOccam,
  workFolder,
  writeCsv,
} from "./occam-process.fixture.ts";

const inFolder = workFolder();

/** So many epochs that nobody waits for their end. */
const longFit = (out: string) =>
  startOccam("fit", exampleFile("breast-cancer.csv"), "--target", "diagnosis", "--epochs", "1000000", "--out", out);
const training = (child: ReturnType<typeof longFit>) => once(child.stderr, "data");

it("Ctrl-C ends a fit with exit code 130, and nothing is written", async () => {
  const child = longFit(inFolder("interrupted"));
  await training(child);
  child.kill("SIGINT");
  const { code, stdout, stderr } = await finished(child);
  expect([code, stdout]).toEqual([130, ""]);
  expect(stderr).toContain("occam: interrupted: nothing was written.\n");
  expect(existsSync(inFolder("interrupted"))).toBe(false);
});

it("a second Ctrl-C ends it at once, without a word of the engine", async () => {
  const child = longFit(inFolder("twice"));
  await training(child);
  // By then the engine is inside a chunk of steps nearly all of the time.
  await setTimeout(700);
  child.kill("SIGINT");
  child.stderr.once("data", () => child.kill("SIGINT"));
  const { code, signal, stderr } = await finished(child);
  expect(signal ?? code).toBeOneOf(["SIGINT", 130]);
  expect(stderr).not.toMatch(/terminate|abort|Error/i);
  expect(existsSync(inFolder("twice"))).toBe(false);
});

it("a reader that closes the pipe early ends predict in silence", async () => {
  const records = await exampleRecords("wine.csv");
  const many = await writeCsv(inFolder("many.csv"), Array.from({ length: 60 }, () => records).flat());
  const out = inFolder("piped");
  await occam("fit", exampleFile("wine.csv"), "--target", "cultivar", "--epochs", "1", "--out", out);
  const child = startOccam("predict", `${out}/model.onnx`, many);
  child.stdout.once("data", () => child.stdout.destroy());
  expect(await finished(child)).toMatchObject({ code: 0, stderr: "" });
});

/** The command within a shell's line, as "$@". */
const inShell = (line: string, ...args: readonly string[]) =>
  spawnSync("sh", ["-c", line, "sh", process.execPath, BIN, ...args], { encoding: "utf8" });
const shortFit = (name: string) =>
  ["fit", exampleFile("wine.csv"), "--target", "cultivar", "--epochs", "2", "--out", inFolder(name)] as const;

it.runIf(existsSync("/dev/full"))("a full disk behind stdout ends it with one line and exit code 1", () => {
  const { status, stderr } = inShell('"$@" > /dev/full', ...shortFit("full"), "--json");
  expect(stderr).toMatch(/\noccam: cannot write to stdout: ENOSPC[^\n]+\n$/);
  expect(status).toBe(1);
});

it.runIf(existsSync("/dev/full"))("a progress that nobody can see stops nothing", () => {
  const { status, stdout } = inShell('"$@" 2> /dev/full', ...shortFit("unseen"), "--json");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^\{.*\}\n$/);
});

it.runIf(process.platform === "linux" && existsSync("/usr/bin/script"))(
  "a terminal sees a bar, which goes when done",
  () => {
    const { stdout } = inShell(`script -qec "$(printf '%s ' "$@")" /dev/null`, ...shortFit("terminal"));
    // How many networks train side by side depends on the machine.
    expect(stdout.replace(/\d+ networks/g, "some networks")).toContain(
      "\r\u001b[2K[============            ] 50%, some networks training",
    );
    expect(stdout).toMatch(/100%, \d+ networks training\r/);
  },
);
