import { occamError } from "../errors.ts";
import { mean } from "../statistics/mean.ts";
import { standardError } from "../statistics/variance.ts";

/** A candidate as the rule sees it. */
export interface CandidateLosses {
  /** Loss of every validation row, the same rows for all candidates. */
  readonly losses: Float64Array;
  /** Training loss: among candidates of one table, the more regularized fits its training rows less closely. */
  readonly trainLoss: number;
}

export interface Choice {
  /** Index of the candidate with the smallest mean validation loss. */
  readonly best: number;
  /** Index of the candidate that the rule picks. */
  readonly chosen: number;
  /** For each candidate: mean and standard error of (its loss - the best one's) over the validation rows. */
  readonly excess: readonly { readonly mean: number; readonly standardError: number }[];
}

/**
 * The one-standard-error rule, paired: among the candidates whose mean validation loss exceeds the best one's by no
 * more than one standard error of that difference (the losses are compared row by row, so that what makes a row hard
 * for all candidates cancels), the most regularized one: the one with the highest training loss. Breiman et al. 1984
 * in the paired form; candidates with losses that are not finite never win.
 * @throws Error with code OCCAM_DATA when no candidate has finite losses.
 */
export function oneStandardError(candidates: readonly CandidateLosses[]): Choice {
  const means = candidates.map(({ losses }) => mean(losses)).map((loss) => (Number.isFinite(loss) ? loss : Infinity));
  const lowest = Math.min(...means);
  const best = means.indexOf(lowest);
  if (lowest === Infinity) {
    throw occamError("OCCAM_DATA", {
      where: "oneStandardError",
      expected: "a candidate with finite losses",
      received: "none",
    });
  }
  const reference = candidates[best] as CandidateLosses;
  const excess = candidates.map(({ losses }) => pairedExcess(losses, reference.losses));
  const near = candidates.flatMap((_, i) =>
    (excess[i]?.mean ?? Infinity) <= (excess[i]?.standardError ?? 0) ? [i] : [],
  );
  const trainLossOf = (i: number) => (candidates[i] as CandidateLosses).trainLoss;
  const chosen = near.reduce((at, i) => (trainLossOf(i) > trainLossOf(at) ? i : at), best);
  return { best, chosen, excess };
}

function pairedExcess(losses: Float64Array, reference: Float64Array): { mean: number; standardError: number } {
  const differences = losses.map((loss, row) => loss - (reference[row] as number));
  return { mean: mean(differences), standardError: differences.length < 2 ? 0 : standardError(differences) };
}
