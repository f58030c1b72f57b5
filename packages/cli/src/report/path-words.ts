import { strengthText } from "./alpha-path-axis.ts";
import { formatNumber } from "./format-number.ts";
import { metricOf, scoreOf } from "./metric.ts";
import type { PathPenaltyName, PathResult } from "./path-result.ts";
import { sentence } from "./plain-text.ts";

const names: Readonly<Record<PathPenaltyName, { readonly name: string; readonly zeros: string }>> = {
  l1: { name: "L1", zeros: "L1 sets single weights to exactly zero; those connections can be removed." },
  l2: { name: "L2", zeros: "L2 shrinks weights and sets none to exactly zero." },
  elasticNet: { name: "the elastic net", zeros: "The elastic net's L1 half sets single weights to exactly zero." },
  groupLasso: {
    name: "the group lasso",
    zeros: "The group lasso sets all weights into a neuron to exactly zero together.",
  },
  dropout: {
    name: "dropout",
    zeros: "Dropout sets no weight to exactly zero: it makes neurons do without each other.",
  },
};

/** A path in words, for the page and the terminal. */
export function pathWords(
  result: PathResult,
): Readonly<Record<"penalty" | "zeros" | "folds" | "seeds" | "headline" | "why", string>> {
  const { penalty, folds, repeats, seeds, chosen, metric } = result;
  const point = result.points.find(({ alpha }) => alpha === chosen.alpha);
  const loss = formatNumber(scoreOf(point?.validation ?? {}, metric));
  const sure = chosen.verdict === "inconclusive" ? ", but the folds cannot tell how much it matters" : "";
  return {
    penalty: names[penalty].name,
    zeros: names[penalty].zeros,
    folds: `${folds} folds${repeats > 1 ? `, dealt ${repeats} times` : ""}`,
    seeds: seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]} to ${seeds.at(-1)}`,
    why: sentence(chosen.why.replaceAll("+-", "±")).replace(/^./, (letter) => letter.toUpperCase()),
    headline: `${strengthText(result, chosen.alpha).replace(/^./, (letter) => letter.toUpperCase())} is chosen, with a validation ${metricOf(metric).label} of ${loss}${sure}.`,
  };
}
