import { pow } from "../../tensor/elementary.ts";
import { type Pruner, type Resource, readResource } from "./pruner.ts";
import { halve } from "./successive-halving.ts";

/** Successive halving of `rungs[0].trialCount` trials: so many come to each number of epochs. The last rung is the end. */
export interface Bracket {
  readonly rungs: readonly { readonly trialCount: number; readonly epochs: number }[];
}

/**
 * The brackets of Hyperband (Li et al. 2018), the most daring first. With s_max = floor(log_eta(R / r)) for
 * R = maxEpochs and r = minEpochs, bracket s = s_max, ..., 0 starts floor((s_max + 1) / (s + 1)) eta^s trials, and
 * floor(n / eta^i) of them come to floor(R eta^(i - s)) epochs. These are the counts of the paper's table; its
 * pseudocode rounds up later, ceil((s_max + 1) eta^s / (s + 1)), which is not what the table shows.
 * @throws RangeError with code OCCAM_OPTION on a resource out of range.
 */
export function hyperbandBrackets(resource: Resource): readonly Bracket[] {
  const { minEpochs, maxEpochs, eta } = readResource("hyperband", resource);
  let bracketCount = 1;
  while (minEpochs * pow(eta, bracketCount) <= maxEpochs) bracketCount++;
  return Array.from({ length: bracketCount }, (_, b) => {
    const s = bracketCount - 1 - b;
    const trialCount = Math.floor(bracketCount / (s + 1)) * pow(eta, s);
    return {
      rungs: Array.from({ length: s + 1 }, (_, i) => ({
        trialCount: Math.floor(trialCount / pow(eta, i)),
        epochs: Math.floor(maxEpochs / pow(eta, s - i)),
      })),
    };
  });
}

/**
 * Hyperband (Li et al. 2018): trials belong to brackets in the order of their index, as many as a bracket starts, and
 * after the last bracket the first begins again; within its bracket a trial is halved as by `successiveHalving`, from
 * the bracket's first number of epochs on. So short trials weed out where early losses tell, long ones where they do not.
 * @throws RangeError with code OCCAM_OPTION on a resource out of range.
 */
export function hyperband(resource: Resource): Pruner {
  const { maxEpochs, eta } = readResource("hyperband", resource);
  const brackets = hyperbandBrackets(resource);
  const sizes = brackets.map(({ rungs }) => rungs[0]?.trialCount ?? 0);
  const roundSize = sizes.reduce((sum, size) => sum + size, 0);

  const placeOf = (trial: number) => {
    let first = trial - (trial % roundSize);
    let b = 0;
    while (first + (sizes[b] as number) <= trial) first += sizes[b++] as number;
    return { rungs: epochsBeforeEnd(brackets[b] as Bracket), first, end: first + (sizes[b] as number) };
  };
  return {
    name: "hyperband",
    maxEpochs,
    rungsOf: (trial) => placeOf(trial).rungs,
    rivalsOf: (trial) => {
      const { first, end } = placeOf(trial);
      return { first, end };
    },
    review: ({ trials, trial, epoch }) => {
      const { rungs, first, end } = placeOf(trial);
      if (!rungs.includes(epoch)) return "continue";
      return halve({ trials: trials.slice(first, end), trial: trial - first, epoch }, eta);
    },
  };
}

function epochsBeforeEnd({ rungs }: Bracket): readonly number[] {
  return rungs.slice(0, -1).map(({ epochs }) => epochs);
}
