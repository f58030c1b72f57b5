/** What a page and its training worker tell each other. */
import type { ErrorCode, TrainingPosition } from "@occam/core";
import type { Note } from "@occam/core/tabular";
import type { PrunedFacts } from "./removals.ts";
import type { PlainExamples } from "./sample.ts";
import type { SlowStep } from "./slow-step.ts";
import type { Snapshot } from "./snapshot.ts";
import type { PlaygroundState, Refusal } from "./state.ts";
import type { StripChoice, StripSnapshot } from "./strip.ts";
import type { ColumnFacts, TableProblem } from "./tables/read-table.ts";
import type { TableChoice } from "./tables/table-choice.ts";
import type { TableFacts } from "./tables/table-examples.ts";
import type { PanelVerdict } from "./verdict.ts";
import type { View } from "./view.ts";

export type Request =
  /** Reads a user's table, which stays here until another is read. Nothing is trained on it yet. */
  | { readonly kind: "readTable"; readonly text: string; readonly name: string }
  /**
   * Begins a training anew, or a strip of it; checked like a link. `table`: what of the table that was read last; without it a state of a table goes on with the one
   * that was last trained on.
   */
  | { readonly kind: "open"; readonly state: PlaygroundState; readonly view: View; readonly table?: TableChoice }
  | {
      readonly kind: "openStrip";
      readonly state: PlaygroundState;
      readonly choice: StripChoice;
      readonly side: number;
      readonly table?: TableChoice;
    }
  /** Goes on with other numbers, or begins anew where they are of another network or other examples. */
  | { readonly kind: "change"; readonly state: PlaygroundState }
  | { readonly kind: "view"; readonly view: View }
  /** Infinity: as fast as may be. At `lastEpoch` it pauses by itself. */
  | { readonly kind: "play"; readonly epochsPerSecond: number; readonly lastEpoch?: number }
  | { readonly kind: "pause" }
  | { readonly kind: "step"; readonly stepCount: number }
  /** One step, as by "step", and what happens in it to a panel. */
  | { readonly kind: "slowStep"; readonly panel: number }
  | { readonly kind: "rewind"; readonly step: number }
  | { readonly kind: "pruned"; readonly panel: number; readonly threshold: number }
  /** Of each hidden layer. */
  | { readonly kind: "removeUnits"; readonly panel: number; readonly units: readonly (readonly number[])[] }
  | { readonly kind: "undoRemoval" }
  | { readonly kind: "toOnnx"; readonly panel: number }
  /** The last snapshot has been taken: the next may come. */
  | { readonly kind: "taken" };

export type Reply =
  | {
      readonly kind: "opened";
      readonly state: PlaygroundState;
      readonly train: PlainExamples;
      readonly validation: PlainExamples;
      /** What nobody predicts better, at the points of the view's grid. */
      readonly truth: Float32Array | undefined;
      /** What the numbers of a table's examples were. */
      readonly table?: TableFacts;
    }
  | {
      readonly kind: "table";
      readonly name: string;
      readonly rowCount: number;
      /** Rows beyond the most that are used. */
      readonly rowsLeftOut: number;
      readonly columns: readonly ColumnFacts[];
      readonly notes: readonly Note[];
      /** What to begin with. */
      readonly suggested: TableChoice;
    }
  /** What is wrong with the table that was to be read: all is as it was. */
  | { readonly kind: "tableUnread"; readonly problem: TableProblem }
  /** What is wrong with what was chosen of a table: what is open stays open. */
  | { readonly kind: "tableRefused"; readonly problem: TableProblem }
  | { readonly kind: "openedStrip"; readonly strengths: readonly number[] }
  | { readonly kind: "snapshot"; readonly snapshot: Snapshot; readonly isPlaying: boolean }
  | { readonly kind: "stripSnapshot"; readonly snapshot: StripSnapshot; readonly isPlaying: boolean }
  /** Before the snapshot of what came of it; undefined for a panel whose numbers have stopped being finite. */
  | { readonly kind: "slowStep"; readonly panel: number; readonly phases: SlowStep | undefined }
  /** Some while after a snapshot, of the panels at the step of `position`; while it plays about once a second. */
  | { readonly kind: "verdicts"; readonly position: TrainingPosition; readonly panels: readonly PanelVerdict[] }
  /** Numbers changed at this step, with all weights kept. */
  | { readonly kind: "changed"; readonly state: PlaygroundState; readonly position: TrainingPosition }
  | { readonly kind: "pruned"; readonly panel: number; readonly threshold: number; readonly facts: PrunedFacts }
  | { readonly kind: "onnx"; readonly panel: number; readonly bytes: Uint8Array }
  /** It has paused by itself: nothing moves any more, or it has come to the last epoch asked for. */
  | { readonly kind: "still" }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "failed"; readonly message: string; readonly code?: ErrorCode };
