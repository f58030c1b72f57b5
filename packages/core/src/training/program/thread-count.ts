import type { Model } from "../../layers/model.ts";
import { sizeOf } from "../../tensor/tensor.ts";

/** Below this many multiplications a step, the cost of waking a second thread exceeds what it saves (measured). */
const LARGE_STEP = 20_000_000;

/** Threads for a graph: 1 for small networks, 0 (all cores) for large ones. */
export function threadCount(model: Model, replicaCount: number, rowCount: number): number {
  return multiplyAdds(model) * replicaCount * rowCount > LARGE_STEP ? 0 : 1;
}

/** Multiplications of the kernels for one example: each weight is used once for every place that its layer gives. */
export function multiplyAdds({ layers }: Model): number {
  return layers.reduce((total, { parameters, outputShape }) => {
    const kernel = parameters.find(({ role }) => role === "kernel");
    if (kernel === undefined) return total;
    const units = kernel.shape[kernel.axes?.output ?? kernel.shape.length - 1] as number;
    return total + sizeOf(kernel.shape) * (sizeOf(outputShape) / units);
  }, 0);
}
