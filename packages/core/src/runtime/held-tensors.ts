/** The tensors that a runtime holds, by their handles: each lies here, for programs, or in ONNX Runtime's engine, or in both. */
import type { FedByName } from "../compiled/run-memory.js";
import { viewRows } from "../tensor/tensor.ts";
import type { Held, Inputs } from "./runtime.ts";
import type { NumberTensor, TensorMemory } from "./tensor-memory.ts";

interface Place {
  shape: readonly number[];
  /** What lies here, in memory that programs see. */
  readonly here: NumberTensor | undefined;
  isInEngine: boolean;
  /** The run under way that writes it. */
  writing: Writing | undefined;
  /** Runs under way that read or write it, and parts of it that are held. */
  users: number;
  isFreed: boolean;
  /** What it is a part of. */
  readonly whole: Place | undefined;
}

/** A run that writes what is already held. */
export interface Writing {
  /** Resolves when it has ended, however. */
  readonly ended: Promise<unknown>;
  /** Which thread writes which part: who reads just what it writes needs not wait. Undefined where that cannot be, or while no thread has been asked. */
  readonly sharing: () => string | undefined;
}

export interface HeldTensors {
  /** Takes a tensor of the memory over; undefined: it lies in the engine under this handle. */
  readonly add: (handle: number, shape: readonly number[], here?: NumberTensor) => Held;
  /** What lies here; undefined for what does not, or is not held. */
  readonly at: (held: Held) => NumberTensor | undefined;
  readonly shapeOf: (held: Held) => readonly number[];
  /** What is known of all that a run is fed. */
  readonly fedWith: (inputs: Inputs) => FedByName;
  readonly nowHasShape: (held: Held, shape: readonly number[]) => void;
  readonly isInEngine: (held: Held) => boolean;
  readonly nowInEngine: (held: Held) => void;
  /** Rows of what lies here, under a handle of their own; undefined for what does not. */
  readonly view: (held: Held, handle: number, first: number, end: number) => Held | undefined;
  /** The run under way that writes it. */
  readonly writing: (held: Held) => Writing | undefined;
  /** Until `ended` their memory is not given to others, freed or not. */
  readonly use: (held: readonly Held[], ended: Promise<unknown>) => void;
  readonly write: (held: Held, writing: Writing) => void;
  /** Those among them that the engine has to free. */
  readonly free: (held: readonly Held[]) => readonly number[];
}

export function heldTensors(memory: TensorMemory): HeldTensors {
  const places = new Map<number, Place>();

  const leave = (place: Place) => {
    place.users--;
    giveBack(place);
  };

  const giveBack = ({ here, isFreed, users, whole }: Place) => {
    if (here === undefined || !isFreed || users > 0) return;
    if (whole === undefined) memory.giveBack(here);
    else leave(whole);
  };

  const add: HeldTensors["add"] = (handle, shape, here) => {
    const isInEngine = here === undefined;
    places.set(handle, { shape, here, isInEngine, writing: undefined, users: 0, isFreed: false, whole: undefined });
    return { held: handle };
  };

  const view: HeldTensors["view"] = ({ held }, handle, first, end) => {
    const whole = places.get(held);
    if (whole?.here === undefined) return undefined;
    whole.users++;
    const here = viewRows(whole.here, first, end);
    places.set(handle, { ...whole, shape: here.shape, here, isInEngine: false, users: 0, whole });
    return { held: handle };
  };

  const placesOf = (held: readonly Held[]) =>
    held.map((each) => places.get(each.held)).filter((place) => place !== undefined);

  const use: HeldTensors["use"] = (held, ended) => {
    const used = placesOf(held);
    for (const place of used) place.users++;
    void ended.then(() => {
      used.forEach(leave);
    });
  };

  const write: HeldTensors["write"] = (held, writing) => {
    const place = places.get(held.held);
    if (place === undefined) return;
    place.writing = writing;
    use([held], writing.ended);
    void writing.ended.then(() => {
      place.writing = undefined;
    });
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

  const shapeOf: HeldTensors["shapeOf"] = ({ held }) => places.get(held)?.shape ?? [];

  return {
    add,
    at: ({ held }) => places.get(held)?.here,
    shapeOf,
    fedWith: (inputs) =>
      Object.fromEntries(
        Object.entries(inputs).map(([name, feed]) => [name, "held" in feed ? { shape: shapeOf(feed) } : feed]),
      ),
    nowHasShape: ({ held }, shape) => {
      const place = places.get(held);
      if (place !== undefined) place.shape = shape;
    },
    isInEngine: ({ held }) => places.get(held)?.isInEngine ?? true,
    nowInEngine: ({ held }) => {
      const place = places.get(held);
      if (place !== undefined) place.isInEngine = true;
    },
    view,
    writing: ({ held }) => places.get(held)?.writing,
    use,
    write,
    free,
  };
}
