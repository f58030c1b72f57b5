/** What is tried in a fit. */
import { type Candidate, defaultCandidates, type SpaceValues } from "@occam/core";
import { configure } from "../settings/configuration.ts";
import { settingsText } from "../settings/settings-text.ts";
import { PLAIN, type Sizes, type Strengths } from "./network-plan.ts";

/** A network that is tried: as the result names it, and all its numbers. */
export interface TrainingCandidate extends Candidate {
  readonly strengths: Strengths;
  /** The configuration that it was made from. */
  readonly settings?: SpaceValues;
}

/** The networks of a fit, the plain one first, and the sizes that they share. */
export interface TrainingTable {
  readonly candidates: readonly TrainingCandidate[];
  readonly sizes: Sizes;
}

export function defaultTable(sizes: Sizes): TrainingTable {
  const candidates = defaultCandidates().map((candidate) => {
    const { l1, l2, dropout } = candidate;
    return { ...candidate, strengths: { ...PLAIN, l1, l2, dropout } };
  });
  return { candidates, sizes };
}

/** Left out of folds, where each candidate costs many networks: between others, or weaker than any that helps. */
const BETWEEN: readonly string[] = [
  "l2 0.0001",
  "l2 0.003",
  "l1 0.0001",
  "l1 0.1",
  "dropout 0.1",
  "l1 0.0003 + dropout 0.2",
  "l1 0.003 + dropout 0.35",
  "l2 0.001 + dropout 0.2",
];

/** The default table for folds: 18 candidates. */
export function shortTable(sizes: Sizes): TrainingTable {
  const { candidates } = defaultTable(sizes);
  return { candidates: candidates.filter(({ name }) => !BETWEEN.includes(name)), sizes };
}

/** A configuration beside a plain network of its shape and learning rate, which it is to beat. */
export function configuredTable(values: SpaceValues, sizes: Sizes): TrainingTable {
  const { shape, strengths } = configure(values, { shape: sizes.shape, strengths: PLAIN });
  const { l1, l2, dropout, learningRate } = strengths;
  const { units: _, activation: _activation, batchSize: _batchSize, learningRate: _rate, ...regularizers } = values;
  const plain = { name: "none", l1: 0, l2: 0, dropout: 0, earlyStopping: false };
  const own = { name: settingsText(regularizers), l1, l2, dropout, earlyStopping: true, settings: values };
  return {
    candidates: [
      { ...plain, strengths: { ...PLAIN, learningRate } },
      { ...own, strengths },
    ],
    sizes: { ...sizes, shape },
  };
}
