/** What `fitTable` takes. */
import { count, flag, given, number, optional, text } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import type { SettingValues } from "./settings/values.ts";
import type { Candidate } from "./stages/candidate.ts";
import { TABLE_FIELDS } from "./table-fields.ts";

/** Options of `fitTable`. */
export const FIT_TABLE = record("fitTable", {
  ...TABLE_FIELDS,
  /** A column of train, validation, test: no input. */
  splitColumn: optional(text()),
  /**
   * Of two classes: rows whose probability of the rarer one is above it are labelled so. Default 0.5. The network, its probabilities
   * and the verdict stay as they are; labels, in the exported model too, and the scores of labels follow it.
   */
  threshold: optional(number(0, 1)),
  /** Labels by probability over the class's share of the training rows, so that a rare class counts as much as a frequent one. */
  balance: optional(flag()),
  /** Decides split, folds, initial weights, shuffles and masks. Default 0. */
  seed: optional(count(0), 0),
  /**
   * Passes over the training rows at most. A first round of up to 200 ends most networks; those whose validation loss still
   * falls train on. Default: ten times what is usual for so many rows.
   */
  epochs: optional(count()),
  /** What is tried. Default: no regularization, early stopping, paths of l1, l2 and dropout, and combinations. */
  candidates: given<readonly Candidate[]>(),
  /** One configuration to try instead, beside a plain network of its shape. */
  config: given<SettingValues>(),
});

export type FitTableOptions = OptionsOf<typeof FIT_TABLE>;

/** The options with their defaults, each checked by itself. */
export type ReadFit = Read<typeof FIT_TABLE.fields>;
