import { expect, it } from "vitest";
import { randomNormal } from "../../tensor/random.ts";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.ts";

const matrix = (size: number, at: (i: number, j: number) => number) =>
  Float64Array.from({ length: size * size }, (_, i) => at(Math.floor(i / size), i % size));

it("of a chain of n weights between springs are 2 - 2 cos(k pi / (n + 1))", () => {
  for (const size of [1, 2, 3, 40]) {
    const chain = matrix(size, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
    symmetricEigenvalues(chain, size).forEach((found, k) => {
      expect(found).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (size + 1)), 12);
    });
  }
});

it("of a full matrix are those that it was made with, doubled ones and zeros too", () => {
  const size = 24;
  const wanted = Array.from({ length: size }, (_, i) => (i < 5 ? 0 : i < 12 ? 3 : i ** 2));
  // Reflections (I - 2 u u') of the diagonal keep the eigenvalues.
  let own = matrix(size, (i, j) => (i === j ? (wanted[i] as number) : 0));
  for (let round = 0; round < 3; round++) {
    const z = randomNormal(size, { seed: 1, stream: "reflection", position: round });
    const norm = Math.hypot(...z);
    const turn = matrix(size, (i, j) => Number(i === j) - (2 * (z[i] as number) * (z[j] as number)) / norm ** 2);
    own = times(turn, times(own, turn, size), size);
  }
  symmetricEigenvalues(own, size).forEach((found, k) => {
    expect(found).toBeCloseTo(wanted[k] as number, 10);
  });
});

it("of zeros are zeros", () => {
  expect(Array.from(symmetricEigenvalues(new Float64Array(9), 3), (value) => value + 0)).toEqual([0, 0, 0]);
});

function times(a: Float64Array, b: Float64Array, size: number) {
  return matrix(size, (i, j) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (a[i * size + k] as number) * (b[k * size + j] as number);
    return sum;
  });
}
