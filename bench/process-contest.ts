/** Times whole processes in turn. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ContestOptions, ContestResult } from "./contest.ts";
import { peerEnvironment } from "./contestants.ts";
import type { ProcessEntrant, ProcessRow } from "./process-rows.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** Accuracies on test rows of different splits agree this well. */
const ACCURACY_TOLERANCE = 0.1;

export function runProcessContest(row: ProcessRow, options: ContestOptions): ContestResult {
  const folder = mkdtempSync(join(tmpdir(), "occam-bench-"));
  row.prepare?.(folder);
  try {
    const players = row.entrants.map((entrant) => ({
      entrant,
      turns: [] as Turn[],
      problem: undefined as string | undefined,
    }));
    for (let turn = 0; turn < options.repeats; turn++) {
      for (const player of players) {
        if (player.problem !== undefined) continue;
        options.note(`${row.name}: turn ${turn + 1} of ${options.repeats}, ${player.entrant.name}`);
        const found = measure(player.entrant, folder);
        if (typeof found === "string") player.problem = found;
        else player.turns.push(found);
      }
    }
    const [first] = players;
    return {
      row: row.name,
      title: row.title,
      data: "",
      entries: players.map(({ entrant, turns, problem }) => ({
        ...entryOf(entrant, turns, problem, entrant === first?.entrant ? [] : (first?.turns ?? [])),
      })),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Turn {
  readonly microseconds: number;
  /** Peak resident size, where the process is Node and tells it. */
  readonly megabytes: number | undefined;
  readonly accuracy: number | undefined;
}

function entryOf({ name }: ProcessEntrant, turns: readonly Turn[], problem: string | undefined, own: readonly Turn[]) {
  const accuracy = turns.at(-1)?.accuracy;
  const expected = own.at(-1)?.accuracy;
  const isWrong =
    accuracy !== undefined && expected !== undefined && Math.abs(accuracy - expected) > ACCURACY_TOLERANCE;
  const trouble = isWrong ? `wrong: accuracy ${accuracy}, but ${expected} is expected` : problem;
  const megabytes = turns.map((turn) => turn.megabytes).filter((size) => size !== undefined);
  const isTimed = trouble === undefined && turns.length > 0;
  return {
    name,
    ...(trouble !== undefined && { problem: trouble }),
    ...(accuracy !== undefined && { agreement: `test accuracy ${accuracy.toFixed(3)}` }),
    ...(isTimed && { microseconds: spreadOf(turns.map(({ microseconds }) => microseconds)) }),
    ...(megabytes.length > 0 && { megabytes: spreadOf(megabytes) }),
    ...(isTimed && turns.length === own.length && { ratio: ratioOf(turns, own) }),
  };
}

function ratioOf(turns: readonly Turn[], own: readonly Turn[]): Spread {
  return spreadOf(turns.map(({ microseconds }, i) => microseconds / (own[i] as Turn).microseconds));
}

/** One run from start to end, or why there is none. A Node process tells its peak resident size as it ends. */
function measure({ command, install, accuracy }: ProcessEntrant, folder: string): Turn | string {
  const line = command(folder);
  if (line === undefined) return `not installed: ${install}`;
  const [program, ...args] = line;
  const isNode = program === process.execPath;
  const usage = join(folder, "usage.txt");
  const hook = join(folder, "usage.cjs");
  writeFileSync(
    hook,
    `process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(usage)}, (${peakKilobytes})()));`,
  );
  const startMs = performance.now();
  const { status, stdout, stderr } = spawnSync(program, isNode ? ["--require", hook, ...args] : args, {
    encoding: "utf8",
    env: peerEnvironment(),
    maxBuffer: 1 << 26,
  });
  const microseconds = 1000 * (performance.now() - startMs);
  if (status !== 0) return `ended with ${status}: ${stderr.trim().split("\n").at(-1)}`;
  return {
    microseconds,
    megabytes: isNode ? Number(readFileSync(usage, "utf8")) / 1024 : undefined,
    accuracy: accuracy?.(stdout),
  };
}

/** Runs in the measured process. maxRSS counts the parent's memory at the fork too, where /proc tells better. */
const peakKilobytes = `() => {
  try {
    return /VmHWM:\\s*(\\d+)/.exec(require("fs").readFileSync("/proc/self/status", "utf8"))[1];
  } catch {
    return String(process.resourceUsage().maxRSS);
  }
}`;
