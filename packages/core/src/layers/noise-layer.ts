import type { Value } from "../graph/value.ts";
import type { Sweep } from "../options/sweep.ts";
import type { Schedule } from "../regularizers/schedules.ts";
import { defineLayer } from "./connection.ts";
import type { LayerFactory, LayerRecord, LayerScope } from "./layer.ts";
import { identityUnits } from "./unit-facts.ts";

interface NoiseFacts {
  readonly kind: string;
  readonly name: string | undefined;
  /** The number that says how much noise; at 0 the layer does nothing. */
  readonly strength: Sweep;
  /** Name of that number. */
  readonly hyperparameter: string;
  /** How that number changes over training. */
  readonly schedule: Schedule | undefined;
  /** The largest that it may be, its schedule's factor included. Default: no limit. */
  readonly highest?: number;
  readonly disturb: (x: Value, scope: LayerScope) => Value;
}

/** Axes of a batch of examples, the batch's among them, without the replicas' (which no layer counts). */
export function batchRank({ shape }: Value): number {
  return shape.filter((dim) => typeof dim === "number").length;
}

/** A layer that disturbs its input in training and is the identity at inference. */
export function noiseLayer(facts: NoiseFacts): LayerFactory {
  const { kind, name, strength, hyperparameter, schedule, highest, disturb } = facts;
  const build: LayerRecord["build"] = (layerName, inputShape) => ({
    name: layerName,
    kind,
    outputShape: inputShape,
    parameters: [],
    hyperparameters: { [hyperparameter]: strength },
    ...(schedule && { schedules: { [hyperparameter]: schedule } }),
    ...(highest !== undefined && { highest: { [hyperparameter]: highest } }),
    units: identityUnits(build),
    apply: (x, scope) => (scope.mode === "inference" || strength === 0 ? x : disturb(x, scope)),
  });
  return defineLayer({ kind, name, build });
}
