import { describe, expect, it } from "vitest";
import { bent, valley, withL2 } from "../parts/bowl.ts";
import { directionsOf, shareKept } from "./shares.ts";

describe("shares of a valley", () => {
  const curvature = valley(1.6, 0.2, 35);
  const directions = directionsOf(curvature);

  it("the directions are eigenvectors with the curvatures the valley was made of", () => {
    expect(directions.map((direction) => direction.curvature)).toEqual([
      expect.closeTo(1.6, 12),
      expect.closeTo(0.2, 12),
    ]);
    for (const direction of directions) {
      expect(bent(curvature, direction.way)).toEqual(
        direction.way.map((u) => expect.closeTo(direction.curvature * u, 12)),
      );
    }
  });

  it("the minimizer with L2 keeps h / (h + alpha) along each", () => {
    const lowest = [0.9, 1.1] as const;
    for (const alpha of [0, 0.2, 1, 5]) {
      const [u, v] = withL2({ curvature, lowest }, alpha);
      for (const direction of directions) {
        const [p, q] = direction.way;
        expect(u * p + v * q).toBeCloseTo(shareKept(direction, alpha) * (lowest[0] * p + lowest[1] * q), 12);
      }
    }
  });
});
