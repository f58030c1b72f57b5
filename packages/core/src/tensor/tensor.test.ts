import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinRows, sizeOf, takeRows, tensor, toFloatTensor, toIndexTensor } from "./tensor.ts";

const error = (code: string, message: string) => expect.objectContaining({ code, message: `${message} (${code})` });
/** What a caller without types may give. */
const untyped = (value: unknown) => value as number[];

describe("tensor", () => {
  it("reads nested arrays row by row", () => {
    expect(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toEqual({ shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
    expect(
      tensor([
        [[1], [2]],
        [[3], [4]],
      ]),
    ).toEqual({ shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) });
  });

  it("shapes flat data", () => {
    expect(tensor(Float32Array.of(1, 2, 3, 4), [2, 2]).shape).toEqual([2, 2]);
    expect(tensor([1, 2, 3, 4]).shape).toEqual([4]);
  });

  it("refuses rows of different lengths and data that do not fill the shape", () => {
    expect(() => tensor([[1, 2], [3]])).toThrow(
      error("OCCAM_SHAPE", "tensor expects rows of one shape, [2] as the first but receives a row of shape [1]."),
    );
    expect(() => tensor([1, 2, 3], [2, 2])).toThrow(
      error("OCCAM_SHAPE", "tensor expects 4 values for the shape [2, 2] but receives 3."),
    );
  });

  it.each([["text"], [null], [undefined], [{}]])(
    "refuses %j among its numbers instead of reading it as 0 or NaN",
    (item) => {
      expect(() => tensor(untyped([1, item]))).toThrow(/^tensor expects numbers but receives .*\(OCCAM_DATA\)$/);
      expect(() => toFloatTensor(untyped([[1, item]]), "x")).toThrow(
        /^x expects numbers but receives .*\(OCCAM_DATA\)$/,
      );
    },
  );

  it("keeps a NaN, which is a missing number", () => {
    expect(tensor([Number.NaN]).data[0]).toBeNaN();
  });
});

describe("toFloatTensor", () => {
  it("rounds numbers of other types to float32", () => {
    const data = Float64Array.of(0.1, 2);
    expect(toFloatTensor({ shape: [2], data }, "x")).toEqual({ shape: [2], data: Float32Array.of(0.1, 2) });
    expect(toFloatTensor({ shape: [1], data: BigInt64Array.of(7n) }, "x").data).toEqual(Float32Array.of(7));
  });

  it("refuses what is not a tensor, or not of its own shape", () => {
    expect(() => toFloatTensor(untyped(undefined), "x")).toThrow(
      error("OCCAM_DATA", "x expects a tensor { shape, data } or nested arrays but receives nothing."),
    );
    expect(() => toFloatTensor({ shape: [2, 2], data: Float32Array.of(1) }, "x")).toThrow(
      error("OCCAM_SHAPE", "x expects 4 values for its shape [2, 2] but receives 1."),
    );
    expect(() => toFloatTensor({ shape: [1], data: ["a"] }, "x")).toThrow(
      error("OCCAM_DATA", "x expects numbers but receives strings."),
    );
  });
});

it("toIndexTensor refuses what is not a tensor", () => {
  expect(() => toIndexTensor(untyped(undefined), "y")).toThrow(/^y expects a tensor/);
});

describe("takeRows", () => {
  it("gives the rows asked for, in that order, again and again", () => {
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((count) =>
        fc.tuple(fc.constant(count), fc.integer({ min: 1, max: 3 }), fc.array(fc.nat({ max: count - 1 }))),
      );
    fc.assert(
      fc.property(rows, ([count, width, indices]) => {
        const data = Int32Array.from({ length: count * width }, (_, i) => i);
        const taken = takeRows({ shape: [count, width], data }, indices);
        expect(taken.shape).toEqual([indices.length, width]);
        expect(sizeOf(taken.shape)).toBe(taken.data.length);
        expect([...taken.data]).toEqual(indices.flatMap((row) => [...data.slice(row * width, (row + 1) * width)]));
      }),
    );
  });

  it("takes rows of strings too", () => {
    expect(takeRows({ shape: [3], data: ["a", "b", "c"] }, [2, 0])).toEqual({ shape: [2], data: ["c", "a"] });
  });
});

it("joinRows puts rows behind rows, and takes the second tensor alone where there is no first", () => {
  const [a, b] = [
    tensor([[1, 2]]),
    tensor([
      [3, 4],
      [5, 6],
    ]),
  ];
  expect(joinRows(a, b)).toEqual(
    tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
  );
  expect(joinRows(undefined, b)).toBe(b);
});
