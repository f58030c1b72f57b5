/** The tensors that a runtime holds, by their handles: each lies here, for programs, or in ONNX Runtime's engine, or in both. */
import { viewRows } from "../tensor/tensor.ts";
import type { Held } from "./runtime.ts";
import type { NumberTensor, TensorMemory } from "./tensor-memory.ts";

interface Place {
  readonly shape: readonly number[];
  /** What lies here, in memory that programs see. */
  readonly here: NumberTensor | undefined;
  isInEngine: boolean;
  /** Runs under way that read it. */
  readers: number;
  /** Others have parts of its memory, or it is itself a part: whoever collects memory knows when that is free. */
  isShared: boolean;
  isFreed: boolean;
}

export interface HeldTensors {
  /** Takes a tensor of the memory over; undefined: it lies in the engine under this handle. */
  readonly add: (handle: number, shape: readonly number[], here?: NumberTensor) => Held;
  /** What lies here; undefined for what does not, or is not held. */
  readonly at: (held: Held) => NumberTensor | undefined;
  readonly shapeOf: (held: Held) => readonly number[];
  readonly isInEngine: (held: Held) => boolean;
  readonly nowInEngine: (held: Held) => void;
  /** Rows of what lies here, under a handle of their own; undefined for what does not. */
  readonly view: (held: Held, handle: number, first: number, end: number) => Held | undefined;
  /** While `work` reads what lies here, its memory is not given to others, freed or not. */
  readonly whileRead: <T>(held: readonly Held[], work: () => Promise<T>) => Promise<T>;
  /** Those among them that the engine has to free. */
  readonly free: (held: readonly Held[]) => readonly number[];
}

export function heldTensors(memory: TensorMemory): HeldTensors {
  const places = new Map<number, Place>();

  const giveBack = ({ here, isFreed, readers, isShared }: Place) => {
    if (here !== undefined && isFreed && readers === 0 && !isShared) memory.giveBack(here);
  };

  const add: HeldTensors["add"] = (handle, shape, here) => {
    const isInEngine = here === undefined;
    places.set(handle, { shape, here, isInEngine, readers: 0, isShared: false, isFreed: false });
    return { held: handle };
  };

  const view: HeldTensors["view"] = ({ held }, handle, first, end) => {
    const whole = places.get(held);
    if (whole?.here === undefined) return undefined;
    whole.isShared = true;
    const rows = viewRows(whole.here, first, end);
    const part = add(handle, rows.shape, rows);
    (places.get(handle) as Place).isShared = true;
    return part;
  };

  const whileRead: HeldTensors["whileRead"] = async (held, work) => {
    const read = held.map((each) => places.get(each.held)).filter((place) => place !== undefined);
    for (const place of read) place.readers++;
    try {
      return await work();
    } finally {
      for (const place of read) {
        place.readers--;
        giveBack(place);
      }
    }
  };

  const free: HeldTensors["free"] = (held) => {
    const inEngine: number[] = [];
    for (const { held: handle } of held) {
      const place = places.get(handle);
      places.delete(handle);
      if (place === undefined || place.isInEngine) inEngine.push(handle);
      if (place === undefined || place.isFreed) continue;
      place.isFreed = true;
      giveBack(place);
    }
    return inEngine;
  };

  return {
    add,
    at: ({ held }) => places.get(held)?.here,
    shapeOf: ({ held }) => places.get(held)?.shape ?? [],
    isInEngine: ({ held }) => places.get(held)?.isInEngine ?? true,
    nowInEngine: ({ held }) => {
      const place = places.get(held);
      if (place !== undefined) place.isInEngine = true;
    },
    view,
    whileRead,
    free,
  };
}
