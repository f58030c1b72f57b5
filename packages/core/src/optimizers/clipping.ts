import { add, div, max, min, mul, neg, reduceSum, reshape, scalar, sqrt } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { positive } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Sweep } from "../options/sweep.ts";

/** A bound on gradients, before the optimizer sees them: all facts of a clipping. */
export interface GradientClipping {
  readonly name: string;
  /** Above 0; one for each replica where an array is given. */
  readonly limit: Sweep;
  /** Whether `clip` wants the gradient of each parameter for itself; otherwise it gets whatever packs there are. */
  readonly perParameter: boolean;
  /** Gradients with `lead` replica axes, and the limit as it broadcasts with values of a rank. */
  readonly clip: (gradients: readonly Value[], limit: (rank: number) => Value, lead: number) => readonly Value[];
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
    clip: (gradients, limitOf) =>
      gradients.map((gradient) => {
        const bound = limitOf(gradient.shape.length);
        return max(min(gradient, bound), neg(bound));
      }),
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
    clip: (gradients, limitOf, lead) =>
      gradients.map((gradient) => mul(gradient, shrinkage(squareSum(gradient, lead), limitOf, gradient, lead))),
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
    clip: (gradients, limitOf, lead) => {
      const total = gradients.map((gradient) => squareSum(gradient, lead)).reduce(add);
      return gradients.map((gradient) => mul(gradient, shrinkage(total, limitOf, gradient, lead)));
    },
  };
}

/** Sum of squares of each replica: shape [] or [R]. */
function squareSum(gradient: Value, lead: number): Value {
  return reduceSum(mul(gradient, gradient), gradient.shape.map((_, axis) => axis).slice(lead));
}

/** min(1, limit / sqrt(total)), as it broadcasts with `like`. */
function shrinkage(total: Value, limitOf: (rank: number) => Value, like: Value, lead: number): Value {
  const rank = like.shape.length;
  const norm = max(sqrt(total), scalar(TINY));
  const spread =
    lead === 0 ? norm : reshape(norm, [...like.shape.slice(0, lead), ...new Array<number>(rank - lead).fill(1)]);
  return min(div(limitOf(rank), spread), scalar(1));
}
