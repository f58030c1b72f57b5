import type { Value } from "../graph/value.ts";
import type { Sweep } from "../options/sweep.ts";
import type { Schedule } from "./schedules.ts";

/** What the network computes for a batch, with a replica axis in front where there are replicas. */
export interface BatchView {
  /** Inputs [batch, ...], for each replica its own. */
  readonly x: Value;
  readonly outputs: Value;
  /** Data loss of each example, [batch]. */
  readonly losses: Value;
  /** Entropy of each example's predicted distribution, [batch]; undefined for regression losses. */
  readonly entropy: Value | undefined;
}

/** A penalty on what the network does with a batch rather than on its weights: all its facts. At alpha 0 it changes nothing. */
export interface ObjectiveTerm {
  readonly name: string;
  readonly alpha: Sweep;
  /** How its strength changes over training. */
  readonly schedule?: Schedule;
  /** Whether it needs predictions with an entropy, that is a classification loss. */
  readonly needsEntropy: boolean;
  /** It takes the gradient of each row's own loss, of which no other row of the batch may have a part. */
  readonly needsOwnGradients?: true;
  /** The term of each example at alpha 1, [batch]; its mean over the batch times alpha joins the objective. */
  readonly perExample: (batch: BatchView) => Value;
}
