/** How the replicas of a training stand: who takes steps and who has stopped, and their state in a runtime. */
import { takeRows } from "../../tensor/tensor.ts";
import type { HeldState } from "../cohort/engine.ts";
import type { Lane } from "../cohort/feed-plan.ts";
import { slotScale } from "../program/compile-training.ts";
import type { Divergence } from "../recipe/history.ts";
import { namedState, packedState, type ReplicaCheckpoint } from "./checkpoint.ts";
import type { Setup } from "./setup.ts";

/** Replicas by their numbers, each with its state. */
type Checkpoints = ReadonlyMap<number, ReplicaCheckpoint>;

/** How a replica ends. */
export interface Ending {
  readonly divergence: Divergence;
  /** What it keeps; where that is left out, the state in which all was last finite. */
  readonly tensors?: ReplicaCheckpoint["tensors"];
}

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
  /** All that was looked at in the state as it is was finite; of no state was more than of the one to begin with. */
  readonly markSound: () => void;
  /** Takes replicas from those that train. */
  readonly stop: (ended: ReadonlyMap<number, Ending>) => Promise<void>;
  /** Of those that have stopped: what they keep is not finite when it is looked at. They keep the state in which all last was. */
  readonly fallBack: (replicas: readonly number[]) => void;
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

  /** Of those that stopped here, the state in which all was last finite. */
  const fallbacks = new Map<number, ReplicaCheckpoint["tensors"]>();
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
    stop: async (ended) => {
      if (ended.size === 0) return;
      const before = await readGroup(sound);
      for (const [replica, ending] of ended) {
        const last = before.get(replica) as ReplicaCheckpoint;
        stopped.set(replica, { ...last, ...ending });
        fallbacks.set(replica, last.tensors);
      }
      const staying = lanes.filter(({ replica }) => !ended.has(replica));
      const places = staying.map((lane) => lanes.indexOf(lane));
      const nextState = await rowsOf(state, places);
      const nextSound = sound === state ? nextState : await rowsOf(sound, places);
      free();
      [lanes, state, sound] = [staying, nextState, nextSound];
    },
    fallBack: (replicas) => {
      for (const replica of replicas) {
        const [kept, tensors] = [stopped.get(replica), fallbacks.get(replica)];
        if (kept !== undefined && tensors !== undefined) stopped.set(replica, { ...kept, tensors });
      }
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
