/** What answers a page's requests: one training at a time, played. Workers and tests bring runtime, clock and messages. */
import { isOccamError, type Runtime } from "@occam/core";
import { gridOf, truthOn } from "./grid.ts";
import { createJudge } from "./judge.ts";
import { createPlayer, type Player, type PlayerParts } from "./player.ts";
import type { Reply, Request } from "./protocol.ts";
import { REGULARIZERS } from "./regularizers.ts";
import { openSession, type Session, type Snapshot, type View } from "./session.ts";
import { checkState, isSameTraining, MOST_TEXT, type PlaygroundState, TABLE } from "./state.ts";
import { openStrip, type StripSnapshot } from "./strip.ts";
import { createShelf } from "./tables/shelf.ts";
import type { TableChoice } from "./tables/table-choice.ts";

export interface HostParts extends Pick<PlayerParts<unknown>, "now" | "wait"> {
  readonly runtime: Runtime;
  /** `transfer`: buffers that go over to the page. */
  readonly post: (reply: Reply, transfer?: readonly ArrayBuffer[]) => void;
}

/** A training that is open, and who plays it. */
interface Stage {
  readonly player: Player;
  readonly stepsPerEpoch: () => number;
  readonly session?: Session;
  /** Nothing more is shown of it. */
  readonly end: () => Promise<void>;
  readonly release: () => Promise<void>;
}

export function createHost({ runtime, post, now, wait }: HostParts): (request: Request) => Promise<void> {
  let stage: Stage | undefined;
  let view: View = { side: 48, chosen: 0, unitSide: 20, threshold: 0.01 };
  /** Requests that open or change are done one after the other. */
  let turn: Promise<unknown> = Promise.resolve();
  const shelf = createShelf();
  let newestOpen: Request | undefined;

  const onError = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    post({ kind: "failed", message, ...(isOccamError(error) && { code: error.code }) });
  };

  const close = async (): Promise<void> => {
    const before = stage;
    stage = undefined;
    // A slice under way is finished first.
    await before?.end();
    await before?.release();
  };

  const open = async (state: PlaygroundState): Promise<void> => {
    await close();
    const session = await openSession(state, runtime, shelf.chosen());
    const { sample } = session;
    const { train, validation, table } = sample;
    const truth = truthOn(sample, gridOf(sample, view.side));
    post({ kind: "opened", state, train, validation, truth, ...(table && { table }) });
    const player = createPlayer<Snapshot>({
      played: {
        position: session.position,
        advance: session.advance,
        look: () => session.snapshot(view),
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
      read: () => session.evidence(view.threshold),
      show: ({ position, panels }) => post({ kind: "verdicts", position, panels }),
    });
    const end = (): Promise<void> => {
      judge.end();
      return player.end();
    };
    stage = { player, session, stepsPerEpoch: () => session.position().stepsPerEpoch, end, release: session.release };
    await player.between(async () => undefined);
  };

  const openStripOf = async ({ state, choice, side }: Extract<Request, { kind: "openStrip" }>): Promise<void> => {
    if (!REGULARIZERS.some(({ name }) => name === choice.regularizer)) {
      const received = String(choice.regularizer).slice(0, MOST_TEXT);
      return post({ kind: "refused", refusal: { code: "value", at: "choice.regularizer", received } });
    }
    await close();
    const strip = await openStrip(state, choice, runtime, shelf.chosen());
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
    stage = { player, stepsPerEpoch: () => strip.position().stepsPerEpoch, end: player.end, release: strip.release };
    await player.between(async () => undefined);
  };

  /** Other numbers go into the training that is; others begin one, which plays on if that did. */
  const change = async (state: PlaygroundState): Promise<void> => {
    const { session, player } = stage ?? {};
    if (session === undefined || player === undefined || !isSameTraining(session.state(), state)) return open(state);
    await player.between(async () => {
      await session.change(state);
      post({ kind: "changed", state, position: session.position() });
    });
  };

  /** `table`: what is now to be trained on of the table that was read last. */
  const checked = async (
    given: unknown,
    use: (state: PlaygroundState) => Promise<void>,
    table?: TableChoice,
  ): Promise<void> => {
    const found = checkState(given);
    if ("refusal" in found) return post({ kind: "refused", refusal: found.refusal });
    const problem = table === undefined ? undefined : shelf.choose(table);
    if (problem !== undefined) return post({ kind: "tableRefused", problem });
    const isHere = found.state.data.set !== TABLE || shelf.chosen() !== undefined;
    if (isHere) await use(found.state);
    else post({ kind: "tableRefused", problem: { code: "notHere" } });
  };

  /** Work on the training of a playground, if one is open, and a look at what it did. */
  const work = (own: (session: Session) => Promise<unknown>): Promise<void> | undefined => {
    const { session, player } = stage ?? {};
    return session && player?.between(() => own(session));
  };

  /** Work that leaves the training as it is. */
  const ask = async (own: (session: Session) => Promise<unknown>): Promise<void> => {
    const { session, player } = stage ?? {};
    if (session !== undefined) await player?.inTurn(() => own(session));
  };

  const play = ({ epochsPerSecond, lastEpoch = Infinity }: Extract<Request, { kind: "play" }>): void => {
    if (stage === undefined) return;
    const stepsPerEpoch = stage.stepsPerEpoch();
    stage.player.play(epochsPerSecond * stepsPerEpoch, lastEpoch * stepsPerEpoch);
  };

  const answer = async (request: Request): Promise<void> => {
    switch (request.kind) {
      case "readTable":
        return post(await shelf.read(request.text, request.name));
      case "open":
        view = request.view;
        // Of what is dragged only the last is opened. What was chosen of a table is not told again.
        if (request !== newestOpen && request.table === undefined) return;
        return checked(request.state, open, request.table);
      case "openStrip":
        return checked(request.state, (state) => openStripOf({ ...request, state }), request.table);
      case "change":
        return checked(request.state, change);
      case "view":
        view = request.view;
        return work(async () => undefined);
      case "play":
        return play(request);
      case "pause":
        return stage?.player.pause();
      case "step":
        return work((session) => session.advance(request.stepCount));
      case "slowStep":
        return work(async (session) => {
          const { panel } = request;
          post({ kind: "slowStep", panel, phases: await session.slowStep(panel) });
        });
      case "rewind":
        return work((session) => session.rewind(request.step));
      case "pruned":
        return ask(async (session) => {
          const { panel, threshold } = request;
          post({ kind: "pruned", panel, threshold, facts: await session.pruned(panel, threshold) });
        });
      case "removeUnits":
        return work((session) => session.removeUnits(request.panel, request.units));
      case "undoRemoval":
        return work((session) => session.undoRemoval());
      case "toOnnx":
        return ask(async (session) => {
          const bytes = await session.toOnnx(request.panel);
          post({ kind: "onnx", panel: request.panel, bytes });
        });
      case "taken":
        return stage?.player.taken();
    }
  };

  return (request) => {
    // What only says that something was seen, or is to stop, waits for nothing.
    if (request.kind === "taken" || request.kind === "pause") return answer(request);
    if (request.kind === "open") newestOpen = request;
    const done = turn.then(() => answer(request)).catch(onError);
    turn = done;
    return done;
  };
}

function planesOf({ panels, pictures }: Snapshot): readonly ArrayBuffer[] {
  return [...panels.map(({ plane }) => plane), ...pictures.flat()].map(({ buffer }) => buffer as ArrayBuffer);
}
