import { expect, it } from "vitest";
import { toldLoss } from "./told-loss.ts";

it("of numbers the error is told in their own unit, of classes as it is trained on", () => {
  expect(toldLoss({ loss: 0.25, rmse: 0.5 })).toBe(0.5);
  expect(toldLoss({ loss: 0.25, accuracy: 0.9 })).toBe(0.25);
});
