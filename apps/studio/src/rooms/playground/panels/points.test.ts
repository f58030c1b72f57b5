import { tensor } from "@occam/core";
import { describe, expect, it } from "vitest";
import type { PlainExamples } from "../../../engine/sample.ts";
import { PROBABILITIES, valueBands } from "./band-paths.ts";
import { curveFrame, planeFrame } from "./frame.ts";
import { isAAbove, pointMarks, type Shown } from "./points.ts";

const examples = (x: readonly (readonly number[])[], y: readonly number[]): PlainExamples => ({
  x: tensor(Float32Array.from(x.flat()), [x.length, x[0]?.length ?? 0]),
  y: tensor(Float32Array.from(y), [y.length]),
});
const many = examples(
  Array.from({ length: 90 }, () => [1, 1, 7]),
  new Array<number>(90).fill(0),
);
const sample: Shown = {
  task: "classification",
  shownCount: 2,
  reach: 3,
  train: examples(
    [
      [0, 0, 7],
      [3, -1, 7],
    ],
    [1, 0],
  ),
  validation: many,
};

describe("points of a panel", () => {
  it("class A is a disc and class B a triangle, where x1 and x2 say, whatever the useless inputs", () => {
    const marks = pointMarks(sample, planeFrame(3), PROBABILITIES).slice(-2);
    expect(marks).toEqual([
      { shape: "M153.5 125.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z", looks: "pt-a" },
      { shape: "M314 173.6l3.9 7.1h-7.8z", looks: "pt-b" },
    ]);
  });

  it("sixty of those that validate lie hollow and smaller below those that train", () => {
    const marks = pointMarks(sample, planeFrame(3), PROBABILITIES);
    expect(marks.map(({ looks }) => looks.includes("hollow")).indexOf(false)).toBe(60);
    expect(marks.length).toBe(62);
    expect(marks[0]).toEqual({ shape: "M209.3 69.8l3.1 5.7h-6.2z", looks: "pt-b hollow" });
  });

  it("the class whose points lie higher is above", () => {
    expect(isAAbove(sample)).toBe(true);
    const turned = { ...sample.train, y: tensor(Float32Array.from([0, 1]), [2]) };
    expect(isAAbove({ ...sample, train: turned })).toBe(false);
  });

  it("a value of two inputs is the colour of its band, one of one input its height", () => {
    const two = pointMarks({ ...sample, task: "regression" }, planeFrame(3), valueBands([-2, 2]));
    expect(two.slice(-2).map(({ looks }) => looks)).toEqual(["ringed p3", "ringed p1"]);
    const one = pointMarks(
      { ...sample, task: "regression", shownCount: 1, train: examples([[-3]], [2]) },
      curveFrame(3, [-2, 2]),
      valueBands([-2, 2]),
    );
    expect(one.at(-1)).toEqual({ shape: "M-3.5 14a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z", looks: "pt" });
  });
});
