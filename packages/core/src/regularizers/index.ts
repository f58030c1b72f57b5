export { type ElasticNetOptions, elasticNet } from "./elastic-net.ts";
export type { Sweep } from "./hyperparameter.ts";
export { type L1Options, l1 } from "./l1.ts";
export { type L2Options, l2 } from "./l2.ts";
export type { Penalty, Regularizer } from "./penalty.ts";

import { elasticNet } from "./elastic-net.ts";
import type { Sweep } from "./hyperparameter.ts";
import { l1 } from "./l1.ts";
import { l2 } from "./l2.ts";
import type { Penalty } from "./penalty.ts";

/** Every penalty at a strength: the batteries run over this list. */
export const PENALTIES: readonly ((alpha: Sweep) => Penalty)[] = [
  (alpha) => l1({ alpha }),
  (alpha) => l1({ alpha, method: "subgradient" }),
  (alpha) => l2({ alpha }),
  (alpha) => elasticNet({ alpha, mix: 0.3 }),
];
