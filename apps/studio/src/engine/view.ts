/** What is looked at. */
export interface View {
  /** Points along each axis of a panel's picture. */
  readonly side: number;
  /** The panel of which single units are shown, with so many points along each axis. */
  readonly chosen: number;
  readonly unitSide: number;
  /** Weights below are negligible. */
  readonly threshold: number;
}

/** Before anything else is asked for. */
export const FIRST_VIEW: View = { side: 48, chosen: 0, unitSide: 20, threshold: 0.01 };
