import { expect, it } from "vitest";
import { goneUnits, weightsThere } from "./gone-units.ts";
import { layer } from "./made-panel.fixture.ts";

it("a unit without any weight and without bias was taken out; one with either is there", () => {
  // Nothing at all; a bias; a weight in; a weight out.
  const layers = [layer([[0, 0, 1, 0]], [0, 0.5, 0, 0]), layer([[0], [0], [0], [2]])];
  expect(goneUnits(layers)).toEqual([[true, false, false, false]]);
  expect(weightsThere(layers)).toEqual([0, 1, 0, 0, 0, 2]);
});

it("the weights of the output alone are all there", () => {
  expect(goneUnits([layer([[0], [1]])])).toEqual([]);
  expect(weightsThere([layer([[0], [1]])])).toEqual([0, 1]);
});
