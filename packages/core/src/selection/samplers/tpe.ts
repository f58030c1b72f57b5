import { count, number, optional } from "../../options/field.ts";
import { type OptionsOf, record } from "../../options/record.ts";
import { composeValues, type Parameter, readValue } from "../space/index.ts";
import type { Trial } from "../trial.ts";
import { type Cell, categoricalEstimate, type Estimate, parzenEstimate } from "./estimate.ts";
import { random } from "./random.ts";
import type { Draw, Sampler } from "./sampler.ts";

/** Options of `tpe`. */
const TPE = record("tpe", {
  /** The share of finished trials, rounded up, that count as good: above 0 and below 1. Default 0.15. */
  gamma: optional(number(Number.MIN_VALUE, 1 - Number.EPSILON), 0.15),
  /** The weight of the prior in each density, in observations; above 0. Default 1. */
  priorWeight: optional(number(Number.MIN_VALUE, Infinity), 1),
  /** Values drawn for a parameter, of which the best is kept. Default 24. */
  candidates: optional(count(), 24),
  /** Trials that must have ended well before history counts; until then values are random. Default 10. */
  startupTrials: optional(count(), 10),
});

export type TpeOptions = OptionsOf<typeof TPE>;

/** More than this many good trials would only blur where they are. */
const GOOD_LIMIT = 25;

/**
 * Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio & Kegl 2011). For each parameter by itself, l(x) is
 * fitted to the values of the good trials and g(x) to those of all others; of `candidates` draws from l the one with
 * the largest l(x) / g(x) is kept, which maximizes the expected improvement over the worst good loss. A parameter that
 * is off in a trial learns nothing from it.
 *
 * Good are the ceil(gamma * finished) lowest losses, at most 25. Failed trials are never good. Trials that still run
 * count among the others, so that trials suggested side by side keep apart.
 * @throws RangeError with code OCCAM_OPTION on options out of range.
 */
export function tpe(options: TpeOptions = {}): Sampler {
  const { gamma, priorWeight, candidates, startupTrials } = TPE.read(options);
  const startup = random();
  return {
    name: "tpe",
    capacity: () => Infinity,
    suggest: (space, history, draw) => {
      if (history.filter(isWell).length < startupTrials) return startup.suggest(space, history, draw);
      const { good, others } = splitTrials(history, gamma);
      return composeValues(space, (parameter) => {
        const better = estimate(parameter, good, priorWeight);
        const worse = estimate(parameter, others, priorWeight);
        return parameter.domain.at(mostPromising(parameter, better, worse, candidates, draw));
      });
    },
  };
}

/** Of draws from `better`, the one with the largest ratio of densities, the first of equal ones. */
function mostPromising(
  { path, domain }: Parameter,
  better: Estimate,
  worse: Estimate,
  candidates: number,
  { seed, index }: Draw,
): number {
  if (domain.levelCount === 1) return 0;
  const drawn = better.draw(candidates, { seed, stream: `search/tpe/${path}`, position: index });
  const ratios = drawn.map((u) => {
    const cell = domain.cell(domain.at(u)) as Cell;
    return better.mass(cell) / worse.mass(cell);
  });
  return drawn[ratios.indexOf(Math.max(...ratios))] as number;
}

function estimate(parameter: Parameter, trials: readonly Trial[], priorWeight: number): Estimate {
  const { ordered, levelCount, cell } = parameter.domain;
  const observations = trials.flatMap(({ values }) => {
    const ends = cell(readValue(values, parameter));
    return ends === undefined ? [] : [(ends[0] + ends[1]) / 2];
  });
  return ordered
    ? parzenEstimate(observations, priorWeight)
    : categoricalEstimate(observations, levelCount, priorWeight);
}

function splitTrials(history: readonly Trial[], gamma: number): { good: readonly Trial[]; others: readonly Trial[] } {
  const finished = history.filter(({ loss }) => loss !== undefined);
  const ranked = history.filter(isWell).toSorted((a, b) => a.loss - b.loss);
  const good = ranked.slice(0, Math.min(Math.ceil(gamma * finished.length), GOOD_LIMIT));
  const kept = new Set<Trial>(good);
  return { good, others: history.filter((trial) => !kept.has(trial)) };
}

function isWell(trial: Trial): trial is Trial & { readonly loss: number } {
  return trial.loss !== undefined && Number.isFinite(trial.loss);
}
