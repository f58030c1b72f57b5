import { expect, it } from "vitest";
import { lowestBefore } from "./lowest.ts";

const moments = (...losses: number[]) =>
  losses.map((validation, i) => ({ step: 3 * i, epoch: i, train: 0, validation, penalty: 0 }));

it("the lowest moment is told once the loss has visibly risen", () => {
  expect(lowestBefore(moments(0.7, 0.3, 0.2, 0.25, 0.4))).toMatchObject({ step: 6, epoch: 2 });
  expect(lowestBefore(moments(0.7, 0.3, 0.2, 0.205))).toBeUndefined();
  expect(lowestBefore(moments(0.7, 0.3, 0.2))).toBeUndefined();
  expect(lowestBefore([])).toBeUndefined();
});
