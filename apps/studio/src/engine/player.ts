/** Takes steps in slices, as fast as it may, and shows what came of them only as often as somebody looks. */
import type { TrainingPosition } from "@occam/core";

/** What is played: a training, and how it is looked at. */
export interface Played<Shown> {
  readonly position: () => TrainingPosition;
  readonly advance: (stepCount: number) => Promise<TrainingPosition>;
  readonly look: () => Promise<Shown>;
  /** The losses that a look shows. */
  readonly losses: (shown: Shown) => readonly number[];
}

export interface PlayerParts<Shown> {
  readonly played: Played<Shown>;
  readonly show: (shown: Shown) => void;
  /** Nothing moves any more: it has paused by itself. */
  readonly onStill: () => void;
  readonly onError: (error: unknown) => void;
  /** Milliseconds of some clock. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, at least in a later task. */
  readonly wait: (ms: number) => Promise<void>;
}

export interface Player {
  /** `stepsPerSecond`: Infinity for as many as there are. At `lastStep` it pauses by itself. */
  readonly play: (stepsPerSecond: number, lastStep?: number) => void;
  /** Where it then stands is shown. */
  readonly pause: () => void;
  readonly isPlaying: () => boolean;
  /** The last look has been taken: another may be shown. */
  readonly taken: () => void;
  /** Does something between two slices, and shows what came of it. */
  readonly between: (work: () => Promise<unknown>) => Promise<void>;
  /** Does something between two slices that nobody has to see. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Pauses for good, without a last look; resolves when what is under way has ended. */
  readonly end: () => Promise<void>;
}

/** So long do requests wait at most. */
const SLICE_MS = 12;
const FRAME_MS = 33;
/** Looking takes at most this part of the time: training is not held back by drawing. */
const LOOKING_SHARE = 0.25;
const MOST_STEPS = 100_000;

export function createPlayer<Shown>({ played, show, onStill, onError, now, wait }: PlayerParts<Shown>): Player {
  let rate: number | undefined;
  /** How often it was told to play: a loop ends when there is a later one. */
  let times = 0;
  let isTaken = true;
  let isOver = false;
  let nextLookMs = now();
  /** The step of the last look. */
  let lookedAt = -1;
  /** Steps in about a slice's time. */
  let slice = 1;
  /** Work that waits for the end of a slice. */
  let turn: Promise<unknown> = Promise.resolve();
  const stillness = createStillness();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  const look = async (): Promise<void> => {
    // It may have ended while this waited for its turn.
    if (isOver) return;
    const startMs = now();
    const shown = await played.look();
    nextLookMs = now() + Math.max(FRAME_MS, (now() - startMs) * (1 / LOOKING_SHARE - 1));
    isTaken = false;
    lookedAt = played.position().step;
    show(shown);
    if (rate === undefined || !stillness.learn(played.position().epoch, played.losses(shown))) return;
    rate = undefined;
    onStill();
  };

  /** Whether any steps were taken. */
  const takeSlice = async (count: number): Promise<boolean> => {
    const [startMs, { step }] = [now(), played.position()];
    const after = await played.advance(count);
    slice = Math.max(1, Math.min(MOST_STEPS, Math.round((count * SLICE_MS) / Math.max(now() - startMs, 0.05))));
    return after.step > step;
  };

  const loop = async (stepsPerSecond: number, lastStep: number, isCurrent: () => boolean): Promise<void> => {
    const startMs = now();
    let taken = 0;
    while (isCurrent()) {
      const left = lastStep - played.position().step;
      if (left <= 0) return stop();
      const due = stepsPerSecond === Infinity ? slice : Math.floor(((now() - startMs) * stepsPerSecond) / 1000) - taken;
      if (due >= 1) {
        const count = Math.min(due, slice, left);
        taken += count;
        if (!(await inTurn(() => takeSlice(count)))) return stop();
      }
      if (isTaken && now() >= nextLookMs) await inTurn(look);
      await wait(due >= 1 ? 0 : Math.min(FRAME_MS, 1000 / stepsPerSecond));
    }
    if (rate === undefined && !isOver) await inTurn(lookAgain);
  };

  const lookAgain = async (): Promise<void> => {
    if (played.position().step !== lookedAt) await look();
  };

  /** By itself, with a last look. */
  const stop = async (): Promise<void> => {
    rate = undefined;
    await inTurn(look);
    if (!isOver) onStill();
  };

  return {
    play: (stepsPerSecond, lastStep = Infinity) => {
      if (rate === stepsPerSecond) return;
      rate = stepsPerSecond;
      times += 1;
      const own = times;
      stillness.forget();
      loop(stepsPerSecond, lastStep, () => rate !== undefined && times === own).catch((error) => {
        rate = undefined;
        onError(error);
      });
    },
    pause: () => {
      rate = undefined;
    },
    isPlaying: () => rate !== undefined,
    taken: () => {
      isTaken = true;
    },
    between: (work) =>
      inTurn(async () => {
        await work();
        stillness.forget();
        await look();
      }).catch(onError),
    inTurn,
    end: () => {
      rate = undefined;
      isOver = true;
      return inTurn(async () => undefined);
    },
  };
}

/** Epochs in which nothing may move. */
const STILL_EPOCHS = 300;
/** Losses that differ by less than this part of them, or of a hundredth, are the same. */
const STILL_PART = 1e-3;

function createStillness() {
  let seen: readonly { readonly epoch: number; readonly losses: readonly number[] }[] = [];
  return {
    forget: () => {
      seen = [];
    },
    /** Whether all losses have been the same for long. */
    learn: (epoch: number, losses: readonly number[]): boolean => {
      seen = [...seen.filter((each) => each.epoch <= epoch), { epoch, losses }];
      const since = seen.filter((each) => each.epoch <= epoch - STILL_EPOCHS);
      if (since.length === 0) return false;
      seen = seen.slice(since.length - 1);
      return losses.every((loss, i) => {
        const all = seen.map((each) => each.losses[i] as number);
        return Math.max(...all) - Math.min(...all) <= STILL_PART * (Math.abs(loss) + 0.01);
      });
    },
  };
}
