/** Runs a contest row: correctness first, then the contestants in turn, several times. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ContestantProcess, startContestant } from "./contestant-process.ts";
import { CONTESTANTS, type ContestantName, type ContestantSpec } from "./contestants.ts";
import { modelOf } from "./model-of.ts";
import { problemData } from "./problem-data.ts";
import { writeProblem } from "./problem-folder.ts";
import type { ContestRow } from "./rows.ts";
import type { Reply, Request } from "./serve.ts";
import { type Spread, spreadOf } from "./spread.ts";

export interface ContestResult {
  readonly row: string;
  readonly title: string;
  /** What the rows of the data set are; "" where there is no training. */
  readonly data: string;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly name: string;
  /** A mark for this contestant is looked up by it. */
  readonly contestant?: ContestantName;
  readonly about?: string;
  /** Missing, failed or wrong: why there is no time. */
  readonly problem?: string;
  /** How the result of its training agrees with occam's. */
  readonly agreement?: string;
  readonly microseconds?: Spread;
  readonly wholeMicroseconds?: Spread;
  /** Peak resident size. */
  readonly megabytes?: Spread;
  /** This contestant's time over occam's, turn by turn; for `limit` the share of it that occam reaches. */
  readonly ratio?: Spread;
}

export interface ContestOptions {
  readonly repeats: number;
  readonly seconds: number;
  readonly threads: number;
  readonly note: (text: string) => void;
}

export async function runContest(row: ContestRow, options: ContestOptions): Promise<ContestResult> {
  const folder = mkdtempSync(join(tmpdir(), "occam-bench-"));
  const { x, y, source } = problemData(row.problem);
  writeProblem(folder, row.problem, modelOf(row.problem), x, y);
  const players = row.contestants.map((contestant) => open(contestant));
  try {
    for (const player of players) await prepare(player, row, folder, options);
    judge(players, row);
    for (let turn = 0; turn < options.repeats; turn++) {
      for (const player of inOrder(players, turn)) await takeTurn(player, row, options);
    }
    return { row: row.name, title: row.title, data: source, entries: players.map((each) => entryOf(each, players[0])) };
  } finally {
    for (const { child } of players) await child?.end();
    rmSync(folder, { recursive: true });
  }
}

interface Player {
  readonly contestant: ContestantName;
  readonly spec: ContestantSpec;
  readonly child: ContestantProcess | undefined;
  about: string | undefined;
  problem: string | undefined;
  agreement: string | undefined;
  /** The numbers that must agree: a loss, the losses of a path, probabilities. */
  found: readonly number[] | undefined;
  readonly turns: Reply[];
}

function open(contestant: ContestantName): Player {
  const spec: ContestantSpec = CONTESTANTS[contestant];
  const command = spec.command();
  return {
    contestant,
    spec,
    child: command && startContestant(command),
    about: undefined,
    problem: command === undefined ? `not installed: ${spec.install}` : undefined,
    agreement: undefined,
    found: undefined,
    turns: [],
  };
}

/** Opens the problem and asks for the numbers that must agree. */
async function prepare(player: Player, row: ContestRow, folder: string, options: ContestOptions): Promise<void> {
  if (player.child === undefined) return;
  options.note(`${row.name}: ${player.spec.name} is checked`);
  const opened = await player.child.ask({ do: "open", folder, threads: options.threads });
  player.about = opened.about;
  player.problem = opened.error;
  if (player.problem !== undefined || player.spec.isOther) return;
  const { error, loss, losses, probabilities } = await player.child.ask(checkOf(row));
  player.problem = error;
  player.found = losses ?? probabilities ?? (loss === undefined ? undefined : [loss]);
}

function checkOf({ measure }: ContestRow): Request {
  if (measure.kind === "steps") return { do: "check", steps: measure.checkSteps };
  if (measure.kind === "path") return { do: "path" };
  return { do: "infer", rows: measure.rows, seconds: 0 };
}

/** Those whose numbers are not occam's within the row's tolerance take no turn. */
function judge([first, ...others]: readonly Player[], { measure }: ContestRow): void {
  const tolerance = measure.kind === "inference" ? INFERENCE_TOLERANCE : measure.tolerance;
  const expected = first?.found;
  if (first === undefined) return;
  if (expected === undefined) {
    for (const player of others) player.problem ??= `not compared: ${first.spec.name} has no numbers`;
    return;
  }
  if (measure.kind === "steps") first.agreement = `loss ${expected[0]?.toPrecision(5)}`;
  for (const player of others) {
    if (player.found === undefined) continue;
    const distance = largestDistance(expected, player.found);
    player.agreement = `${measure.kind === "steps" ? `loss ${player.found[0]?.toPrecision(5)}, ` : ""}off by ${distance.toExponential(1)}`;
    if (!(distance <= tolerance)) player.problem = `wrong: ${player.agreement}, more than ${tolerance}`;
  }
}

const INFERENCE_TOLERANCE = 1e-4;

/** Largest |a - b| relative to |a|, with differences far below 0.01 of no weight. */
function largestDistance(expected: readonly number[], found: readonly number[]): number {
  if (expected.length !== found.length) return Number.POSITIVE_INFINITY;
  return Math.max(...expected.map((a, i) => Math.abs(a - (found[i] as number)) / Math.max(Math.abs(a), 0.01)));
}

/** Every other turn goes backwards, so that nobody always follows the same one. */
function inOrder<T>(players: readonly T[], turn: number): readonly T[] {
  return turn % 2 === 0 ? players : [...players].reverse();
}

async function takeTurn(player: Player, row: ContestRow, options: ContestOptions): Promise<void> {
  if (player.child === undefined || player.problem !== undefined) return;
  options.note(`${row.name}: turn ${player.turns.length + 1} of ${options.repeats}, ${player.spec.name}`);
  const reply = await player.child.ask(requestOf(row, options.seconds));
  player.problem = reply.error;
  player.turns.push(reply);
}

function requestOf({ measure }: ContestRow, seconds: number): Request {
  if (measure.kind === "steps") return { do: "time", seconds };
  return measure.kind === "path" ? { do: "path" } : { do: "infer", rows: measure.rows, seconds };
}

function entryOf(player: Player, first: Player | undefined): Entry {
  const { contestant, spec, about, problem, agreement, turns } = player;
  const timesOf = (key: "microseconds" | "wholeMicroseconds", of: readonly Reply[]) =>
    of.map((turn) => turn[key]).filter((time) => time !== undefined);
  const times = timesOf("microseconds", turns);
  const own = timesOf("microseconds", first?.turns ?? []);
  const isComparable = player !== first && problem === undefined && times.length > 0 && times.length === own.length;
  return {
    contestant,
    name: spec.name,
    ...(about !== undefined && { about }),
    ...(problem !== undefined && { problem }),
    ...(agreement !== undefined && { agreement }),
    ...(problem === undefined && times.length > 0 && { microseconds: spreadOf(times) }),
    ...(timesOf("wholeMicroseconds", turns).length > 0 && {
      wholeMicroseconds: spreadOf(timesOf("wholeMicroseconds", turns)),
    }),
    ...(isComparable && { ratio: spreadOf(times.map((time, i) => time / (own[i] as number))) }),
  };
}
