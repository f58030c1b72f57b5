import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input, reduceSum } from "../graph/ops/index.ts";
import { encode } from "../onnx/encode.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { finiteDifferences } from "../testing/op-samples.ts";
import { huber, LOSSES, type Loss, toLoss } from "./index.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** A power of two: the mean's factor 1/4 is a float32 of its own. */
const WIDTH = 4;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

/** What one example of outputs z costs against targets t, from the definitions. */
const FORMULAS: Readonly<Record<string, (z: readonly number[], t: readonly number[]) => number>> = {
  softmaxCrossEntropy: (z, t) => {
    const total = sum(z.map(Math.exp));
    return -sum(z.map((logit, i) => (t[i] as number) * Math.log(Math.exp(logit) / total)));
  },
  sigmoidCrossEntropy: (z, t) =>
    mean(
      z.map((logit, i) => {
        const p = 1 / (1 + Math.exp(-logit));
        return -(t[i] as number) * Math.log(p) - (1 - (t[i] as number)) * Math.log(1 - p);
      }),
    ),
  meanSquaredError: (z, t) => mean(z.map((value, i) => (value - (t[i] as number)) ** 2)),
  meanAbsoluteError: (z, t) => mean(z.map((value, i) => Math.abs(value - (t[i] as number)))),
  huber: (z, t) =>
    mean(
      z.map((value, i) => {
        const error = Math.abs(value - (t[i] as number));
        return error <= 1 ? error ** 2 / 2 : error - 0.5;
      }),
    ),
};

function lossGraph(loss: Loss, rows: number) {
  const outputs = input("outputs", "float32", [rows, WIDTH]);
  const targets = input("targets", "float32", [rows, WIDTH]);
  return { outputs, inputs: [outputs, targets], perExample: loss.perExample(outputs, targets) };
}

function lossesOf(loss: Loss, feeds: Record<string, NdArray>, rows: number): readonly number[] {
  const { inputs, perExample } = lossGraph(loss, rows);
  return Array.from(numbersOf(evaluate({ name: "loss", inputs, outputs: [["y", perExample]] }, feeds).y as NdArray));
}

