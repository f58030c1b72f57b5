import { tensor } from "@occam/core";
import { expect, it } from "vitest";
import { exampleRows } from "./divide.ts";

it("a program is given thousandths, not the numbers of float32 beside them", () => {
  const x = tensor(Float32Array.of(0.1, -1.234, 2.001, 0), [2, 2]);
  const y = tensor(Float32Array.of(0.7, 1), [2]);
  expect(exampleRows({ x, y })).toEqual({
    x: [
      [0.1, -1.234],
      [2.001, 0],
    ],
    y: [0.7, 1],
  });
});
