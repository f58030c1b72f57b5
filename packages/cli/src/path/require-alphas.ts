import type { PathPenaltyName } from "../report/path-result.ts";
import { inputError } from "../table/input-error.ts";

/** @throws input error for strengths that are negative, not ascending, or for dropout not below 1. */
export function requireAlphas(alphas: readonly number[] | undefined, penalty: PathPenaltyName): void {
  alphas?.forEach((alpha, i) => {
    if (alpha < 0) throw inputError(`--alphas holds ${alpha}: a strength is at least 0.`);
    if (penalty === "dropout" && alpha >= 1) throw inputError(`--alphas holds ${alpha}: a drop rate is below 1.`);
    const before = alphas[i - 1];
    if (before !== undefined && before >= alpha)
      throw inputError(
        `--alphas holds ${alpha} after ${before}: list them from the smallest to the largest, each once.`,
      );
  });
}
