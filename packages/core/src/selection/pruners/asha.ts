import { type Pruner, type Resource, readResource, rungsOf } from "./pruner.ts";
import { halve } from "./successive-halving.ts";

/**
 * Asynchronous successive halving (Li et al. 2020, "A system for massively parallel hyperparameter tuning") in the form
 * that stops instead of pausing: a trial goes on from a rung, minEpochs * eta^k epochs, when it is among the
 * floor(n / eta) lowest, at least one, of the n losses seen there so far, its own among them. Nobody waits for others,
 * so what is decided hangs on the order in which trials come to a rung.
 * @throws RangeError with code OCCAM_OPTION on a resource out of range.
 */
export function asha(resource: Resource): Pruner {
  const known = readResource("asha", resource);
  const rungs = rungsOf(known);
  return {
    name: "asha",
    maxEpochs: known.maxEpochs,
    rungsOf: () => rungs,
    rivalsOf: () => undefined,
    review: (review) => (rungs.includes(review.epoch) ? halve(review, known.eta) : "continue"),
  };
}
