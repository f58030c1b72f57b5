import { add, div, max, mul, scalar, sqrt, sub } from "../graph/ops/index.ts";
import { sameShape, type Value } from "../graph/value.ts";
import type { Groups } from "./groups.ts";
import { TINY } from "./norms.ts";

/** Enough for float32: Newton's method converges quadratically from a start that is exact for equal steps. */
const NEWTON_STEPS = 6;

/**
 * The proximal map of `threshold` * norm(w_g), the norm of each group, in the metric of the optimizer's
 * steps: argmin over u of sum (u_i - w_i)^2 / (2 step_i) + threshold * norm(u).
 *
 * For one step size it is the block soft threshold u = w * max(1 - step * threshold / norm(w), 0) (Yuan & Lin 2006).
 * For a step of each weight, as under Adam, u_i = w_i * r / (r + step_i * threshold), where r = norm(u) solves
 * f(r) = sum (w_i / (r + step_i * threshold))^2 = 1, and u = 0 where f(0) <= 1. Newton's method on 1/sqrt(f) - 1 = 0.
 */
export function shrinkGroups(weight: Value, step: Value, threshold: Value, groups: Groups): Value {
  const norm = max(sqrt(groups.sum(mul(weight, weight))), scalar(TINY));
  if (!sameShape(step.shape, weight.shape)) {
    return mul(weight, max(sub(scalar(1), div(mul(step, threshold), norm)), scalar(0)));
  }
  const pull = mul(step, threshold);
  const reached = (r: Value) => add(add(r, pull), scalar(TINY));
  // With all steps as large as the largest, r would be this: a lower bound of the solution.
  let r = max(sub(norm, groups.max(pull)), scalar(0));
  for (let i = 0; i < NEWTON_STEPS; i++) r = newtonStep(weight, r, reached(r), groups);
  return mul(weight, div(r, reached(r)));
}

/** r + f (sqrt(f) - 1) / sum w^2 / (r + pull)^3, not below 0. */
function newtonStep(weight: Value, r: Value, reached: Value, groups: Groups): Value {
  const ratio = div(weight, reached);
  const squares = mul(ratio, ratio);
  const f = groups.sum(squares);
  const slope = add(groups.sum(div(squares, reached)), scalar(TINY));
  return max(add(r, div(mul(f, sub(sqrt(f), scalar(1))), slope)), scalar(0));
}
