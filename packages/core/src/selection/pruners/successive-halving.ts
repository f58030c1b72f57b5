import { isAmongLowest, lossAt, type Pruner, type Resource, type Review, readResource, rungsOf } from "./pruner.ts";

/**
 * Successive halving (Karnin et al. 2013; Jamieson & Talwalkar 2016) of all trials of a study: of the n trials that
 * come to a rung, minEpochs * eta^k epochs, the floor(n / eta) with the lowest losses go on, at least one.
 * @throws RangeError with code OCCAM_OPTION on a resource out of range.
 */
export function successiveHalving(resource: Resource): Pruner {
  const known = readResource("successiveHalving", resource);
  const rungs = rungsOf(known);
  return {
    name: "successiveHalving",
    maxEpochs: known.maxEpochs,
    rungsOf: () => rungs,
    rivalsOf: () => ({ first: 0, end: Infinity }),
    review: (review) => (rungs.includes(review.epoch) ? halve(review, known.eta) : "continue"),
  };
}

/** Whether a trial is among the best floor(n / eta), at least one, of the n that came as far. */
export function halve({ trials, trial, epoch }: Review, eta: number): "continue" | "stop" {
  const losses = trials.map((curve) => lossAt(curve, epoch));
  const reached = losses.filter((loss) => loss !== undefined).length;
  return isAmongLowest(losses, trial, Math.max(1, Math.floor(reached / eta))) ? "continue" : "stop";
}
