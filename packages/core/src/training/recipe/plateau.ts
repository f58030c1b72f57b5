/** A learning rate that falls where training makes no progress. */
import type { Metric } from "../../metrics/metric.ts";
import { count, counts, number, optional, sweep } from "../../options/field.ts";
import { type OptionsOf, type Read, record } from "../../options/record.ts";
import { sweepAt } from "../../options/sweep.ts";
import { MONITOR_FIELDS, type Monitor, toMonitor } from "./monitor.ts";

/** Options of `reduceLearningRateOnPlateau`. */
export const PLATEAU = record("reduceLearningRateOnPlateau", {
  ...MONITOR_FIELDS,
  /** What the learning rate is multiplied by, above 0 and below 1; one for each replica where an array is given. Default 0.1. */
  factor: optional(sweep(Number.MIN_VALUE, 1 - Number.EPSILON), 0.1),
  /** Epochs without improvement before the rate falls, at least 1; one for each replica where an array is given. Default 10. */
  patience: optional(counts(), 10),
  /** An epoch improves when its value gets better than the best one by more than this. Default 0.0001. */
  minDelta: optional(number(0, Infinity), 1e-4),
  /** Epochs after a fall in which those without improvement are not counted. Default 0. */
  cooldown: optional(count(0), 0),
  /** The rate falls no further than to this. Default 0. */
  minLearningRate: optional(number(0, Infinity), 0),
});

export type ReduceLearningRateOnPlateau = OptionsOf<typeof PLATEAU>;

/** The options with their defaults, checked. */
export type PlateauRule = Omit<Read<typeof PLATEAU.fields>, "mode"> & Monitor;

/** @throws RangeError with code OCCAM_OPTION for an option outside its range. */
export function toPlateauRule(options: ReduceLearningRateOnPlateau, metrics: readonly Metric[]): PlateauRule {
  const read = PLATEAU.read(options);
  return { ...read, ...toMonitor(PLATEAU.name, read, metrics) };
}

/** What is remembered of one replica. */
export interface PlateauState {
  /** The learning rate now, but for its schedule. */
  readonly learningRate: number;
  readonly best: number;
  /** Epochs without improvement that count. */
  readonly waited: number;
  /** Epochs that still do not count. */
  readonly coolingFor: number;
}

export function plateauStart(learningRate: number): PlateauState {
  return { learningRate, best: Infinity, waited: 0, coolingFor: 0 };
}

/**
 * The state after one more epoch with this watched value, of which less is better: rate <- max(factor * rate, minLearningRate) once
 * `patience` epochs in a row have not bettered the best value by more than `minDelta`. The epoch that ends a cooldown counts again.
 * Keras 3, ReduceLROnPlateau.
 */
export function afterEpoch(before: PlateauState, value: number, rule: PlateauRule, candidate: number): PlateauState {
  const coolingFor = Math.max(0, before.coolingFor - 1);
  const state = { ...before, coolingFor };
  if (value < state.best - rule.minDelta) return { ...state, best: value, waited: 0 };
  if (coolingFor > 0) return state;
  const waited = state.waited + 1;
  const isOver = waited >= sweepAt(rule.patience, candidate) && state.learningRate > rule.minLearningRate;
  if (!isOver) return { ...state, waited };
  const reduced = Math.max(state.learningRate * sweepAt(rule.factor, candidate), rule.minLearningRate);
  return { ...state, learningRate: reduced, waited: 0, coolingFor: rule.cooldown };
}
