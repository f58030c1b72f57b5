import { float, optional } from "@occam/core/selection";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseStudy, type Study, studyText } from "./study.ts";

const study: Study = {
  name: "wine",
  target: "cultivar",
  task: "classification",
  data: { file: "wine.csv", sha256: "ab".repeat(32), bytes: 1234 },
  space: { l2: optional({ alpha: float({ low: 1e-4, high: 1, scale: "log" }) }) },
  folds: 3,
  seed: 0,
  sampler: "tpe",
  pruner: "hyperband",
  epochs: 27,
};

it("a study comes back as it was written", () => {
  const { space: _, ...facts } = study;
  const read = parseStudy(studyText(study), "study.json", "begin another");
  expect(read).toMatchObject(facts);
  expect(studyText(read)).toBe(studyText(study));
});

/** Every place in an object, as a path of keys. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

function changedAt(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  const own = value as Readonly<Record<string, unknown>>;
  return Array.isArray(value)
    ? value.map((item, i) => (String(i) === key ? changedAt(item, rest, to) : item))
    : { ...own, [key]: changedAt(own[key], rest, to) };
}

it("damaged in any place it is refused in one line, or means the same", () => {
  const json: unknown = JSON.parse(studyText(study));
  const values = fc.constantFrom<unknown>(null, 0, -1, 1.5, "", "x", true, [], {}, [{}], { kind: "float" });
  fc.assert(
    fc.property(fc.constantFrom(...placesIn(json)), values, (place, value) => {
      const text = JSON.stringify(changedAt(json, place, value));
      try {
        expect(parseStudy(text, "study.json", "begin another")).toHaveProperty("space");
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^OCCAM_(INPUT|OPTION)$/) });
      }
    }),
    { numRuns: 500 },
  );
});
