/** What the playground's page knows and asks: the state that its controls make, and what its worker shows of the training. */
import type { TrainingPosition } from "@occam/core";
import type { Told } from "../../../engine/code.ts";
import type { Reply, Request } from "../../../engine/protocol.ts";
import type { SlowStep } from "../../../engine/slow-step.ts";
import type { Snapshot } from "../../../engine/snapshot.ts";
import { isSameTraining, type PlaygroundState, type Refusal, TABLE } from "../../../engine/state.ts";
import type { TableChoice } from "../../../engine/tables/table-choice.ts";
import type { PanelVerdict } from "../../../engine/verdict.ts";
import { FIRST_VIEW, type View } from "../../../engine/view.ts";
import { type Change, changesBefore, continued, withChange } from "./changes.ts";
import { afterDrawing, CALM_EPOCHS_PER_SECOND } from "./drawn.ts";
import { withTable } from "./edits.ts";
import { type Line, openLine } from "./line.ts";
import { Losses } from "./losses.svelte.ts";
import { OwnTables } from "./own-tables.svelte.ts";
import { PrunedNetwork } from "./pruned-network.svelte.ts";
import type { TableSource } from "./table-texts.ts";

/** Epochs a second; Infinity for as many as there are. */
export const SPEEDS: readonly number[] = [1, 10, 100, Infinity];

type Kind = Reply["kind"];
type ReplyOf<K extends Kind> = Extract<Reply, { kind: K }>;

const BEGINNING: TrainingPosition = { step: 0, stepsPerEpoch: 1, epoch: 0 };

