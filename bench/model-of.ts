/** The library's model and optimizer of a problem. */
import {
  adam,
  dense,
  dropout,
  type LayerFactory,
  l2,
  type Model,
  maxNorm,
  type Optimizer,
  sequential,
  sgd,
} from "@occam/core";
import type { LayerSpec, Problem } from "./problem.ts";

export function modelOf({ inputShape, layers, classes }: Pick<Problem, "inputShape" | "layers" | "classes">): Model {
  return sequential({ inputShape, layers: [...layers.map(layerOf), dense({ units: classes })] });
}

function layerOf(spec: LayerSpec): LayerFactory {
  switch (spec.kind) {
    case "dense":
      return dense({
        units: spec.units,
        ...(spec.relu && { activation: "relu" as const }),
        ...(spec.l2 !== undefined && { kernelRegularizer: l2({ alpha: spec.l2 }) }),
        ...(spec.maxNorm !== undefined && { kernelConstraint: maxNorm({ c: spec.maxNorm }) }),
      });
    case "dropout":
      return dropout({ rate: spec.rate });
    default:
      throw new Error(`the library has no layer ${spec.kind} yet`);
  }
}

export function optimizerOf({ optimizer }: Pick<Problem, "optimizer">): Optimizer {
  return optimizer.name === "adam" ? adam(optimizer) : sgd(optimizer);
}
