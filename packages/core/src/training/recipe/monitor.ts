/** A number that is looked at after every epoch: a loss or a metric. */
import { describe, optionError } from "../../errors.ts";
import type { Metric } from "../../metrics/metric.ts";
import { oneOf, optional, text } from "../../options/field.ts";
import type { Read } from "../../options/record.ts";
import type { EpochLog } from "./history.ts";

/** Options of whatever decides by such a number. */
export const MONITOR_FIELDS = {
  /**
   * What to watch: "loss" (default) or the name of a metric, of the validation examples; of the training examples with
   * "train." before it ("train.loss").
   */
  monitor: optional(text(), "loss"),
  /** Whether smaller or larger is better. Default: as the metric says, "min" for losses. */
  mode: optional(oneOf(["min", "max"])),
};

export interface Monitor {
  readonly monitor: string;
  readonly mode: "min" | "max";
}

/** @throws RangeError with code OCCAM_OPTION, naming `where`, for what is no loss and none of the metrics. */
export function toMonitor(
  where: string,
  { monitor, mode: given }: Read<typeof MONITOR_FIELDS>,
  metrics: readonly Metric[],
): Monitor {
  const name = monitor.replace(/^train\./, "");
  const known = ["loss", ...metrics.map((metric) => metric.name)];
  if (!known.includes(name)) {
    throw optionError({
      where: `${where}.monitor`,
      expected: `one of ${known.join(", ")}, or one of them behind "train."`,
      received: describe(monitor),
      fix: "metrics to watch are given to fit as metrics",
    });
  }
  const mode = given ?? (metrics.find((metric) => metric.name === name)?.greaterIsBetter ? "max" : "min");
  return { monitor, mode };
}

/** Whether it is of validation examples. */
export function needsValidation({ monitor = "loss" }: Partial<Pick<Monitor, "monitor">>): boolean {
  return !monitor.startsWith("train.");
}

/** The watched number after an epoch, as one of which less is better. */
export function watchedValue({ monitor, mode }: Monitor, log: EpochLog | undefined): number {
  const part = monitor.startsWith("train.") ? log?.train : log?.validation;
  const value = part?.[monitor.replace(/^train\./, "")] ?? Number.NaN;
  return mode === "max" ? -value : value;
}