/** Owns the worker that trains. */
export class Playground {
  /** What the controls say. */
  state: PlaygroundState;
  /** The examples, and what is known of their truth. */
  opened = $state.raw<ReplyOf<"opened">>();
  snapshot = $state.raw<Snapshot>();
  /** The furthest that this training has come. */
  latest = $state.raw(BEGINNING);
  isPlaying = $state(false);
  /** Nothing moved any more, so it has paused by itself. */
  isSettled = $state(false);
  isLookingBack = $state(false);
  speed = $state(100);
  view = $state.raw(FIRST_VIEW);
  changes = $state.raw<readonly Change[]>([]);
  readonly losses = new Losses();
  verdicts = $state.raw<readonly PanelVerdict[]>([]);
  /** The last step that was taken in slow motion, and of which panel. */
  slow = $state.raw<{ readonly panel: number; readonly step: SlowStep | undefined }>();
  readonly pruned = new PrunedNetwork((request) => this.#post(request));
  /** How often units were taken out since the training last moved. */
  removals = $state(0);
  readonly tables = new OwnTables();
  failure = $state.raw<string>();
  refusal = $state.raw<Refusal>();

  #line: Line;
  /** The state of the training that is open, as the worker says it. */
  #trained: PlaygroundState;
  #isCalm: boolean;
  /** A place to look back to that waits until the last one is shown. */
  #wanted: number | undefined;
  /** How often units were taken out of this training by hand, which no program tells. */
  #handiwork = 0;
  #isRewinding = false;
  #onOnnx: (bytes: Uint8Array) => void = () => {};

  constructor(first: PlaygroundState, { isCalm = false } = {}) {
    this.state = $state.raw(first);
    this.#trained = first;
    this.#isCalm = isCalm;
    // A network that is held back shows more of itself than one that is not.
    this.view = { ...FIRST_VIEW, chosen: Math.min(1, first.panels.length - 1) };
    this.#line = openLine((reply) => this.#learn(reply));
    this.#post({ kind: "open", state: first, view: this.view });
  }

  close(): void {
    this.#line.close();
  }

  get position(): TrainingPosition {
    return this.snapshot?.position ?? this.latest;
  }

  /** The training from its first step on: what a program must do to come to the same weights. */
  told(): Told {
    const { step } = this.position;
    const changes = changesBefore(this.changes, step);
    const { state: first = this.#trained, table: facts, train, validation } = this.opened ?? {};
    const table = facts && train && validation && { facts, train, validation };
    return { first, changes, stepCount: step, ...(table && { table }) };
  }

  /** Whether a program that trains the same gives other networks than those that are shown. */
  isHandmade(): boolean {
    return this.#handiwork > 0;
  }

  /** What is trained on, where that is a table: another worker must be told all of it. */
  tableSource(): TableSource | undefined {
    return this.state.data.set === TABLE ? this.tables.source() : undefined;
  }

  /** It stays in this page's worker. */
  readTable(text: string, name: string): void {
    this.#post(this.tables.read({ text, name }));
  }

  /** Trains on the table that was read last. */
  openTable(choice: TableChoice): void {
    if (!this.tables.choose(choice)) return;
    this.state = withTable(this.state);
    this.#open(this.state, choice);
    this.play();
  }

  play(): void {
    this.#goOn();
    this.isPlaying = true;
    this.#post({ kind: "play", epochsPerSecond: this.#isCalm ? CALM_EPOCHS_PER_SECOND : this.speed });
  }

  pause(): void {
    this.isPlaying = false;
    this.#post({ kind: "pause" });
  }

  step(): void {
    this.pause();
    this.#goOn();
    this.#post({ kind: "step", stepCount: 1 });
  }

  /** One step, of which the chosen panel tells all. */
  slowStep(): void {
    this.pause();
    this.#goOn();
    this.#post({ kind: "slowStep", panel: this.view.chosen });
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    if (this.isPlaying) this.play();
  }

  /** The same from the start; in a new thread where the old one failed. */
  reset(): void {
    this.#open(this.state);
  }

  /** Another state: with all weights kept where only its numbers differ, anew where its network or its examples do. */
  change(state: PlaygroundState): void {
    // Where nothing moved any more, now something does.
    const [before, goesOn] = [this.state, this.isPlaying || this.isSettled];
    this.refusal = undefined;
    this.state = state;
    if (isSameTraining(before, state)) {
      this.#goOn();
      this.#post({ kind: "change", state });
    } else this.#open(state);
    if (goesOn) this.play();
  }

  /** Shows the training as it was at a step; of many places asked for in a row only the last is gone to. */
  lookBack(step: number): void {
    if (this.isPlaying) this.pause();
    // The worker may have come further than it has shown.
    this.#wanted = step < this.latest.step ? Math.max(0, step) : Infinity;
    this.#rewind();
  }

  setView(view: Partial<View>): void {
    if (view.chosen !== undefined && view.chosen !== this.view.chosen) this.pruned.forget();
    this.view = { ...this.view, ...view };
    this.#post({ kind: "view", view: this.view });
  }

  /** Out of the chosen panel's hidden layers, of each a list. */
  removeUnits(units: readonly (readonly number[])[]): void {
    if (units.every((ofLayer) => ofLayer.length === 0)) return;
    if (this.isPlaying) this.pause();
    if (this.isLookingBack) this.#goOn();
    this.removals += 1;
    this.#handiwork += 1;
    this.#post({ kind: "removeUnits", panel: this.view.chosen, units });
  }

  undoRemoval(): void {
    if (this.removals === 0) return;
    this.removals -= 1;
    this.#handiwork -= 1;
    this.#post({ kind: "undoRemoval" });
  }

  /** The chosen panel's network as a file's bytes. */
  toOnnx(): Promise<Uint8Array> {
    return new Promise((resolve) => {
      this.#onOnnx = resolve;
      this.#post({ kind: "toOnnx", panel: this.view.chosen });
    });
  }

  /** In a new thread where the old one failed. */
  #open(state: PlaygroundState, table?: TableChoice): void {
    const isLost = this.failure !== undefined;
    const source = isLost ? this.tableSource() : undefined;
    const tables = isLost ? this.#renew(source) : { before: [], after: [] };
    this.isPlaying = false;
    this.#goOn();
    this.#wanted = undefined;
    this.failure = undefined;
    this.view = { ...this.view, chosen: Math.min(this.view.chosen, state.panels.length - 1) };
    const choice = table ?? source?.choice;
    for (const request of tables.before) this.#post(request);
    this.#post({ kind: "open", state, view: this.view, ...(choice && { table: choice }) });
    for (const request of tables.after) this.#post(request);
  }

  /** Another worker: it has no tables, and answers nothing that the last one was asked. */
  #renew(source: TableSource | undefined) {
    this.#line.close();
    this.#line = openLine((reply) => this.#learn(reply));
    this.#isRewinding = false;
    this.pruned.lose();
    return this.tables.again(source);
  }

