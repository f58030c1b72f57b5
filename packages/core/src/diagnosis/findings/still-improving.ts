import type { FindingKind } from "./finding.ts";

export interface StillImprovingFacts {
  /** Epochs trained. */
  readonly epochs: number;
  readonly keptEpoch: number;
  /** How much the loss fell over the last fifth of the epochs, as a share of the loss there. */
  readonly fall: number;
}

/** A smaller fall than this share of the loss is not worth further epochs. */
const WORTHWHILE = 0.01;
const LAST = 1 / 5;

/** Training came to its limit while the loss it watched still fell: the kept weights are late, and the loss fell up to the end. */
export const stillImprovingFinding: FindingKind<"still-improving", StillImprovingFacts> = {
  code: "still-improving",
  find: ({ training }) => {
    if (training === undefined) return undefined;
    const { epochs, cameToLimit, keptEpoch, losses } = training;
    if (!cameToLimit || !isLate(keptEpoch, losses.length)) return undefined;
    const fall = fallAtTheEnd(losses);
    return fall > WORTHWHILE ? { severity: "warning", facts: { epochs, keptEpoch, fall } } : undefined;
  },
};

/** Whether the lowest of these losses, one after each epoch, is in the last fifth, over which they fell by more than 1%. */
export function isStillImproving(losses: readonly number[]): boolean {
  const best = losses.reduce((at, loss, i) => (loss < (losses[at] as number) ? i : at), 0);
  return isLate(best + 1, losses.length) && fallAtTheEnd(losses) > WORTHWHILE;
}

function isLate(epoch: number, epochs: number): boolean {
  return epoch > epochs - lastFifth(epochs);
}

/** Epochs in the last fifth, at least 1. */
function lastFifth(epochs: number): number {
  return Math.max(1, Math.round(LAST * epochs));
}

/**
 * The fall over the last fifth as a share of the mean loss there: that of the least-squares line through its losses and the
 * one before it, because a single epoch's loss may be high or low by chance. Not a number for fewer than two epochs.
 */
function fallAtTheEnd(losses: readonly number[]): number {
  const steps = lastFifth(losses.length);
  const last = losses.slice(-(steps + 1));
  if (last.length < 2) return Number.NaN;
  const center = steps / 2;
  const slope =
    last.reduce((sum, loss, i) => sum + (i - center) * loss, 0) /
    last.reduce((sum, _, i) => sum + (i - center) ** 2, 0);
  return (-slope * steps * last.length) / last.reduce((sum, loss) => sum + loss, 0);
}
