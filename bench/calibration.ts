/**
 * How true the probabilities of `diagnose` are: networks on made-up tables whose truth is known, diagnosed as a user's would
 * be. Run: npm run bench:calibration (-- --cases 2400 --seed 1 --json). `--fit` fits the probability map instead and prints
 * its coefficients: use another seed for it than for the report.
 */
import { parseArgs } from "node:util";
import { nodeRuntime } from "@occam/core/node";
import { CASES_PER_TABLE, type Case, casesOf } from "./calibration-cases.ts";
import { reportOf, toMarkdown } from "./calibration-report.ts";
import { fitProbabilityMap } from "./fit-probability-map.ts";

const { values: flags } = parseArgs({
  options: {
    cases: { type: "string", default: "2400" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean" },
    fit: { type: "boolean" },
  },
});
const [wanted, seed] = [Number(flags.cases), Number(flags.seed)];
if (!(wanted >= 1 && Number.isSafeInteger(wanted) && seed >= 0 && Number.isSafeInteger(seed))) {
  console.error("calibration: --cases and --seed expect whole numbers, of at least 1 and 0.");
  process.exit(2);
}

const startMs = performance.now();
const runtime = nodeRuntime();
const cases: Case[] = [];
const tables = Math.ceil(wanted / CASES_PER_TABLE);
for (let index = 0; index < tables; index++) {
  cases.push(...(await casesOf(runtime, seed, index)));
  if (process.stderr.isTTY) process.stderr.write(`\r${cases.length} of ${tables * CASES_PER_TABLE} networks`);
}
if (process.stderr.isTTY) process.stderr.write("\n");
await runtime.close();

if (flags.fit) console.log(JSON.stringify(fitProbabilityMap(cases), null, 2));
else {
  const report = { seed, tables, ...reportOf(cases), seconds: Math.round((performance.now() - startMs) / 1000) };
  console.log(flags.json ? JSON.stringify(report) : toMarkdown(report));
}
