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

let folder = "";
let report = "";

/** A copy of the configuration above files of our own. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "occam-lint-"));
  const configuration = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8"));
  writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...configuration, vcs: { enabled: false } }));
  cpSync(join(ROOT, "scripts/lint"), join(folder, "scripts/lint"), { recursive: true });
  for (const [path, code] of Object.entries({ ...FORBIDDEN, ...ALLOWED })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${code}\n`);
  }
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const run = spawnSync(process.execPath, [biome, "lint", "--max-diagnostics=none"], { cwd: folder, encoding: "utf8" });
  report = run.stdout + run.stderr;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** By our own rule, not by one of Biome's. */
const isRefused = (path) => new RegExp(`^${path}:1:\\d+ plugin .*\\n+.*Randomness and time`, "m").test(report);

it.each(Object.entries(FORBIDDEN))("%s may not say: %s", (path) => {
  expect(isRefused(path)).toBe(true);
});

it.each(Object.entries(ALLOWED))("%s may say: %s", (path) => {
  expect(isRefused(path)).toBe(false);
});
