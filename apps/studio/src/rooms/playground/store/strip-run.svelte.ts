/** A strip that is being trained, by a worker of its own: the panels go on meanwhile. */
import type { Reply } from "../../../engine/protocol.ts";
import type { PlaygroundState } from "../../../engine/state.ts";
import type { StripChoice, StripSnapshot } from "../../../engine/strip.ts";
import { refusedText } from "../refused.ts";
import { zonesOf } from "../strip/zones.ts";
import { tableProblemText } from "../table/table-words.ts";
import { type Line, openLine } from "./line.ts";
import { readRequest } from "./own-tables.svelte.ts";
import type { TableSource } from "./table-texts.ts";

/** Points along each axis of a tile. */
export const TILE_SIDE = 24;
/** Fewer would be no end of training; more tell little more. */
const STRIP_EPOCHS = 800;

/** What a strip was made for: of another state it says nothing. */
interface StripSubject {
  readonly state: PlaygroundState;
  readonly choice: StripChoice;
}

/** Owns the worker, from `run` on. */
export class StripRun {
  subject = $state.raw<StripSubject>();
  strengths = $state.raw<readonly number[]>([]);
  snapshot = $state.raw<StripSnapshot>();
  isRunning = $state(false);
  failure = $state("");

  #line: Line | undefined;

  run(state: PlaygroundState, choice: StripChoice, source: TableSource | undefined): void {
    this.clear();
    this.subject = { state, choice };
    this.isRunning = true;
    const line = openLine((reply) => this.#learn(reply));
    this.#line = line;
    if (source !== undefined) line.post(readRequest(source));
    const table = source && { table: source.choice };
    line.post({ kind: "openStrip", state, choice, side: TILE_SIDE, ...table });
    line.post({ kind: "play", epochsPerSecond: Number.POSITIVE_INFINITY, lastEpoch: STRIP_EPOCHS });
  }

  /** Whether it is of this regularizer of the panel, and still true: data, network, learning and other regularizers are the same. */
  isOf(now: PlaygroundState, panel: number, regularizer: string): boolean {
    return this.subject?.choice.regularizer === regularizer && isAbout(this.subject, now, panel);
  }

  /** The strength with the lowest mean validation loss, once all is trained. */
  best(): number | undefined {
    if (this.isRunning || this.snapshot === undefined) return undefined;
    const { best } = zonesOf(this.snapshot.cells, this.snapshot.position.epoch);
    return best === undefined ? undefined : this.strengths[best];
  }

  /** Leaves what it found. */
  stop(): void {
    this.#line?.close();
    this.#line = undefined;
    this.isRunning = false;
  }

  clear(): void {
    this.stop();
    this.subject = undefined;
    this.strengths = [];
    this.snapshot = undefined;
    this.failure = "";
  }

  #learn(reply: Reply): void {
    if (reply.kind === "openedStrip") this.strengths = reply.strengths;
    else if (reply.kind === "stripSnapshot") {
      this.snapshot = reply.snapshot;
      this.#line?.post({ kind: "taken" });
    } else if (reply.kind === "still") this.stop();
    else if (reply.kind === "failed") this.#fail(reply.message);
    else if (reply.kind === "refused") this.#fail(refusedText(reply.refusal));
    else if (reply.kind === "tableUnread" || reply.kind === "tableRefused") this.#fail(tableProblemText(reply.problem));
  }

  #fail(message: string): void {
    this.failure = message;
    this.stop();
  }
}

function isAbout({ state, choice }: StripSubject, now: PlaygroundState, panel: number): boolean {
  const others = (own: PlaygroundState["panels"][number] | undefined) => ({ ...own, [choice.regularizer]: undefined });
  const told = (own: PlaygroundState, at: number) =>
    JSON.stringify([own.data, own.network, own.learning, others(own.panels[at])]);
  return panel === choice.panel && told(state, choice.panel) === told(now, panel);
}
