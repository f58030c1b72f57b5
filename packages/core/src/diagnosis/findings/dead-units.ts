import type { FindingKind } from "./finding.ts";

export interface DeadUnitsFacts {
  readonly dead: number;
  readonly units: number;
  /** Layers that have dead units. */
  readonly layers: readonly { readonly layer: string; readonly dead: number; readonly units: number }[];
}

/** Units that give the same output for every row that was looked at, the training rows as a rule. */
export const deadUnitsFinding: FindingKind<"dead-units", DeadUnitsFacts> = {
  code: "dead-units",
  find: ({ inspection }) => {
    const layers = (inspection?.layers ?? [])
      .map(({ layer, units }) => ({
        layer,
        dead: units.filter(({ state }) => state === "dead").length,
        units: units.length,
      }))
      .filter(({ dead }) => dead > 0);
    if (layers.length === 0) return undefined;
    const dead = layers.reduce((sum, own) => sum + own.dead, 0);
    const units = layers.reduce((sum, own) => sum + own.units, 0);
    return { severity: dead > units / 2 ? "warning" : "info", facts: { dead, units, layers } };
  },
};
