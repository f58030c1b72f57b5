import { type FindingKind, percent } from "./finding.ts";

/** Units, other than dead ones, whose ablation does not raise the held-out loss beyond one standard error. */
export const unneededUnitsFinding: FindingKind = {
  code: "unneeded-units",
  find: ({ inspection }) => {
    if (inspection === undefined) return undefined;
    const dead = new Set(
      inspection.layers.flatMap(({ layer, units }) =>
        units.filter(({ state }) => state === "dead").map(({ unit }) => `${layer}/${unit}`),
      ),
    );
    const living = inspection.importances.filter(({ layer, unit }) => !dead.has(`${layer}/${unit}`));
    const unneeded = living.filter(({ importance, standardError }) => importance <= standardError).length;
    if (living.length === 0 || unneeded < living.length / 4) return undefined;
    return {
      severity: "info",
      text: `${unneeded} of ${living.length} living units (${percent(unneeded / living.length)}) can each be left out without raising the held-out loss by more than one standard error.`,
      advice: "A smaller network may do: group lasso removes whole units while it trains, occam prune afterwards.",
    };
  },
};
