/** What figures need to have computed before they can show anything: asked for by the page, and answered in advance where no script will run. */
import { ALPHAS } from "../negligible/alpha-stops.ts";
import { SEEDS, SUSPECTS } from "../puzzle/suspects.ts";
import type { ArgumentOf, ResultOf, TaskName } from "./tasks.ts";

/** Trains a task with this argument. */
export type Ask = <Name extends TaskName>(task: Name, argument: ArgumentOf<Name>) => Promise<ResultOf<Name>>;

/** The dropout that the course's network is trained with. */
export const RATE = 0.25;

export const NEEDS = {
  /** Products of random features. */
  kernels: (ask: Ask) => ask("kernels", undefined),
  /** The weights of the diabetes table over alpha. */
  paths: (ask: Ask) => ask("paths", undefined),
  /** A network without a penalty, moment by moment. */
  overfit: (ask: Ask) => ask("overfit", undefined),
  /** One network trained with dropout, one without. */
  pair: async (ask: Ask) => ({ thinned: await ask("network", { rate: RATE }), plain: await ask("network", {}) }),
  /** One for each strength of L1. */
  sparse: (ask: Ask) => Promise.all(ALPHAS.map((alpha) => ask("network", { l1: alpha }))),
  /** Each suspect's seeds. */
  puzzle: (ask: Ask) =>
    Promise.all(
      SUSPECTS.map(({ upbringing }) => Promise.all(SEEDS.map((seed) => ask("network", { ...upbringing, seed })))),
    ),
};

export type NeedName = keyof typeof NEEDS;
export type Needed<Name extends NeedName> = Awaited<ReturnType<(typeof NEEDS)[Name]>>;
