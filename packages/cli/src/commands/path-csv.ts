import type { PathPointResult, PathResult } from "@occam/report/results";
import { toCsv, type WrittenColumn } from "../table/write-table.ts";

/** The path as CSV: a line for each strength; then for each input column the norm of its outgoing weights. */
export function pathCsv({ points, metric, best, oneSe, chosen, data }: PathResult): string {
  const column = (name: string, of: (point: PathPointResult) => number): WrittenColumn => ({
    name,
    values: points.map(of).map((value) => (Number.isFinite(value) ? value : Number.NaN)),
  });
  const mark = (name: string, alpha: number) => column(name, (point) => Number(point.alpha === alpha));
  return toCsv([
    column("alpha", ({ alpha }) => alpha),
    column(`train_${metric}`, ({ train }) => train[metric] ?? Number.NaN),
    column(`validation_${metric}`, ({ validation }) => validation[metric] ?? Number.NaN),
    column("validation_se", ({ validation }) => validation.se ?? Number.NaN),
    ...(
      ["norm1", "norm2", "weights", "zeroWeights", "neurons", "activeNeurons", "penalty", "radius", "epochs"] as const
    ).map((name) => column(name, (point) => point[name])),
    column("inputs", ({ inputs }) => inputs.length),
    mark("best", best.alpha),
    mark("oneSe", oneSe.alpha),
    mark("chosen", chosen.alpha),
    ...data.columns.map((name, i) => column(`norm of ${name}`, ({ inputNorms }) => inputNorms[i] ?? Number.NaN)),
  ]);
}
