import { abs, add, div, max, min, mul, reduceMax, reduceSum, reshape, scalar, sqrt } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { positive } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Sweep } from "../options/sweep.ts";

/** A bound on gradients, before the optimizer sees them: all facts of a clipping. */
export interface GradientClipping {
  readonly name: string;
  /** Above 0; one for each replica where an array is given. */
  readonly limit: Sweep;
  /** Whether `factors` wants the gradient of each parameter for itself; otherwise it gets whatever packs there are. */
  readonly perParameter: boolean;
  /**
   * What each gradient is multiplied by, in (0, 1], as it broadcasts with it: of gradients with `lead` replica axes, and the limit
   * as it broadcasts with values of a rank. The thresholds of proximal maps are multiplied by the same factors: at the optimum
   * of a penalized loss gradient and pull balance, and still do when both are multiplied by one number.
   */
  readonly factors: (gradients: readonly Value[], limit: (rank: number) => Value, lead: number) => readonly Value[];
}

function clippingRecord(name: string) {
  return record(name, {
    /** Above 0; one for each replica where an array is given. */
    limit: positive(),
  });
}

/** Options of `clipValue`. */
export const CLIP_VALUE = clippingRecord("clipValue");
/** Options of `clipNorm`. */
export const CLIP_NORM = clippingRecord("clipNorm");
/** Options of `clipGlobalNorm`. */
export const CLIP_GLOBAL_NORM = clippingRecord("clipGlobalNorm");

export type ClippingOptions = OptionsOf<typeof CLIP_VALUE>;

/** Stands in for a norm of 0 where one is divided by. */
const TINY = 1e-30;

/**
 * Every element of the gradient into [-limit, limit].
 * @throws RangeError with code OCCAM_OPTION when limit is not above 0.
 */
export function clipValue(options: ClippingOptions): GradientClipping {
  const { limit } = CLIP_VALUE.read(options);
  return {
    name: CLIP_VALUE.name,
    limit,
    perParameter: false,
    factors: (gradients, limitOf) =>
      gradients.map((gradient) => atMostOne(div(limitOf(gradient.shape.length), max(abs(gradient), scalar(TINY))))),
  };
}

/**
 * The gradient g of each parameter times min(1, limit / norm(g)).
 * @throws RangeError with code OCCAM_OPTION when limit is not above 0.
 */
export function clipNorm(options: ClippingOptions): GradientClipping {
  const { limit } = CLIP_NORM.read(options);
  return {
    name: CLIP_NORM.name,
    limit,
    perParameter: true,
    factors: (gradients, limitOf, lead) => gradients.map((gradient) => shrinkage([gradient], limitOf, lead)(gradient)),
  };
}

/**
 * All gradients times min(1, limit / norm), with the norm of all of them together. Pascanu, Mikolov & Bengio 2013.
 * @throws RangeError with code OCCAM_OPTION when limit is not above 0.
 */
export function clipGlobalNorm(options: ClippingOptions): GradientClipping {
  const { limit } = CLIP_GLOBAL_NORM.read(options);
  return {
    name: CLIP_GLOBAL_NORM.name,
    limit,
    perParameter: false,
    factors: (gradients, limitOf, lead) => gradients.map(shrinkage(gradients, limitOf, lead)),
  };
}

/**
 * min(1, limit / norm of all `gradients` of a replica), as it broadcasts with one of them. The norm is largest * sqrt(sum (g / largest)^2):
 * squares of gradients above 1.8e19 would be infinite.
 */
function shrinkage(
  gradients: readonly Value[],
  limitOf: (rank: number) => Value,
  lead: number,
): (like: Value) => Value {
  const axes = ({ shape }: Value) => shape.map((_, axis) => axis).slice(lead);
  const largest = max(gradients.map((each) => reduceMax(abs(each), axes(each))).reduce(max), scalar(TINY));
  const over = (value: Value, like: Value) =>
    lead === 0
      ? value
      : reshape(value, [...like.shape.slice(0, lead), ...new Array<number>(like.shape.length - lead).fill(1)]);
  const squares = gradients.map((each) => {
    const share = div(each, over(largest, each));
    return reduceSum(mul(share, share), axes(each));
  });
  const norm = sqrt(max(squares.reduce(add), scalar(TINY)));
  // Divided by one after the other: their product may be infinite.
  return (like) => atMostOne(div(div(limitOf(like.shape.length), over(largest, like)), over(norm, like)));
}

function atMostOne(value: Value): Value {
  return min(value, scalar(1));
}
