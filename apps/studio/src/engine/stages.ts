/** What a worker has open: a training of panels or of a strip, with who plays it and what is told of it. */
import type { Runtime } from "@occam/core";
import { gridOf, truthOn } from "./grid.ts";
import { createJudge } from "./judge.ts";
import { createPlayer, type Player, type PlayerParts } from "./player.ts";
import type { Reply } from "./protocol.ts";
import { openSession, type Session } from "./session.ts";
import type { Snapshot } from "./snapshot.ts";
import type { PlaygroundState } from "./state.ts";
import { openStrip, type StripChoice, type StripSnapshot } from "./strip.ts";
import type { ChosenTable } from "./tables/table-choice.ts";
import type { View } from "./view.ts";

export interface Stage {
  readonly player: Player;
  readonly stepsPerEpoch: () => number;
  /** Of panels; a strip has none. */
  readonly session?: Session;
  /** Nothing more is shown of it. */
  readonly end: () => Promise<void>;
  readonly release: () => Promise<void>;
}

export interface StageTools extends Pick<PlayerParts<unknown>, "now" | "wait" | "onError"> {
  readonly runtime: Runtime;
  /** `transfer`: buffers that go over to the page. */
  readonly post: (reply: Reply, transfer?: readonly ArrayBuffer[]) => void;
  /** What states of a table are trained on. */
  readonly table: () => ChosenTable | undefined;
}

/** `view`: what is looked at, whenever that is. */
export async function trainingStage(tools: StageTools, state: PlaygroundState, view: () => View): Promise<Stage> {
  const { runtime, post, onError, now, wait } = tools;
  const session = await openSession(state, runtime, tools.table());
  const { sample } = session;
  const { train, validation, table } = sample;
  const truth = truthOn(sample, gridOf(sample, view().side));
  post({ kind: "opened", state, train, validation, truth, ...(table && { table }) });
  const player = createPlayer<Snapshot>({
    played: {
      position: session.position,
      advance: session.advance,
      look: () => session.snapshot(view()),
      losses: ({ panels }) => panels.map(({ train, penalty }) => train.loss + penalty),
    },
    show: (snapshot) => {
      post({ kind: "snapshot", snapshot, isPlaying: player.isPlaying() }, planesOf(snapshot));
      judge.look();
    },
    ...{ onStill: () => post({ kind: "still" }), onError, now, wait },
  });
  const judge = createJudge({
    ...{ player, onError, now, wait },
    read: () => session.evidence(view().threshold),
    show: ({ position, panels }) => post({ kind: "verdicts", position, panels }),
  });
  const end = (): Promise<void> => {
    judge.end();
    return player.end();
  };
  return { player, session, stepsPerEpoch: () => session.position().stepsPerEpoch, end, release: session.release };
}

function planesOf({ panels, pictures }: Snapshot): readonly ArrayBuffer[] {
  return [...panels.map(({ plane }) => plane), ...pictures.flat()].map(({ buffer }) => buffer as ArrayBuffer);
}

/** `side`: points along each axis of a tile. */
export async function stripStage(
  tools: StageTools,
  state: PlaygroundState,
  { choice, side }: { readonly choice: StripChoice; readonly side: number },
): Promise<Stage> {
  const { runtime, post, onError, now, wait } = tools;
  const strip = await openStrip(state, choice, runtime, tools.table());
  post({ kind: "openedStrip", strengths: strip.strengths });
  const player = createPlayer<StripSnapshot>({
    played: {
      position: strip.position,
      advance: strip.advance,
      look: () => strip.snapshot(side),
      losses: ({ cells }) => cells.flat().map(({ train }) => train),
    },
    show: (snapshot) => post({ kind: "stripSnapshot", snapshot, isPlaying: player.isPlaying() }),
    ...{ onStill: () => post({ kind: "still" }), onError, now, wait },
  });
  return { player, stepsPerEpoch: () => strip.position().stepsPerEpoch, end: player.end, release: strip.release };
}
