import { count, needed, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { mean } from "../statistics/mean.ts";
import { type Interval, independentDifference, pairedDifference } from "./bootstrap.ts";

/** Losses of one model, row by row, in evaluation mode with the same weights. */
export interface ModelLosses {
  readonly train: Float64Array;
  /** Rows that neither training nor selection saw; the same rows for every model. */
  readonly test: Float64Array;
  /** Further rows that this model's training and selection did not see: more evidence for its gap. Default none. */
  readonly further?: Float64Array;
}

/** What a model is measured against: its losses on the same test rows. */
export interface Reference {
  /** A code, for example "linear" or "chosen"; "constant" is the constant prediction's. */
  readonly name: string;
  readonly test: Float64Array;
}

/** Options of `evidenceOf` and `diagnose`. */
const EVIDENCE = record("evidence", {
  model: needed<ModelLosses>(),
  /** The best constant prediction of the training rows, on the same rows. */
  constant: needed<Pick<ModelLosses, "test">>(),
  /** Other models on the same rows, such as a linear model and the network that was chosen. Default none. */
  references: optional(needed<readonly Reference[]>(), []),
  /** The metric as a function of the mean loss: identity for log loss, the square root for RMSE. */
  reduce: needed<(mean: number) => number>(),
  /** Of each interval. Default 2000; with a quarter of them the ends are twice as uncertain, by 3% of the width. */
  resamples: optional(count(), 2000),
  seed: count(0),
});

export type EvidenceInput = OptionsOf<typeof EVIDENCE>;

/** What the losses say of a model's fit, with intervals at 95%. */
export interface Evidence {
  /** The metric on untouched rows (test and further ones) minus on training rows. */
  readonly gap: Interval;
  /** The best of the constant prediction and the references on test rows, and the metric of the model minus its. */
  readonly reference: { readonly name: string; readonly distance: Interval };
  /** The metric on training rows. */
  readonly train: number;
  /** The metric of the constant prediction on test rows: what the others are measured by. */
  readonly scale: number;
  readonly untouchedRows: number;
}

/** @throws as `pairedDifference` and `independentDifference`. */
export function evidenceOf(input: EvidenceInput): Evidence {
  const { model, constant, references, ...resampling } = EVIDENCE.read(input);
  const { reduce } = resampling;
  const untouched = joined(model.test, model.further);
  const all = [{ name: "constant", test: constant.test }, ...references];
  const best = all.reduce((least, each) => (mean(each.test) < mean(least.test) ? each : least));
  return {
    gap: independentDifference({ first: untouched, second: model.train, ...resampling }),
    reference: {
      name: best.name,
      distance: pairedDifference({ first: model.test, second: best.test, ...resampling }),
    },
    train: reduce(mean(model.train)),
    scale: reduce(mean(constant.test)),
    untouchedRows: untouched.length,
  };
}

export function joined(first: Float64Array, second: Float64Array = new Float64Array()): Float64Array {
  const whole = new Float64Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
