/**
 * `npm run bench`: occam beside its peers, on this machine. Options: --rows a,b  --repeats 5  --quick  --json  --write
 * (bench/RESULTS.md)  --list. `npm run bench -- profile ROW`: where the time of a training step goes.
 */
import { parseArgs } from "node:util";
import { type ContestOptions, type ContestResult, runContest } from "./contest.ts";
import { machine } from "./machine.ts";
import { runProcessContest } from "./process-contest.ts";
import { PROCESS_ROWS } from "./process-rows.ts";
import { profileRow } from "./profile.ts";
import { HEADER, linesOf, terminalTable } from "./results-table.ts";
import { CONTEST_ROWS } from "./rows.ts";
import { writeResults } from "./write-results.ts";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: "string" },
    repeats: { type: "string" },
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
});

const THREADS = 2;
const options: ContestOptions = {
  repeats: Number(flags.repeats ?? (flags.quick ? 2 : 5)),
  seconds: flags.quick ? 0.2 : 1.5,
  threads: THREADS,
  note: (text) => void process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${text}` : ""),
};

if (flags.list) {
  for (const { name, title } of [...CONTEST_ROWS, ...PROCESS_ROWS]) console.log(`${name.padEnd(16)} ${title}`);
} else if (positionals[0] === "profile") {
  console.log(await profileRow(named(CONTEST_ROWS, positionals[1] ?? "")));
} else {
  await compare(flags.rows?.split(","));
}

async function compare(names: readonly string[] | undefined): Promise<void> {
  for (const name of names ?? []) named([...CONTEST_ROWS, ...PROCESS_ROWS], name);
  const isWanted = (row: { name: string; isSlow?: true }) =>
    names === undefined ? !(flags.quick && row.isSlow) : names.includes(row.name);
  const results: ContestResult[] = [];
  const keep = (result: ContestResult) => {
    results.push(result);
    options.note("");
    if (!flags.json) console.log(`\n${result.title}\n${terminalTable([HEADER, ...linesOf(result)])}`);
  };
  for (const row of CONTEST_ROWS.filter(isWanted)) keep(await runContest(row, options));
  for (const row of PROCESS_ROWS.filter(isWanted)) keep(runProcessContest(row, options));
  if (flags.json) console.log(JSON.stringify({ machine: machine(), ...options, results }, null, 2));
  if (flags.write) writeResults(results, options);
}

function named<T extends { readonly name: string }>(rows: readonly T[], name: string): T {
  const row = rows.find((each) => each.name === name);
  if (row !== undefined) return row;
  console.error(`There is no row "${name}". Rows: ${rows.map((each) => each.name).join(", ")}.`);
  process.exit(2);
}
