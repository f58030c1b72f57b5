/** What regularization left of a network: norms, exact zeros, active units, inputs that it looks at. */
import type { ParameterSpec } from "../layers/layer.ts";
import type { Model } from "../layers/model.ts";
import { isFedBy, kernelOf } from "../layers/wiring.ts";
import type { FloatTensor } from "../tensor/tensor.ts";

export interface WeightFacts {
  /** Sum of |w| over all kernels. */
  readonly norm1: number;
  /** Root of the sum of w^2 over all kernels. */
  readonly norm2: number;
  /** Weights of kernels, and how many of them are exactly zero. */
  readonly weights: number;
  readonly zeroWeights: number;
  /** Hidden units of which neither all incoming nor all outgoing weights are zero, and how many there are. */
  readonly activeUnits: number;
  readonly units: number;
  /** For each input column (or channel) whether a weight that is not zero leads out of it. */
  readonly activeInputs: readonly boolean[];
}

export function weightFacts(model: Model, parameters: ReadonlyMap<string, FloatTensor>): WeightFacts {
  const kernels = model.layers.flatMap((layer, index) => {
    const spec = kernelOf(layer);
    return spec === undefined ? [] : [{ index, spec, data: (parameters.get(spec.name) as FloatTensor).data }];
  });
  // Those of a shared layer count once.
  const all = [...new Set(kernels.map(({ data }) => data))];
  const total = (of: (w: number) => number) =>
    all.reduce((sum, data) => sum + data.reduce((own, w) => own + of(w), 0), 0);
  const hidden = kernels.slice(0, -1).map((kernel, i) => {
    const incoming = sliceActivity(kernel.spec, kernel.data, "output");
    const next = kernels[i + 1] as (typeof kernels)[number];
    const outgoing = sliceActivity(next.spec, next.data, "input");
    // Where the next kernel is not fed by just these units, only the incoming weights tell.
    const isFed = outgoing.length === incoming.length && isFedBy(model, next.index, kernel.index);
    return incoming.map((active, unit) => active && (!isFed || (outgoing[unit] as boolean)));
  });
  return {
    norm1: total(Math.abs),
    norm2: Math.sqrt(total((w) => w * w)),
    weights: all.reduce((sum, data) => sum + data.length, 0),
    zeroWeights: total((w) => Number(w === 0)),
    activeUnits: hidden.flat().filter(Boolean).length,
    units: hidden.flat().length,
    activeInputs: inputActivity(model, parameters),
  };
}

/** For each input column or channel whether a weight that is not zero leads out of it, in any kernel that it reaches. */
function inputActivity(model: Model, parameters: ReadonlyMap<string, FloatTensor>): readonly boolean[] {
  const active = new Array<boolean>(model.inputShape[0] ?? 1).fill(false);
  model.layers.forEach((layer, i) => {
    const spec = kernelOf(layer);
    if (spec === undefined || !isFedBy(model, i, -1)) return;
    const own = sliceActivity(spec, (parameters.get(spec.name) as FloatTensor).data, "input");
    if (own.length !== active.length) return;
    own.forEach((isActive, column) => {
      active[column] = (active[column] as boolean) || isActive;
    });
  });
  return active;
}

/** For each index along a kernel's input or output axis whether any weight there is not zero. */
function sliceActivity({ shape, axes }: ParameterSpec, data: Float32Array, side: "input" | "output"): boolean[] {
  const axis = axes?.[side] ?? 0;
  const stride = shape.slice(axis + 1).reduce((size, dim) => size * dim, 1);
  const length = shape[axis] as number;
  const active = new Array<boolean>(length).fill(false);
  data.forEach((w, at) => {
    if (w !== 0) active[Math.floor(at / stride) % length] = true;
  });
  return active;
}
