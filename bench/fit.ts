/**
 * Whole-process times of the command, against the marks of its issue. Run: npm run bench
 * Each row runs `--runs` times (default 3) after one warm-up; median, smallest and largest are shown. `--json` for machines.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { mixedTable } from "./mixed-table.ts";

const { values: flags } = parseArgs({ options: { runs: { type: "string", default: "3" }, json: { type: "boolean" } } });
const root = fileURLToPath(new URL("../../", import.meta.url));
const command = join(root, "packages/cli/bin/occam.js");
const folder = mkdtempSync(join(tmpdir(), "occam-bench-"));

interface Row {
  readonly name: string;
  readonly args: readonly string[];
  readonly markSeconds: number;
  readonly markMegabytes?: number;
}

const table = join(folder, "mixed.csv");
writeFileSync(table, mixedTable());
const out = ["--out", join(folder, "out"), "--json"];
const rows: readonly Row[] = [
  { name: "occam --help", args: ["--help"], markSeconds: 0.15 },
  {
    name: "fit breast-cancer (569 x 30)",
    args: ["fit", join(root, "examples/data/breast-cancer.csv"), "--target", "diagnosis", ...out],
    markSeconds: 5,
  },
  {
    name: "fit mixed table (30,000 x 15)",
    args: ["fit", table, "--target", "bought", ...out],
    markSeconds: 120,
    markMegabytes: 1500,
  },
];

const results = rows.map((row) => {
  const samples = Array.from({ length: Number(flags.runs) + 1 }, () => measure(row.args)).slice(1);
  const seconds = samples.map((sample) => sample.seconds).sort((a, b) => a - b);
  const megabytes = Math.max(...samples.map((sample) => sample.megabytes));
  return {
    name: row.name,
    median: seconds[seconds.length >> 1] ?? Number.NaN,
    least: seconds[0],
    most: seconds.at(-1),
    megabytes,
    markSeconds: row.markSeconds,
    markMegabytes: row.markMegabytes,
  };
});
rmSync(folder, { recursive: true });

if (flags.json) console.log(JSON.stringify(results));
else {
  for (const { name, median, least, most, megabytes, markSeconds, markMegabytes } of results) {
    const mark = `mark ${markSeconds} s${markMegabytes === undefined ? "" : ` and ${markMegabytes} MB`}`;
    console.log(
      `${name.padEnd(32)} ${median.toFixed(2)} s (${least?.toFixed(2)} to ${most?.toFixed(2)}), ${megabytes.toFixed(0)} MB; ${mark}`,
    );
  }
}

/** One run: seconds by the clock and peak resident size, which the process reports about itself as it ends. */
function measure(args: readonly string[]): { readonly seconds: number; readonly megabytes: number } {
  const report = join(folder, "usage.cjs");
  const usage = join(folder, "usage.txt");
  writeFileSync(
    report,
    `process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(usage)}, String(process.resourceUsage().maxRSS)));`,
  );
  const startMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--require", report, command, ...args], { encoding: "utf8" });
  const seconds = (performance.now() - startMs) / 1000;
  if (status !== 0) throw new Error(`occam ${args.join(" ")} ended with ${status}: ${stderr}`);
  return { seconds, megabytes: Number(readFileSync(usage, "utf8")) / 1024 };
}
