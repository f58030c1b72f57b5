import { writeLink } from "./engine/link.ts";
import { FIRST_STATE, type PlaygroundState } from "./engine/state.ts";
import { hashOf } from "./room.ts";

/** What the course opens the playground with: the first state, but for what the lesson is about. */
export const PRESETS = {
  /** Thirty points, a network with room to spare, and nothing that holds it back. */
  "overfit-this": {
    ...FIRST_STATE,
    data: { ...FIRST_STATE.data, size: 430, share: 0.07 },
    panels: [{}],
  },
  /** The same network with none, with some and with far too much. */
  "too-much-alpha": { ...FIRST_STATE, panels: [{}, { l2: 0.01 }, { l2: 1 }] },
  /** L1 beside L2: who leaves weights at 0. */
  "l1-and-zeros": { ...FIRST_STATE, panels: [{}, { l1: 0.0063 }, { l2: 0.01 }] },
  /** Two clouds that two of eight inputs tell apart. */
  "useless-inputs": {
    ...FIRST_STATE,
    data: { ...FIRST_STATE.data, set: "gaussians", noise: 0.5, size: 600, share: 0.3333, useless: 6 },
    network: { ...FIRST_STATE.network, hidden: [8] },
    learning: { ...FIRST_STATE.learning, batchSize: 50 },
    panels: [{}, { l1: 0.016 }, { l2: 0.016 }],
  },
  "dropout-small-sample": {
    ...FIRST_STATE,
    data: { ...FIRST_STATE.data, size: 430, share: 0.07 },
    panels: [{}, { dropout: 0.1 }, { dropout: 0.25 }],
  },
  /** None, L1, L2 and dropout on one clock. */
  "all-four": FIRST_STATE,
} satisfies Readonly<Record<string, PlaygroundState>>;

export type Preset = keyof typeof PRESETS;

/** The address of the playground in a preset's state. */
export function playgroundLink(preset: Preset): string {
  return hashOf("playground", writeLink(PRESETS[preset]));
}