/** Outputs and a class for each row; a one-hot target suits every loss. */
const examples = fc
  .array(
    fc.tuple(
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: WIDTH, maxLength: WIDTH }),
      fc.integer({ min: 0, max: WIDTH - 1 }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((rows) => ({
    outputs: rows.map(([z]) => z),
    targets: rows.map(([, label]) => Array.from({ length: WIDTH }, (_, i) => Number(i === label))),
  }));
type Rows = readonly (readonly number[])[];
const feedsOf = ({ outputs, targets }: { outputs: Rows; targets: Rows }) => ({
  outputs: ndArray([outputs.length, WIDTH], outputs.flat()),
  targets: ndArray([targets.length, WIDTH], targets.flat()),
});

it("every loss has a formula here", () => {
  expect(LOSSES.map(({ name }) => name).sort()).toEqual(Object.keys(FORMULAS).sort());
});

describe.each(LOSSES)("$name", (loss) => {
  const formula = FORMULAS[loss.name] as (z: readonly number[], t: readonly number[]) => number;

  it("is its formula for every example", () => {
    fc.assert(
      fc.property(examples, ({ outputs, targets }) => {
        const found = lossesOf(loss, feedsOf({ outputs, targets }), outputs.length);
        expect(found.length).toBe(outputs.length);
        outputs.forEach((z, row) => {
          expect(found[row]).toBeCloseTo(formula(z, targets[row] as readonly number[]), 9);
        });
      }),
    );
  });

  it("has the derivative that finite differences show, away from kinks", () => {
    const kinks: Readonly<Record<string, readonly number[]>> = { meanAbsoluteError: [0], huber: [-1, 1] };
    const isSmooth = ({ outputs, targets }: { outputs: Rows; targets: Rows }) =>
      outputs
        .flat()
        .every((z, i) =>
          (kinks[loss.name] ?? []).every((kink) => Math.abs(z - (targets.flat()[i] as number) - kink) > 1e-3),
        );
    fc.assert(
      fc.property(examples.filter(isSmooth), (rows) => {
        const { outputs, inputs, perExample } = lossGraph(loss, rows.outputs.length);
        const total = reduceSum(perExample);
        const [gradient] = differentiate(total, [outputs]);
        const graph = { name: "loss", inputs, outputs: [["loss", total]] as const };
        const feeds = feedsOf(rows);
        const differences = finiteDifferences(graph, feeds, "outputs");
        const found = gradient && evaluate({ ...graph, outputs: [["g", gradient]] }, feeds).g;
        numbersOf(found as NdArray).forEach((slope, i) => {
          expect(slope).toBeCloseTo(differences[i] as number, 6);
        });
      }),
      { numRuns: 15 },
    );
  });

  it.skipIf(loss.curvature === undefined)("curves in its outputs as the differences of its formula show", () => {
    const size = 1e-3;
    fc.assert(
      fc.property(examples, ({ outputs: [z = []], targets: [t = []] }) => {
        const { isCoupled, at } = loss.curvature as NonNullable<Loss["curvature"]>;
        const found = at(z);
        for (let i = 0; i < WIDTH; i++) {
          for (let j = 0; j < WIDTH; j++) {
            const shifted = (a: number, b: number) =>
              formula(
                z.map((value, k) => value + size * (a * Number(k === i) + b * Number(k === j))),
                t,
              );
            const crossed = shifted(1, 1) - shifted(1, -1) - shifted(-1, 1) + shifted(-1, -1);
            const own = isCoupled ? found[i * WIDTH + j] : i === j ? found[i] : 0;
            expect(own).toBeCloseTo(crossed / (4 * size * size), 5);
          }
        }
      }),
    );
  });

  it("gives each replica its own losses of shared targets", () => {
    const rows = { outputs: [[1, -2, 0.5, 2]], targets: [[0, 1, 0, 0]] };
    const outputs = input("outputs", "float32", ["R", 1, WIDTH]);
    const targets = input("targets", "float32", [1, WIDTH]);
    const perExample = loss.perExample(outputs, targets);
    expect(perExample.shape).toEqual(["R", 1]);
    const found = evaluate(
      { name: "loss", inputs: [outputs, targets], outputs: [["y", perExample]] },
      { outputs: ndArray([2, 1, WIDTH], [1, -2, 0.5, 2, 0, 3, -1, 1]), targets: feedsOf(rows).targets },
    ).y as NdArray;
    expect(found.shape).toEqual([2, 1]);
    expect(numbersOf(found)[0]).toBeCloseTo(formula([1, -2, 0.5, 2], [0, 1, 0, 0]), 9);
    expect(numbersOf(found)[1]).toBeCloseTo(formula([0, 3, -1, 1], [0, 1, 0, 0]), 9);
  });

  it("and its gradient stay finite in ONNX Runtime for outputs of 1000 and -1000", async () => {
    const { outputs, inputs, perExample } = lossGraph(loss, 1);
    const [gradient] = differentiate(reduceSum(perExample), [outputs]);
    const session = await runtime.load(
      encode({ name: "far", inputs, outputs: [["y", perExample], ...(gradient ? [["g", gradient] as const] : [])] }),
    );
    const row = (...values: number[]): Tensor => ({ shape: [1, WIDTH], data: Float32Array.from(values) });
    const { fetched } = await session.run(
      { outputs: row(1000, -1000, 0, 0), targets: row(0, 1, 0, 0) },
      { fetch: ["y", "g"] },
    );
    await session.release();
    const numbers = Object.values(fetched).flatMap(({ data }) => Array.from(data as Float32Array));
    expect(numbers.length).toBe(1 + WIDTH);
    expect(numbers.filter(Number.isFinite)).toEqual(numbers);
    expect(numbers[0]).toBeGreaterThan(300);
  });

  it("is found by its name", () => {
    // The name came out of the list of losses.
    expect(toLoss(loss.name as Parameters<typeof toLoss>[0])).toBe(loss);
  });
});

describe("known values", () => {
  it("equal logits of 4 classes cost log 4, whatever the class", () => {
    const outputs = input("outputs", "float32", [1, 4]);
    const targets = input("targets", "float32", [1, 4]);
    const found = evaluate(
      { name: "loss", inputs: [outputs, targets], outputs: [["y", softmaxCrossEntropy.perExample(outputs, targets)]] },
      { outputs: ndArray([1, 4], [7, 7, 7, 7]), targets: ndArray([1, 4], [0, 0, 1, 0]) },
    );
    expect(numbersOf(found.y as NdArray)[0]).toBeCloseTo(Math.log(4), 12);
  });

  it("huber is a square below delta and a line of slope delta above", () => {
    const feeds = feedsOf({ outputs: [[0.5, 3, -4, 2]], targets: [[0, 0, 0, 0]] });
    const [value] = lossesOf(huber({ delta: 2 }), feeds, 1);
    expect(value).toBeCloseTo((0.125 + 2 * (3 - 1) + 2 * (4 - 1) + 2) / 4, 12);
  });

  it.each([
    ["meanSquaredError", [1]],
    ["meanAbsoluteError", [0]],
    // 2/3 of the targets are 0 and 1/3 are 3: 2/3 c - 1/3 = 0 for a pull of at most 1.
    ["huber", [0.5]],
    ["sigmoidCrossEntropy", [Math.log(1 / 2)]],
    ["softmaxCrossEntropy", [Math.log(2 / 3), Math.log(1 / 3)]],
  ] as const)("the constant that suits 300,000 targets best under %s", (name, expected) => {
    const { toTargets, bestConstant, task } = toLoss(name);
    const high = task === "regression" ? 3 : 1;
    const y = Float32Array.from({ length: 300_000 }, (_, row) => (row % 3 === 2 ? high : 0));
    const found = bestConstant(toTargets({ shape: [y.length], data: y }, [expected.length]));
    expect(Array.from(found)).toEqual(expected.map((each) => expect.closeTo(each, 9)));
  });

  it("huber refuses a delta that is not above 0", () => {
    expect(() => huber({ delta: 0 })).toThrow(RangeError);
    expect(() => huber({ delta: -1 })).toThrow(/^huber\.delta expects .* but receives -1\. \(OCCAM_OPTION\)$/);
  });

  it("an unknown name is answered with the list of those known", () => {
    // What a caller without types may give.
    expect(() => toLoss("mse" as Parameters<typeof toLoss>[0])).toThrow(
      expect.objectContaining({
        code: "OCCAM_OPTION",
        message: `loss expects one of ${Object.keys(FORMULAS).join(", ")} but receives "mse". (OCCAM_OPTION)`,
      }),
    );
  });
});

describe("targets", () => {
  const targetsOf = (name: Parameters<typeof toLoss>[0], y: Parameters<Loss["toTargets"]>[0], width = 3) =>
    toLoss(name).toTargets(y, [width]);
  const error = (code: string, message: string) => expect.objectContaining({ code, message: `${message} (${code})` });

  it("class indices become one-hot rows", () => {
    const expected = { shape: [2, 3], data: Float32Array.of(0, 0, 1, 1, 0, 0) };
    expect(targetsOf("softmaxCrossEntropy", [2, 0])).toEqual(expected);
    expect(targetsOf("softmaxCrossEntropy", { shape: [2], data: Int32Array.of(2, 0) })).toEqual(expected);
    expect(targetsOf("softmaxCrossEntropy", { shape: [2, 1], data: Float32Array.of(2, 0) })).toEqual(expected);
    expect(targetsOf("softmaxCrossEntropy", { shape: [2], data: BigInt64Array.of(2n, 0n) })).toEqual(expected);
  });

  it.each([
    [[0, 1, 3], "y[2] expects a class index from 0 to 2, as the network has 3 outputs but receives 3."],
    [[-1], "y[0] expects a class index from 0 to 2, as the network has 3 outputs but receives -1."],
    [[0, 0.5], "y[1] expects a class index, a whole number but receives 0.5."],
    [[Number.NaN], "y[0] expects a class index, a whole number but receives NaN."],
    [[2 ** 32], "y[0] expects a class index, a whole number but receives 4294967296."],
  ])("class indices of %j are refused by row", (y, message) => {
    expect(() => targetsOf("softmaxCrossEntropy", y)).toThrow(error("OCCAM_DATA", message));
  });

  it("class indices of more than one column are refused, and so are labels", () => {
    expect(() => targetsOf("softmaxCrossEntropy", [[0, 1]])).toThrow(
      error("OCCAM_SHAPE", "y expects class indices of shape [n] but receives [1, 2]."),
    );
    // What a caller without types may give.
    const labels = ["cat", "dog"] as unknown as number[];
    expect(() => targetsOf("softmaxCrossEntropy", labels)).toThrow(
      error("OCCAM_DATA", 'y expects numbers but receives "cat".'),
    );
    expect(() => targetsOf("softmaxCrossEntropy", { shape: [1], data: ["cat"] })).toThrow(
      error("OCCAM_DATA", "y expects class indices but receives strings."),
    );
  });

  it.each(LOSSES.filter(({ name }) => name !== "softmaxCrossEntropy"))(
    "$name takes [n] and [n, 1] for one output, and [n, outputs]",
    (loss) => {
      const column = { shape: [2, 1], data: Float32Array.of(0.5, 1) };
      expect(loss.toTargets([0.5, 1], [1])).toEqual(column);
      expect(loss.toTargets([[0.5], [1]], [1])).toEqual(column);
      expect(loss.toTargets([[0, 0.5, 1]], [3])).toEqual({ shape: [1, 3], data: Float32Array.of(0, 0.5, 1) });
      expect(() => loss.toTargets([[0, 1]], [3])).toThrow(
        error(
          "OCCAM_SHAPE",
          "y expects 3 numbers an example, as the network has outputs but receives the shape [1, 2].",
        ),
      );
      expect(() => loss.toTargets([[0, 1]], [1])).toThrow(
        error(
          "OCCAM_SHAPE",
          "y expects 1 number an example, as the network has outputs but receives the shape [1, 2].",
        ),
      );
    },
  );

  it("sigmoidCrossEntropy refuses targets that are no probabilities", () => {
    expect(() => targetsOf("sigmoidCrossEntropy", [0, 1, 2], 1)).toThrow(
      error("OCCAM_DATA", "y[2] expects 0, 1 or a probability between them but receives 2."),
    );
    expect(() =>
      targetsOf(
        "sigmoidCrossEntropy",
        [
          [0, 1],
          [1, -1],
        ],
        2,
      ),
    ).toThrow(error("OCCAM_DATA", "y[1] expects 0, 1 or a probability between them but receives -1."));
  });
});
