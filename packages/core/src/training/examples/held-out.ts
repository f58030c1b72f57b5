/** Rows that are looked at and not trained on, each by its weight. */
import { optionError } from "../../errors.ts";
import { takeRows } from "../../tensor/tensor.ts";
import { requireWeights } from "./example-weights.ts";
import type { Prepared } from "./prepared.ts";

/** Examples of which each counts by its weight; alike where there are no weights. */
export interface HeldOut extends Prepared {
  readonly weights: Float64Array | undefined;
}

/**
 * The examples that weigh something: others are none, whatever they hold.
 * @throws RangeError with code OCCAM_OPTION for weights of the wrong number or sign, and for nothing but zeros.
 */
export function heldOut(prepared: Prepared, weights: ArrayLike<number> | undefined, where: string): HeldOut {
  if (weights === undefined) return { ...prepared, weights };
  const all = Float64Array.from(weights);
  requireWeights(`${where}.weights`, Array.from(all), prepared.x.shape[0] as number);
  const rows = Int32Array.from(all.keys()).filter((row) => (all[row] as number) > 0);
  requireSome(`${where}.weights`, rows);
  if (rows.length === all.length) return { ...prepared, weights: all };
  return {
    x: takeRows(prepared.x, rows),
    targets: takeRows(prepared.targets, rows),
    weights: all.filter((weight) => weight > 0),
  };
}

/**
 * The rows of each list whose example weighs something.
 * @throws RangeError with code OCCAM_OPTION where a list has none.
 */
export function heldOutRows(
  lists: readonly ArrayLike<number>[] | undefined,
  weights: ArrayLike<number> | undefined,
): readonly ArrayLike<number>[] | undefined {
  if (weights === undefined) return lists;
  return lists?.map((rows, replica) => {
    const counted = Int32Array.from(rows).filter((row) => (weights[row] as number) > 0);
    requireSome(`fitReplicas.validationRows[${replica}]`, counted);
    return counted;
  });
}

function requireSome(where: string, rows: Int32Array): void {
  if (rows.length > 0) return;
  throw optionError({ where, expected: "a weight above 0 for some example", received: "none" });
}
