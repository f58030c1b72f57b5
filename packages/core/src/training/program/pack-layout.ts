import { concat, filled, reshape, split } from "../../graph/ops/index.ts";
import type { Dim, Value } from "../../graph/value.ts";
import type { ParameterSpec } from "../../layers/layer.ts";
import { type FloatTensor, sizeOf } from "../../tensor/tensor.ts";

/**
 * How parameters are stored while training. Small ones share one flat pack, so that one update serves them all (for
 * small networks the number of nodes is the cost); a large one is a pack of its own, in its own shape, and never copied.
 */
export interface Pack {
  readonly name: string;
  readonly members: readonly ParameterSpec[];
  /** Shape for one replica: [total] for a shared pack, the parameter's own otherwise. */
  readonly shape: readonly number[];
}

/** Name of the replica dimension in graphs of many replicas. */
export const REPLICAS = "R";

/** Above this many elements, copying a parameter in and out of a pack costs more than a few extra nodes. */
const PACKED_SIZE_LIMIT = 16_384;

/** Packs of what is trained, then those of what is frozen, then one of statistics where there are any. */
export function packParameters(
  parameters: readonly ParameterSpec[],
  replicaCount: number,
  needsOwnPack: (spec: ParameterSpec) => boolean,
): readonly Pack[] {
  const statistics = parameters.filter(isStatistic);
  const others = parameters.filter((spec) => !isStatistic(spec));
  const packed = (name: string, specs: readonly ParameterSpec[]) => packBySize(name, specs, replicaCount, needsOwnPack);
  const packs = [
    ...packed("small", others.filter(isLearnt)),
    ...packed(
      "frozen",
      others.filter((spec) => !isLearnt(spec)),
    ),
  ];
  if (statistics.length === 0) return packs;
  const [only] = statistics;
  const shape = statistics.length === 1 && only ? only.shape : [totalSize(statistics)];
  return [...packs, { name: "statistics", members: statistics, shape }];
}

/** Whether gradients change it. */
export function isTrained({ members }: Pack): boolean {
  return members.every(isLearnt);
}

/** Whether gradients change a parameter. */
export function isLearnt(spec: ParameterSpec): boolean {
  return !isStatistic(spec) && spec.isFrozen !== true;
}

function isStatistic({ role }: ParameterSpec): boolean {
  return role === "statistic";
}

function totalSize(parameters: readonly ParameterSpec[]): number {
  return parameters.reduce((sum, spec) => sum + sizeOf(spec.shape), 0);
}

/** The small ones together in a pack `name`, the others each in one of its own. */
function packBySize(
  name: string,
  parameters: readonly ParameterSpec[],
  replicaCount: number,
  needsOwnPack: (spec: ParameterSpec) => boolean,
): readonly Pack[] {
  const isSmall = (spec: ParameterSpec) =>
    sizeOf(spec.shape) * replicaCount <= PACKED_SIZE_LIMIT && !needsOwnPack(spec);
  const small = parameters.filter(isSmall);
  const alone = parameters.filter((spec) => !isSmall(spec) || small.length === 1);
  const single = alone.map((spec) => ({ name: spec.name, members: [spec], shape: spec.shape }));
  if (small.length < 2) return single;
  return [{ name, members: small, shape: [totalSize(small)] }, ...single];
}

/** Shape of a pack in a graph: behind the replica axis where there is one. */
export function packShape(pack: Pack, isReplicated: boolean): readonly Dim[] {
  return isReplicated ? [REPLICAS, ...pack.shape] : pack.shape;
}

/** The parameters inside packs, by name, each of its own shape (behind the replica axis). */
export function unpack(packs: readonly Pack[], values: readonly Value[]): ReadonlyMap<string, Value> {
  const parameters = new Map<string, Value>();
  packs.forEach((pack, i) => {
    const value = values[i] as Value;
    const [only] = pack.members;
    if (pack.members.length === 1) {
      parameters.set((only as ParameterSpec).name, value);
      return;
    }
    const lead = value.shape.slice(0, -1);
    const pieces = split(
      value,
      pack.members.map((spec) => sizeOf(spec.shape)),
      lead.length,
    );
    pack.members.forEach((spec, k) => {
      parameters.set(spec.name, reshape(pieces[k] as Value, [...lead, ...spec.shape]));
    });
  });
  return parameters;
}

/** The inverse of `unpack`. */
export function repack(packs: readonly Pack[], parameters: ReadonlyMap<string, Value>): readonly Value[] {
  return packs.map(({ members }) => {
    const values = members.map(({ name }) => parameters.get(name) as Value);
    if (members.length === 1) return values[0] as Value;
    const lead = (values[0] as Value).shape.length - (members[0] as ParameterSpec).shape.length;
    const flat = values.map((value, i) =>
      reshape(value, [...value.shape.slice(0, lead), sizeOf((members[i] as ParameterSpec).shape)]),
    );
    return concat(flat, lead);
  });
}

/** 1 for the weights of the members that `isChosen` picks and 0 elsewhere, in the shape of the pack. */
export function indicator(pack: Pack, isChosen: (spec: ParameterSpec) => boolean): Value {
  const pieces = pack.members.map((spec) => filled([sizeOf(spec.shape)], Number(isChosen(spec))));
  return pack.members.length === 1 ? filled([], Number(isChosen(pack.members[0] as ParameterSpec))) : concat(pieces, 0);
}

/** The numbers of a pack for the given parameters of each replica. */
export function toPackTensor(
  pack: Pack,
  replicas: readonly ReadonlyMap<string, FloatTensor>[],
  isReplicated: boolean,
): FloatTensor {
  const size = sizeOf(pack.shape);
  const data = new Float32Array(size * replicas.length);
  replicas.forEach((parameters, replica) => {
    let at = replica * size;
    for (const spec of pack.members) {
      data.set((parameters.get(spec.name) as FloatTensor).data, at);
      at += sizeOf(spec.shape);
    }
  });
  return { shape: isReplicated ? [replicas.length, ...pack.shape] : pack.shape, data };
}

/** The parameters of one replica out of the numbers of all packs. */
export function fromPackTensors(
  packs: readonly Pack[],
  tensors: readonly FloatTensor[],
  replica: number,
): ReadonlyMap<string, FloatTensor> {
  const parameters = new Map<string, FloatTensor>();
  packs.forEach((pack, i) => {
    let at = replica * sizeOf(pack.shape);
    for (const spec of pack.members) {
      const size = sizeOf(spec.shape);
      parameters.set(spec.name, { shape: spec.shape, data: (tensors[i] as FloatTensor).data.slice(at, at + size) });
      at += size;
    }
  });
  return parameters;
}