  /** What comes next starts from where the page looks: what was later is another training. */
  #goOn(): void {
    [this.isLookingBack, this.isSettled, this.removals] = [false, false, 0];
    this.changes = continued(this.changes, this.opened?.state ?? this.#trained, this.#trained, this.position);
  }

  #post(request: Request): void {
    this.#line.post(request);
  }

  #rewind(): void {
    if (this.#isRewinding || this.#wanted === undefined) return;
    this.isLookingBack = this.#wanted < this.latest.step;
    this.removals = 0;
    this.#isRewinding = true;
    this.#post({ kind: "rewind", step: this.#wanted });
    this.#wanted = undefined;
  }

  #learn<K extends Kind>(reply: ReplyOf<K>): void {
    // Each kind's function takes its own reply, which an index by a type parameter forgets.
    const learn = this.#learners[reply.kind as K] as ((reply: ReplyOf<K>) => void) | undefined;
    learn?.(reply);
  }

  #learners: { readonly [K in Kind]?: (reply: ReplyOf<K>) => void } = {
    opened: (reply) => {
      this.opened = reply;
      this.#trained = reply.state;
      this.latest = BEGINNING;
      this.#handiwork = 0;
      [this.snapshot, this.slow] = [undefined, undefined];
      [this.verdicts, this.changes] = [[], []];
      this.pruned.forget();
      this.losses.begin(reply.state.panels.length);
      this.#isRewinding = false;
    },
    snapshot: ({ snapshot, isPlaying }) => this.#show(snapshot, isPlaying),
    changed: ({ state, position }) => {
      this.#trained = state;
      this.changes = withChange(this.changes, this.opened?.state ?? state, state, position);
    },
    slowStep: ({ panel, phases }) => {
      this.slow = { panel, step: phases };
    },
    verdicts: ({ panels }) => {
      this.verdicts = panels;
    },
    pruned: (reply) => this.pruned.learn(reply, this.view),
    onnx: ({ bytes }) => this.#onOnnx(bytes),
    still: () => {
      this.isPlaying = false;
      this.isSettled = true;
    },
    table: (reply) => this.tables.learn(reply),
    tableUnread: (reply) => this.tables.learn(reply),
    // What was open stays open.
    tableRefused: ({ problem }) => {
      this.tables.refuse(problem);
      this.state = this.#trained;
    },
    refused: ({ refusal }) => {
      this.refusal = refusal;
      this.state = this.#trained;
    },
    failed: ({ message }) => {
      this.isPlaying = false;
      this.tables.isReading = false;
      this.#isRewinding = false;
      this.pruned.lose();
      this.failure = message;
    },
  };

  #show(snapshot: Snapshot, isPlaying: boolean): void {
    this.snapshot = snapshot;
    // It was told to play on while it said that nothing moved.
    if (isPlaying && this.isSettled) [this.isPlaying, this.isSettled] = [true, false];
    this.#isRewinding = false;
    this.#rewind();
    if (!this.isLookingBack) {
      this.latest = snapshot.position;
      this.losses.add(snapshot);
    }
    this.pruned.look(this.view, isPlaying);
    afterDrawing(this.#isCalm && isPlaying, () => this.#post({ kind: "taken" }));
  }
}
