/** What a panel of the playground shows. */
import type { PanelSnapshot } from "../../../engine/snapshot.ts";
import type { PanelVerdict } from "../../../engine/verdict.ts";
import type { Moment } from "../course.ts";
import type { Range } from "./frame.ts";
import type { Shown } from "./points.ts";

/** What axes and classes are called. */
export interface Names {
  readonly axes: readonly [string, string];
  readonly classes: readonly [a: string, b: string];
}

/** What all panels share, so that they can be compared. */
export interface Shared {
  readonly sample: Shown;
  /** Points along each axis of a plane, or along the one of a curve. */
  readonly side: number;
  readonly names: Names;
  /** On the grid of the planes. */
  readonly truth: Float32Array | undefined;
  /** Of values. */
  readonly valueRange: Range | undefined;
  readonly learningRate: number;
  /** The epoch that is shown, the last one of the charts, and their highest loss. */
  readonly position: number;
  readonly epochs: number;
  readonly top: number;
}

export interface Change {
  readonly epoch: number;
  /** What changed: "α 0.001 → 0.010". */
  readonly text: string;
}

/** A panel's own numbers. */
export interface Own {
  readonly snapshot: PanelSnapshot;
  readonly moments: readonly Moment[];
  readonly changes: readonly Change[];
  readonly verdict: PanelVerdict | undefined;
}

/** Undefined until there is something to show. */
export interface PanelContent {
  readonly shared: Shared;
  readonly own: Own;
}
