import type { PathResult } from "../results/path-result.ts";
import { foldsText } from "./folds-text.ts";
import { formatNumber, numberColumn } from "./format-number.ts";
import { metricOf, scoreOf } from "./metric.ts";
import { capitalized, sentence } from "./plain-text.ts";
import { ruleWords } from "./rule-words.ts";
import { settingWords } from "./setting-words.ts";

/** A path in words, for the page and the terminal. */
export function pathWords(
  result: PathResult,
): Readonly<Record<"penalty" | "zeros" | "folds" | "seeds" | "headline" | "why", string>> {
  const { penalty, option, folds, repeats, seeds, chosen, metric } = result;
  const words = settingWords(penalty);
  const point = result.points.find(({ alpha }) => alpha === chosen.alpha);
  const loss = formatNumber(scoreOf(point?.validation ?? {}, metric));
  const sure = chosen.verdict === "inconclusive" ? ", but the folds cannot tell how much it matters" : "";
  return {
    penalty: words.name,
    zeros: words.zeros,
    folds: foldsText({ count: folds, repeats }),
    seeds: seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]} to ${seeds.at(-1)}`,
    why: capitalized(
      sentence(
        ruleWords(chosen.reason, chosen.conclusion, {
          label: option,
          strengths: result.points.map(({ alpha }) => alpha),
        }),
      ),
    ),
    headline: `${capitalized(strengthText(result, chosen.alpha))} is chosen, with a validation ${metricOf(metric).label} of ${loss}${sure}.`,
  };
}

/** How losses and standard errors of a path's table are written: each in a column of its own. */
export function pathNumbers({ points, metric }: PathResult) {
  const errors = points.map(({ validation }) => scoreOf(validation, "se"));
  return {
    loss: numberColumn(
      points.flatMap(({ train, validation }) => [scoreOf(train, metric), scoreOf(validation, metric)]),
    ),
    error: numberColumn(errors, 2),
  };
}

/** "alpha 0.1", or by the name of the option that is turned up. */
export function strengthText({ option }: Pick<PathResult, "option">, alpha: number): string {
  return `${option} ${alpha === 0 ? "0" : formatNumber(alpha, 2)}`;
}
