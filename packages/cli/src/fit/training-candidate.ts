import { type Candidate, defaultCandidates } from "@occam/core";
import { PLAIN, type Strengths } from "./network-plan.ts";

/** A network that is tried: as the result names it, and all its numbers. */
export interface TrainingCandidate extends Candidate {
  readonly strengths: Strengths;
}

/** The default table. */
export function defaultTable(): readonly TrainingCandidate[] {
  return defaultCandidates().map((candidate) => {
    const { l1, l2, dropout } = candidate;
    return { ...candidate, strengths: { ...PLAIN, l1, l2, dropout } };
  });
}
