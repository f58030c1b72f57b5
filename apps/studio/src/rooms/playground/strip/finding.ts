/** What a strip found, as a sentence. */
import { capital, counted, listed } from "../../../figures/count-words.ts";
import { decimal, strength } from "../../../figures/numbers.ts";
import type { RegularizerWords } from "../words.ts";
import { type Column, ENOUGH_EPOCHS, meanOf, type Zone, zonesOf } from "./zones.ts";

export interface Found {
  readonly strengths: readonly number[];
  readonly columns: readonly Column[];
  readonly epoch: number;
}

/** Before it has run. */
export const SEED_COUNT = 5;

const NAMES: Readonly<Record<Zone, string>> = {
  overfits: "overfits",
  unsure: "not sure",
  fits: "fits",
  underfits: "underfits",
  diverged: "diverged",
};

export const zoneWord = (zone: Zone): string => NAMES[zone];

/** "Sixteen alphas, five seeds each" */
export function stripTitle(strengthCount: number, seedCount: number, { spoken }: RegularizerWords): string {
  const strengths = counted(strengthCount, spoken);
  return `${capital(strengths)}, ${counted(seedCount, "seed")} each`;
}

export function findingOf({ strengths, columns, epoch }: Found, { symbol }: RegularizerWords): string {
  const { best, zones } = zonesOf(columns, epoch);
  if (best === undefined) return "Every column diverged: a lower learning rate may help.";
  const leader = `${symbol} ${strength(strengths[best] as number)}`;
  // A sign such as α stays as it is, a word begins the sentence.
  const first = /^[a-z]{2}/.test(symbol) ? capital(leader) : leader;
  const lost = columns.filter((column) => meanOf(column, "validation") === undefined).length;
  const end = lost === 0 ? "" : ` ${capital(counted(lost, "column"))} diverged.`;
  if (zones === undefined)
    return `${capital(counted(epoch, "epoch"))}: ${leader} leads so far. To tell columns apart needs ${ENOUGH_EPOCHS}.${end}`;
  const near = zones.flatMap((zone, i) => (zone === "fits" && i !== best ? [i] : []));
  if (near.length === 0) return `${first} has the lowest mean, by more than chance makes.${end}`;
  const these = rangesOf(near, best).map((run) => rangeText(run, strengths));
  return `${first} has the lowest mean, but ${listed(these)} cannot be told apart from it.${end}`;
}

/** Neighbours together; those on both sides of the best are one range across it. */
function rangesOf(places: readonly number[], best: number): readonly (readonly number[])[] {
  const isNext = (place: number, before: number | undefined) =>
    before === place - 1 || (place === best + 1 && before === best - 1);
  const starts = places.flatMap((place, k) => (isNext(place, places[k - 1]) ? [] : [k]));
  return starts.map((start, k) => places.slice(start, starts[k + 1]));
}

function rangeText(run: readonly number[], strengths: readonly number[]): string {
  const [first, last] = [run[0], run.at(-1)].map((place) => strength(strengths[place as number] as number));
  if (run.length === 1) return `${first}`;
  return run.length === 2 ? `${first} and ${last}` : `those from ${first} to ${last}`;
}

/** One column, read aloud. */
export function columnText({ strengths, columns, epoch }: Found, place: number, { symbol }: RegularizerWords): string {
  const column = columns[place] ?? [];
  const [validation, train] = [meanOf(column, "validation"), meanOf(column, "train")];
  const zone = zonesOf(columns, epoch).zones?.[place];
  const head = `${symbol} ${strength(strengths[place] as number)}${zone === undefined ? "" : `, ${zoneWord(zone)}`}`;
  if (validation === undefined || train === undefined) return head;
  const losses = column.map((cell) => cell.validation);
  const seeds = `from ${decimal(Math.min(...losses), 3)} to ${decimal(Math.max(...losses), 3)}`;
  return `${head}: validation loss ${decimal(validation, 3)}, ${seeds} over ${counted(column.length, "seed")}; training loss ${decimal(train, 3)}`;
}
