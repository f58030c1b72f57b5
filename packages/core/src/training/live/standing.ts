/** How the replicas of a training stand: who takes steps and who has stopped, and their state in a runtime. */
import { takeRows } from "../../tensor/tensor.ts";
import type { HeldState } from "../cohort/engine.ts";
import type { Lane } from "../cohort/feed-plan.ts";
import { slotScale } from "../program/compile-training.ts";
import { namedState, packedState, type ReplicaCheckpoint } from "./checkpoint.ts";
import type { Setup } from "./setup.ts";

/** Replicas by their numbers, each with its state. */
export type Checkpoints = ReadonlyMap<number, ReplicaCheckpoint>;

/** Replicas, and the state of their program that they are the rows of. */
export interface Group {
  readonly lanes: readonly Lane[];
  readonly state: HeldState;
}

export interface Standing {
  /** Those that take steps. */
  readonly training: () => Group;
  readonly stopped: () => Checkpoints;
  /** After further steps of those that train. */
  readonly replace: (state: HeldState) => void;
  /** All that was looked at in the state as it is was finite. */
  readonly markSound: () => void;
  /** Those that train, in the state that was last marked so; at first the one to begin with. */
  readonly sound: () => Promise<Checkpoints>;
  /** Takes replicas from those that train, each with the state that it keeps. */
  readonly stop: (ended: Checkpoints) => Promise<void>;
  /** All replicas. */
  readonly read: () => Promise<readonly ReplicaCheckpoint[]>;
  /** What `work` gives with those that have stopped, if any, held for that long. */
  readonly withStopped: <T>(work: (group: Group) => Promise<T>) => Promise<T | undefined>;
  readonly free: () => void;
}

export async function holdStanding(setup: Setup, start: readonly ReplicaCheckpoint[]): Promise<Standing> {
  const { engine, plan } = setup;
  const { program, recipe } = plan;
  const scaleOf = ({ candidate }: Lane) => slotScale(recipe, candidate);
  const stopped = new Map([...start.entries()].filter(([, { divergence }]) => divergence !== undefined));
  let lanes = setup.lanes.filter(({ replica }) => !stopped.has(replica));

  const hold = async (own: readonly Lane[], from: (replica: number) => ReplicaCheckpoint): Promise<HeldState> => {
    if (own.length === 0) return [];
    const packed = own.map((lane) => {
      const kept = from(lane.replica);
      return { ...kept, slotFactor: scaleOf(lane) / kept.slotScale };
    });
    return engine.holdState(packedState(program, packed));
  };

  let state = await hold(lanes, (replica) => start[replica] as ReplicaCheckpoint);
  let sound = state;

  const readGroup = async (held: HeldState): Promise<Checkpoints> => {
    const tensors = await engine.readState(held);
    const checkpointOf = (lane: Lane, row: number) => ({
      tensors: namedState(program, tensors, row),
      slotScale: scaleOf(lane),
    });
    return new Map(lanes.map((lane, row) => [lane.replica, checkpointOf(lane, row)]));
  };

  /** Of a program of one replica none stays. */
  const rowsOf = async (held: HeldState, places: readonly number[]): Promise<HeldState> =>
    places.length === 0 ? [] : engine.holdState((await engine.readState(held)).map((each) => takeRows(each, places)));

  const free = (): void => {
    if (sound !== state) engine.free(sound);
    engine.free(state);
  };

  return {
    training: () => ({ lanes, state }),
    stopped: () => stopped,
    replace: (next) => {
      if (state !== sound) engine.free(state);
      state = next;
    },
    markSound: () => {
      if (state !== sound) engine.free(sound);
      sound = state;
    },
    sound: () => readGroup(sound),
    stop: async (ended) => {
      if (ended.size === 0) return;
      for (const [replica, kept] of ended) stopped.set(replica, kept);
      const staying = lanes.filter(({ replica }) => !ended.has(replica));
      const places = staying.map((lane) => lanes.indexOf(lane));
      const nextState = await rowsOf(state, places);
      const nextSound = sound === state ? nextState : await rowsOf(sound, places);
      free();
      [lanes, state, sound] = [staying, nextState, nextSound];
    },
    read: async () => {
      const training = await readGroup(state);
      // Each trains or has stopped.
      return setup.lanes.map(({ replica }) => (stopped.get(replica) ?? training.get(replica)) as ReplicaCheckpoint);
    },
    withStopped: async (work) => {
      const own = setup.lanes.filter(({ replica }) => stopped.has(replica));
      if (own.length === 0) return undefined;
      const held = await hold(own, (replica) => stopped.get(replica) as ReplicaCheckpoint);
      try {
        return await work({ lanes: own, state: held });
      } finally {
        engine.free(held);
      }
    },
    free,
  };
}
