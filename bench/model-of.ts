/** The library's model and optimizer of a problem. */
import {
  adam,
  conv2d,
  dense,
  dropout,
  flatten,
  type LayerFactory,
  l2,
  type Model,
  maxNorm,
  maxPooling2d,
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
    case "conv2d":
      return conv2d({
        filters: spec.filters,
        kernelSize: spec.kernelSize,
        padding: "valid",
        ...(spec.relu && { activation: "relu" as const }),
      });
    case "maxPooling2d":
      return maxPooling2d({ poolSize: spec.poolSize });
    case "flatten":
      return flatten();
  }
}

export function optimizerOf({ optimizer }: Pick<Problem, "optimizer">): Optimizer {
  const { name, ...options } = optimizer;
  return name === "adam" ? adam(options) : sgd(options);
}
