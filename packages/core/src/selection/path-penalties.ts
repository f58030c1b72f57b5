/** The penalties that a path may be walked for by name. */

import type { Sweep } from "../options/sweep.ts";
import { elasticNet } from "../regularizers/elastic-net.ts";
import { groupLasso } from "../regularizers/group-lasso.ts";
import { l1 } from "../regularizers/l1.ts";
import { l2 } from "../regularizers/l2.ts";
import type { Regularizer } from "../regularizers/regularizer.ts";

/** All facts of a penalty as a path needs them. */
export interface PathPenalty {
  readonly name: string;
  readonly make: (alpha: Sweep) => Regularizer;
  /** The largest alpha of a default path, as a multiple of the largest useful l1 strength (`largestAlpha`). */
  readonly reach: number;
}

const MIX = 0.5;

export const PATH_PENALTIES: readonly PathPenalty[] = [
  { name: "l1", make: (alpha) => l1({ alpha }), reach: 1 },
  // A ridge never reaches zero: at a hundred times that strength little is left of any weight.
  { name: "l2", make: (alpha) => l2({ alpha }), reach: 100 },
  { name: "elasticNet", make: (alpha) => elasticNet({ alpha, mix: MIX }), reach: 1 / MIX },
  { name: "groupLasso", make: (alpha) => groupLasso({ alpha }), reach: 1 },
];
