/** Two ways from candidates to the pair that is compared: by validation rows, or for small tables by folds. */
import type { Loss, Run, Runtime, SplitParts } from "@occam/core";
import { type Chosen, choose, chooseAmong } from "./choose.ts";
import type { Entrant } from "./compare.ts";
import type { DealtFolds } from "./deal-folds.ts";
import type { PreparedRows } from "./prepare-data.ts";
import { refit } from "./refit.ts";
import { trainCandidates } from "./train-candidates.ts";
import type { TrainingCandidate, TrainingTable } from "./training-candidate.ts";
import type { Understanding } from "./understanding.ts";
import { type FoldedCandidate, validateInFolds } from "./validate-in-folds.ts";

export interface EntrantsInput {
  readonly runtimes: readonly [Runtime, ...Runtime[]];
  readonly known: Understanding;
  readonly parts: SplitParts;
  readonly data: PreparedRows;
  readonly dealt: DealtFolds | undefined;
  readonly tried: TrainingTable;
  readonly outputs: number;
  readonly loss: Loss;
  readonly seed: number;
  readonly onEpoch: (epoch: number, epochs: number, training: number) => void;
  readonly signal: AbortSignal;
}

export interface Entrants {
  readonly chosen: Chosen;
  readonly baseline: Entrant;
  readonly winner: Entrant;
  /** The networks of the folds of both. */
  readonly foldRuns?: Readonly<Record<"baseline" | "chosen", readonly Run[]>>;
}

/** All candidates on the training rows, one look at the validation rows. */
export async function chooseBySplit(input: EntrantsInput): Promise<Entrants> {
  const { known, parts, data, tried, loss } = input;
  const { candidates, sizes } = tried;
  const examples = {
    train: await data.examplesOf(parts.train),
    validation: await data.examplesOf(parts.validation),
  };
  const [runtime] = input.runtimes;
  const runs = await trainCandidates({ ...input, ...examples, runtime, candidates, sizes });
  const chosen = await choose({ runtime, known, parts, data: { ...data, ...examples }, candidates, runs, loss });
  const entrant = (i: number) => ({ candidate: candidates[i] as TrainingCandidate, run: runs[i] as Run });
  return { chosen, baseline: entrant(0), winner: entrant(chosen.index) };
}

/** All candidates in folds of the training rows; then the baseline and the chosen one on all of them. */
export async function chooseByFolds(input: EntrantsInput): Promise<Entrants> {
  const { known, parts, data, dealt, tried } = input;
  const { candidates, sizes } = tried;
  const examples = await data.examplesOf(parts.train);
  const folded = await validateInFolds({
    ...input,
    rows: parts.train,
    examples,
    targetScale: data.targetScale,
    // `chooseByFolds` is for tables that were dealt.
    dealt: dealt as DealtFolds,
    candidates,
    sizes,
  });
  const chosen = chooseAmong(known.task, candidates, folded);
  const pair = [0, chosen.index].map((i) => ({
    candidate: candidates[i] as TrainingCandidate,
    ...(folded[i] as FoldedCandidate),
  })) as [Picked, Picked];
  const runs = await refit({ ...input, runtime: input.runtimes[0], candidates: pair, examples, sizes });
  const entrant = (i: 0 | 1): Entrant => {
    const { candidate, validation } = pair[i];
    return { candidate, run: runs[i] as Run, validation };
  };
  return {
    chosen,
    baseline: entrant(0),
    winner: entrant(1),
    foldRuns: { baseline: pair[0].runs, chosen: pair[1].runs },
  };
}

interface Picked extends FoldedCandidate {
  readonly candidate: TrainingCandidate;
}
