/**
 * Every two things that a training may have, together: see `testing/pairs.ts` for what must hold. Here a part of the pairs that is drawn
 * by a seed; `npm run test:pairs` tries all of them, and seeded triples.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { adam, cosineSchedule, rmsprop, sgd } from "../index.ts";
import { randomPermutation } from "../tensor/random.ts";
import { CLIPPINGS, PENALTIES, STRUCTURED_PENALTIES } from "../testing/batteries.ts";
import { openEngines } from "../testing/engines.ts";
import { expectOptimum } from "../testing/optimum.ts";
import { isRefused, PARTS, type Part, REFUSALS } from "../testing/pair-parts.ts";
import { allPairs, type Outcome, tryParts } from "../testing/pairs.ts";

const { compiled: runtime, onnxruntime: other } = openEngines();

const isLong = process.env.OCCAM_PAIRS === "all";
const drawn = <T>(from: readonly T[], count: number, stream: string) =>
  Array.from(randomPermutation(from.length, { seed: 12, stream }))
    .slice(0, count)
    .map((i) => from[i] as T);
const triples = drawn(allPairs(), isLong ? 300 : 15, "triples").map((pair, i): readonly Part[] => {
  const others = PARTS.filter(({ kind }) => pair.every((part) => part.kind !== kind));
  return [...pair, ...drawn(others, 1, `third/${i}`)];
});
const sets: readonly (readonly Part[])[] = [...(isLong ? allPairs() : drawn(allPairs(), 110, "pairs")), ...triples];

declare module "vitest" {
  interface TaskMeta {
    /** What scripts/pairs-reporter.js counts. */
    outcome?: Outcome & { readonly name: string };
  }
}

it.for(sets.map((parts) => [parts.map(({ name }) => name).join(" + "), parts] as const))(
  "%s",
  async ([name, parts], { task }) => {
    const outcome = await tryParts({ parts, runtime, other });
    task.meta.outcome = { ...outcome, name };
    expect(outcome.isRefused).toBe(isRefused(parts));
  },
);

it("the documents print what is refused", () => {
  const document = readFileSync(new URL("../../../../docs/semantics.md", import.meta.url), "utf8");
  for (const { first, second } of REFUSALS) expect(document).toContain(`| \`${first}\` | \`${second}\` |`);
});

it("every part meets every other kind", () => {
  const kinds = new Set(PARTS.map(({ kind }) => kind));
  for (const part of PARTS) {
    const met = new Set(allPairs().flatMap(([a, b]) => (a === part ? [b.kind] : b === part ? [a.kind] : [])));
    expect(met.size).toBe(kinds.size - 1);
  }
});

describe("the optimum of a penalized loss", () => {
  // A subgradient circles the kink that it should land on.
  const penalties = [...PENALTIES, ...STRUCTURED_PENALTIES].filter((make) => make(1).name !== "l1Subgradient");
  const fading = { learningRate: 0.02, schedule: cosineSchedule() };
  const optimizers = [
    sgd({ ...fading, learningRate: 0.2 }),
    sgd({ ...fading, learningRate: 0.03, momentum: 0.9 }),
    sgd({ ...fading, learningRate: 0.03, momentum: 0.9, nesterov: true }),
    adam(fading),
    rmsprop(fading),
  ];
  const all = penalties.flatMap((penalty) =>
    optimizers.flatMap((optimizer, i) =>
      [undefined, ...CLIPPINGS].map(
        (clipping) =>
          [
            `${penalty(1).name}, ${optimizer.name}${i}, ${clipping?.(1).name ?? "no clipping"}`,
            penalty(0.15),
            { optimizer, ...(clipping && { gradientClipping: clipping(0.3) }) },
          ] as const,
      ),
    ),
  );

  it.each(isLong ? all : drawn(all, 16, "optima"))("%s", async (_, penalty, options) => {
    await expectOptimum(runtime, penalty, options);
  });
});
