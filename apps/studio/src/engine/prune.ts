/** A training's state without small weights, or without units. */
import type { FloatTensor, ReplicaCheckpoint, TrainingCheckpoint } from "@occam/core";

/** Kernel weights of a panel below the threshold become 0. */
export function withThreshold(checkpoint: TrainingCheckpoint, panel: number, threshold: number): TrainingCheckpoint {
  return withTensors(checkpoint, panel, (name, { shape, data }) =>
    /^dense\d+\/kernel$/.test(name)
      ? { shape, data: data.map((weight) => (Math.abs(weight) < threshold ? 0 : weight)) }
      : undefined,
  );
}

export interface Removal {
  readonly panel: number;
  /** Number of the hidden layer, from 0. */
  readonly layer: number;
  readonly units: readonly number[];
  /** What the layer's units give for examples, [n, units]. */
  readonly activations: FloatTensor;
}

/**
 * A panel without these units: their weights in and out are 0, what the optimizer remembers of these too, and what a unit gives on average
 * times its weights out is added to the next biases. For a unit that always gives the same nothing else changes.
 */
export function withoutUnits(
  checkpoint: TrainingCheckpoint,
  { panel, layer, units, activations }: Removal,
): TrainingCheckpoint {
  const gone = new Set(units);
  const next = checkpoint.replicas[panel]?.tensors.get(`dense${layer + 1}/kernel`) as FloatTensor;
  const width = next.shape[1] as number;
  const shift = (unit: number) =>
    units.reduce((sum, each) => sum + meanOf(activations, each) * (next.data[each * width + unit] as number), 0);
  const [incoming, bias, outgoing] = [`dense${layer}/kernel`, `dense${layer}/bias`, `dense${layer + 1}/kernel`];
  return withTensors(checkpoint, panel, (name, { shape, data }) => {
    // A tensor and what the optimizer keeps of it: dense0/kernel, dense0/kernel/velocity.
    const isOf = (parameter: string) => name === parameter || name.startsWith(`${parameter}/`);
    const columns = shape.at(-1) as number;
    if (isOf(incoming) || isOf(bias)) return { shape, data: data.map((w, i) => (gone.has(i % columns) ? 0 : w)) };
    if (isOf(outgoing)) return { shape, data: data.map((w, i) => (gone.has(Math.floor(i / columns)) ? 0 : w)) };
    return name === `dense${layer + 1}/bias` ? { shape, data: data.map((b, i) => b + shift(i)) } : undefined;
  });
}

function meanOf({ shape: [rows = 1, width = 1], data }: FloatTensor, unit: number): number {
  return data.reduce((sum, value, i) => (i % width === unit ? sum + value : sum), 0) / rows;
}

/** `edit`: the tensor in place of one of the panel; undefined where it stays. */
function withTensors(
  { step, replicas }: TrainingCheckpoint,
  panel: number,
  edit: (name: string, tensor: FloatTensor) => FloatTensor | undefined,
): TrainingCheckpoint {
  const edited = (replica: ReplicaCheckpoint): ReplicaCheckpoint => ({
    ...replica,
    tensors: new Map([...replica.tensors].map(([name, tensor]) => [name, edit(name, tensor) ?? tensor])),
  });
  return { step, replicas: replicas.map((replica, i) => (i === panel ? edited(replica) : replica)) };
}
