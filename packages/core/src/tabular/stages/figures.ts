/** What a report draws of a fit beyond its result. */
import { mean } from "../../statistics/mean.ts";
import { square } from "../../tensor/elementary.ts";
import type { Run } from "../../training/fit.ts";
import type { EpochLog } from "../../training/recipe/history.ts";
import { pathScale, type Setting } from "../settings/setting.ts";
import { optionsOf } from "../settings/values.ts";
import type { TargetScale, Task } from "../tasks/index.ts";
import type { CandidateResult } from "./fit-result.ts";

export interface FitFigures {
  /** The deciding metric after each epoch, in evaluation mode. */
  readonly curves: Readonly<Record<"baseline" | "chosen", readonly EpochPoint[]>>;
  /** The epoch whose weights are kept. */
  readonly keptEpoch: Readonly<Record<"baseline" | "chosen", number>>;
  /** Candidates that differ in one option of one setting. */
  readonly paths: readonly SettingPath[];
  /** Every kernel weight, layer by layer, of the baseline and of the chosen network. */
  readonly weights: readonly {
    readonly layer: string;
    readonly baseline: Float32Array;
    readonly chosen: Float32Array;
  }[];
}

export interface EpochPoint {
  readonly epoch: number;
  readonly train: number;
  readonly validation: number;
}

export interface SettingPath {
  readonly setting: string;
  /** The option that varies, for example "alpha". */
  readonly option: string;
  /** How its strengths are spread. */
  readonly scale: "linear" | "log";
  readonly points: readonly {
    readonly value: number;
    readonly train: number;
    readonly validation: number;
    readonly standardError: number;
  }[];
}

export interface FiguresInput {
  readonly task: Task;
  readonly settings: readonly Setting[];
  readonly candidates: readonly CandidateResult[];
  readonly baseline: Run;
  readonly chosen: Run;
  /** The networks whose mean curves are drawn, each with the scale of its targets. */
  readonly foldRuns: Readonly<Record<"baseline" | "chosen", readonly Run[]>>;
  readonly scales: readonly TargetScale[];
}

export function figuresOf(input: FiguresInput): FitFigures {
  const { task, settings, candidates, baseline, chosen, foldRuns, scales } = input;
  return {
    curves: {
      baseline: meanCurve(task, foldRuns.baseline, scales),
      chosen: meanCurve(task, foldRuns.chosen, scales),
    },
    keptEpoch: { baseline: baseline.keptEpoch, chosen: chosen.keptEpoch },
    paths: settings.flatMap((setting) => pathOf(setting, candidates, task.deciding.name)),
    weights: baseline.model.parameters
      .filter(({ role }) => role === "kernel")
      .map(({ name }) => ({
        layer: name.slice(0, name.lastIndexOf("/")),
        baseline: baseline.parameters.get(name)?.data ?? new Float32Array(),
        chosen: chosen.parameters.get(name)?.data ?? new Float32Array(),
      })),
  };
}

/** After each epoch the deciding metric of the mean losses of the networks that were still training. */
function meanCurve(task: Task, runs: readonly Run[], scales: readonly TargetScale[]): readonly EpochPoint[] {
  const longest = runs.reduce((most, { history }) => Math.max(most, history.length), 0);
  return Array.from({ length: longest }, (_, at) => {
    const logs = runs.flatMap(({ history }, i) =>
      history.slice(at, at + 1).map((log) => ({ log, factor: square((scales[i] as TargetScale).deviation) })),
    );
    const metricOf = (part: "train" | "validation") =>
      task.deciding.reduce(mean(logs.map(({ log, factor }) => lossOf(log, part) * factor)));
    return { epoch: at + 1, train: metricOf("train"), validation: metricOf("validation") };
  });
}

function lossOf(log: EpochLog, part: "train" | "validation"): number {
  return log[part]?.loss ?? Number.NaN;
}

/** The candidates that set this setting alone, from the network without it upwards. A single one is no path. */
function pathOf(setting: Setting, candidates: readonly CandidateResult[], metric: string): readonly SettingPath[] {
  const { name } = setting.options;
  const own = candidates.flatMap((candidate) => {
    const entries = Object.entries(candidate.values);
    if (entries.length === 0 && setting.off !== undefined && setting.usual === undefined)
      return [{ candidate, value: setting.off[setting.main] }];
    const [only] = entries;
    if (entries.length !== 1 || only?.[0] !== name) return [];
    return [{ candidate, value: optionsOf(setting, only[1])?.[setting.main] }];
  });
  const points = own.flatMap(({ candidate, value }) =>
    typeof value !== "number"
      ? []
      : [
          {
            value,
            train: candidate.train[metric] ?? Number.NaN,
            validation: candidate.validation[metric] ?? Number.NaN,
            standardError: candidate.standardError,
          },
        ],
  );
  if (points.length < 2) return [];
  return [
    {
      setting: name,
      option: setting.main,
      scale: pathScale(setting),
      points: points.sort((a, b) => a.value - b.value),
    },
  ];
}
