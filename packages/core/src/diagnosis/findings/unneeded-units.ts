import type { FindingKind } from "./finding.ts";

/** Units, other than dead ones, whose ablation does not raise the held-out loss beyond one standard error. */
export const unneededUnitsFinding: FindingKind<
  "unneeded-units",
  { readonly unneeded: number; readonly living: number }
> = {
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
    return { severity: "info", facts: { unneeded, living: living.length } };
  },
};
