/** What answers a page's requests: one training at a time, played. Workers and tests bring runtime, clock and messages. */
import { isOccamError } from "@occam/core";
import type { Request } from "./protocol.ts";
import { REGULARIZERS } from "./regularizers.ts";
import type { Session } from "./session.ts";
import { type Stage, type StageTools, stripStage, trainingStage } from "./stages.ts";
import { checkState, isSameTraining, MOST_TEXT, type PlaygroundState, TABLE } from "./state.ts";
import { createShelf } from "./tables/shelf.ts";
import type { TableChoice } from "./tables/table-choice.ts";
import { FIRST_VIEW, type View } from "./view.ts";

export type HostParts = Omit<StageTools, "onError" | "table">;

export function createHost(parts: HostParts): (request: Request) => Promise<void> {
  const { post } = parts;
  let stage: Stage | undefined;
  let view: View = FIRST_VIEW;
  /** Requests that open or change are done one after the other. */
  let turn: Promise<unknown> = Promise.resolve();
  const shelf = createShelf();
  let newestOpen: Request | undefined;

  const onError = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    post({ kind: "failed", message, ...(isOccamError(error) && { code: error.code }) });
  };

  const tools: StageTools = { ...parts, onError, table: () => shelf.chosen() };

  const close = async (): Promise<void> => {
    const before = stage;
    stage = undefined;
    // A slice under way is finished first.
    await before?.end();
    await before?.release();
  };

  const open = async (state: PlaygroundState): Promise<void> => {
    await close();
    await show(await trainingStage(tools, state, () => view));
  };

  const openStripOf = async ({ state, choice, side }: Extract<Request, { kind: "openStrip" }>): Promise<void> => {
    if (!REGULARIZERS.some(({ name }) => name === choice.regularizer)) {
      const received = String(choice.regularizer).slice(0, MOST_TEXT);
      return post({ kind: "refused", refusal: { code: "value", at: "choice.regularizer", received } });
    }
    await close();
    await show(await stripStage(tools, state, { choice, side }));
  };

  /** With a first look, before any step. */
  const show = async (next: Stage): Promise<void> => {
    stage = next;
    await next.player.between(async () => undefined);
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
