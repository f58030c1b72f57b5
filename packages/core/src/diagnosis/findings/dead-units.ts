import { type FindingKind, percent } from "./finding.ts";

/** Units that give the same output for every row that was looked at, the training rows as a rule. */
export const deadUnitsFinding: FindingKind = {
  code: "dead-units",
  find: ({ inspection }) => {
    const layers = inspection?.layers ?? [];
    const found = layers
      .map(({ layer, units }) => ({
        layer,
        dead: units.filter(({ state }) => state === "dead").length,
        of: units.length,
      }))
      .filter(({ dead }) => dead > 0);
    if (found.length === 0) return undefined;
    const [dead, all] = [found, found].map((own, i) =>
      own.reduce((sum, { dead, of }) => sum + (i === 0 ? dead : of), 0),
    ) as [number, number];
    return {
      severity: dead > all / 2 ? "warning" : "info",
      text: `${dead} of ${all} units (${percent(dead / all)}) never change over the rows: ${found.map(({ layer, dead, of }) => `${layer} ${dead} of ${of}`).join(", ")}.`,
      advice:
        "Remove them: the network computes the same without (occam prune). Were they not meant to go, try leakyRelu or a smaller learning rate.",
    };
  },
};
