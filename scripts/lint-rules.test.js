import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const FORBIDDEN = {
  "packages/core/src/training/chance.ts": "export const x = Math.random();",
  "packages/core/src/training/draw.ts": "export const draw = Math.random;",
  "packages/core/src/tensor/random.ts": "export const seed = Date.now();",
  "packages/core/src/tabular/today.ts": "export const today = new Date();",
  "packages/core/src/index.ts": "export const startMs = performance.now();",
  "packages/core/src/runtime/engine.js": "export const startMs = globalThis.performance.now();",
  "packages/core/src/training/id.ts": "export const id = crypto.randomUUID();",
  "packages/cli/src/commands/fit-command.ts": "export const startMs = performance.now();",
};

const ALLOWED = {
  "packages/core/src/training/cohort/clock.ts": "export const nowMs = () => performance.now();",
  "packages/cli/src/clock.ts": "export const nowMs = () => performance.now();",
  "packages/core/src/training/fit.test.ts": "export const startMs = performance.now();",
  "packages/core/src/training/date.ts": "export const date = (ms: number) => new Date(ms);",
  "bench/main.ts": "export const startMs = performance.now();",
};

const IN_EACH_ENGINE = {
  "packages/core/src/layers/start.ts": "export const start = Math.exp(1);",
  "packages/core/src/optimizers/power.ts": "export const power = (x: number, n: number) => x ** n;",
  "packages/core/src/training/angle.ts": "export const angles = [1, 2].map(Math.cos);",
};

const OF_NO_TRAINING = {
  "packages/core/src/layers/root.ts": "export const root = Math.sqrt(2 ** 32);",
  "packages/core/src/graph/ops/meaning.ts": "export const meaning = Math.tanh;",
  "packages/core/src/statistics/density.ts": "export const density = (x: number) => Math.exp(-(x ** 2));",
  "packages/core/src/layers/layer.test.ts": "export const expected = Math.exp(1);",
};

let folder = "";
let report = "";

/** A copy of the configuration above files of our own. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "occam-lint-"));
  const configuration = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8"));
  writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...configuration, vcs: { enabled: false } }));
  cpSync(join(ROOT, "scripts/lint"), join(folder, "scripts/lint"), { recursive: true });
  for (const [path, code] of Object.entries({ ...FORBIDDEN, ...ALLOWED, ...IN_EACH_ENGINE, ...OF_NO_TRAINING })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${code}\n`);
  }
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const run = spawnSync(process.execPath, [biome, "lint", "--max-diagnostics=none"], { cwd: folder, encoding: "utf8" });
  report = run.stdout + run.stderr;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** By our own rule, not by one of Biome's. */
const isRefused = (path, reason) => new RegExp(`^${path}:1:\\d+ plugin .*\\n+.*${reason}`, "m").test(report);
const CHANCE = "Randomness and time";
const ENGINES = "JavaScript engines differ";

it.each(Object.entries(FORBIDDEN))("%s may not say: %s", (path) => {
  expect(isRefused(path, CHANCE)).toBe(true);
});

it.each(Object.entries(ALLOWED))("%s may say: %s", (path) => {
  expect(isRefused(path, CHANCE)).toBe(false);
});

it.each(Object.entries(IN_EACH_ENGINE))("%s may not say: %s", (path) => {
  expect(isRefused(path, ENGINES)).toBe(true);
});

it.each(Object.entries(OF_NO_TRAINING))("%s may say: %s", (path) => {
  expect(isRefused(path, ENGINES)).toBe(false);
});
