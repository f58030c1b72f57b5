/** What a panel may be regularized by. */
import type { Call, Options } from "./calls.ts";

/** One number for each replica, or the number of the only one. */
export type Numbers = number | readonly number[];

/** The places of a program that regularizers enter. */
export interface Parts {
  /** Strengths of one penalty that sets weights, units or both to zero. */
  readonly sparse: { readonly l1?: Numbers; readonly groupLasso?: Numbers };
  /** Other penalties on every kernel. */
  readonly penalties: readonly Call[];
  /** Layers before the first units, and behind the activation of hidden ones. */
  readonly ofInputs: readonly Call[];
  readonly ofHidden: readonly Call[];
  /** Options of the layers of hidden units, of the optimizer and of the training. */
  readonly hiddenOptions: Options;
  readonly optimizerOptions: Options;
  readonly trainingOptions: Options;
}

export const NO_PARTS: Parts = {
  sparse: {},
  penalties: [],
  ofInputs: [],
  ofHidden: [],
  hiddenOptions: {},
  optimizerOptions: {},
  trainingOptions: {},
};

export interface RegularizerRecord {
  /** As states and links call it. */
  readonly name: string;
  /** Strengths that do something lie from low to high. 0 is off, and stands beside them. */
  readonly low: number;
  readonly high: number;
  readonly scale: "log" | "linear";
  /** A strength to begin with. */
  readonly start: number;
  /** Only classes have it. */
  readonly needsClasses?: true;
  /** `strengths`: of each replica, 0 where it is off. */
  readonly enter: (parts: Parts, strengths: Numbers) => Parts;
}

const l1: RegularizerRecord = {
  name: "l1",
  low: 1e-4,
  high: 0.1,
  scale: "log",
  start: 0.0063,
  enter: (parts, l1) => ({ ...parts, sparse: { ...parts.sparse, l1 } }),
};

const l2: RegularizerRecord = {
  name: "l2",
  low: 1e-4,
  high: 10,
  scale: "log",
  start: 0.01,
  enter: (parts, alpha) => ({ ...parts, penalties: [...parts.penalties, { call: "l2", options: { alpha } }] }),
};

const groupLasso: RegularizerRecord = {
  name: "groupLasso",
  low: 1e-4,
  high: 1,
  scale: "log",
  start: 0.004,
  enter: (parts, groupLasso) => ({ ...parts, sparse: { ...parts.sparse, groupLasso } }),
};

const dropout: RegularizerRecord = {
  name: "dropout",
  low: 0.01,
  high: 0.9,
  scale: "linear",
  start: 0.1,
  enter: (parts, rate) => ({ ...parts, ofHidden: [...parts.ofHidden, { call: "dropout", options: { rate } }] }),
};

/** A bound so wide that no weight reaches it. */
const NO_BOUND = 1e6;

const maxNorm: RegularizerRecord = {
  name: "maxNorm",
  low: 0.1,
  high: 10,
  scale: "log",
  start: 2,
  enter: (parts, bounds) => {
    const c = typeof bounds === "number" ? bounds : bounds.map((bound) => (bound === 0 ? NO_BOUND : bound));
    return {
      ...parts,
      hiddenOptions: { ...parts.hiddenOptions, kernelConstraint: { call: "maxNorm", options: { c } } },
    };
  },
};

const noise: RegularizerRecord = {
  name: "noise",
  low: 0.01,
  high: 1,
  scale: "linear",
  start: 0.1,
  enter: (parts, deviation) => ({
    ...parts,
    ofInputs: [...parts.ofInputs, { call: "gaussianNoise", options: { deviation } }],
  }),
};

const weightDecay: RegularizerRecord = {
  name: "weightDecay",
  low: 1e-4,
  high: 1,
  scale: "log",
  start: 0.01,
  enter: (parts, weightDecay) => ({ ...parts, optimizerOptions: { ...parts.optimizerOptions, weightDecay } }),
};

const labelSmoothing: RegularizerRecord = {
  name: "labelSmoothing",
  low: 0.01,
  high: 0.9,
  scale: "linear",
  start: 0.1,
  needsClasses: true,
  enter: (parts, labelSmoothing) => ({
    ...parts,
    trainingOptions: { ...parts.trainingOptions, labelSmoothing },
  }),
};

export const REGULARIZERS: readonly RegularizerRecord[] = [
  l1,
  l2,
  groupLasso,
  dropout,
  maxNorm,
  noise,
  weightDecay,
  labelSmoothing,
];
