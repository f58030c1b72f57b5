import { afterAll, describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input, reduceSum } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { encode } from "../onnx/encode.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { finiteDifferences } from "../testing/op-samples.ts";
import { ACTIVATIONS, type ActivationName, linear, toActivation } from "./activations.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const POINTS = [-2, -0.5, 0, 0.5, 2];
/** The chance that a standard normal number lies within 0.5, and within 2, of 0: erf(x / sqrt 2). */
const [WITHIN_HALF, WITHIN_TWO] = [0.38292492254802624, 0.9544997361036416];
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** Values at -2, -0.5, 0, 0.5 and 2, from the formulas in the papers. */
const KNOWN: Readonly<Record<ActivationName, readonly number[]>> = {
  linear: POINTS,
  relu: [0, 0, 0, 0.5, 2],
  leakyRelu: [-0.02, -0.005, 0, 0.5, 2],
  elu: [Math.exp(-2) - 1, Math.exp(-0.5) - 1, 0, 0.5, 2],
  selu: [
    1.0507009873554805 * 1.6732632423543772 * (Math.exp(-2) - 1),
    1.0507009873554805 * 1.6732632423543772 * (Math.exp(-0.5) - 1),
    0,
    1.0507009873554805 * 0.5,
    1.0507009873554805 * 2,
  ],
  // x times the chance that a standard normal number is below x.
  gelu: [-(1 - WITHIN_TWO), -0.25 * (1 - WITHIN_HALF), 0, 0.25 * (1 + WITHIN_HALF), 1 + WITHIN_TWO],
  silu: POINTS.map((x) => x * logistic(x)),
  tanh: POINTS.map((x) => (Math.exp(2 * x) - 1) / (Math.exp(2 * x) + 1)),
  sigmoid: POINTS.map(logistic),
  softplus: POINTS.map((x) => Math.log(1 + Math.exp(x))),
};

const x = input("x", "float32", [POINTS.length]);
const feeds = { x: ndArray([POINTS.length], POINTS) };
const valuesOf = (value: Value) =>
  numbersOf(evaluate({ name: "values", inputs: [x], outputs: [["y", value]] }, feeds).y as NdArray);

it("every activation has known values here", () => {
  expect(ACTIVATIONS.map(({ name }) => name).sort()).toEqual(Object.keys(KNOWN).sort());
});

describe.each(ACTIVATIONS)("$name", ({ name, range = [], apply }) => {
  it("stays in its range, and comes close to each of its ends that is a number", () => {
    const points = Array.from({ length: 4001 }, (_, i) => (i - 2000) / 100);
    const wide = input("x", "float32", [points.length]);
    const graph = { name, inputs: [wide], outputs: [["y", apply(wide)]] as const };
    const values = Array.from(numbersOf(evaluate(graph, { x: ndArray([points.length], points) }).y as NdArray));
    const [low = Number.NaN, high = Number.NaN] = range;
    const [least, most] = [Math.min(...values), Math.max(...values)];
    expect(least).toBeGreaterThanOrEqual(low - 1e-6);
    expect(most).toBeLessThanOrEqual(high + 1e-6);
    expect(least).toBeLessThan(low === -Infinity ? 0 : low + 1e-4);
    expect(most).toBeGreaterThan(high === Infinity ? 19 : high - 1e-4);
  });

  it("has the values of its formula at -2, -0.5, 0, 0.5 and 2", () => {
    valuesOf(apply(x)).forEach((value, i) => {
      // Constants such as selu's scale are float32.
      expect(value).toBeCloseTo(KNOWN[name as ActivationName][i] as number, 6);
    });
  });

  it("has the derivative that finite differences show, away from its kinks", () => {
    const loss = reduceSum(apply(x));
    const [gradient] = differentiate(loss, [x]);
    const differences = finiteDifferences({ name: "loss", inputs: [x], outputs: [["loss", loss]] }, feeds, "x");
    const slopes = valuesOf(gradient as Value);
    for (const i of [0, 1, 3, 4]) expect(slopes[i]).toBeCloseTo(differences[i] as number, 6);
  });

  it("gives ONNX Runtime the same values, finite at -1000 and 1000 too", async () => {
    const points = Float32Array.of(...POINTS, -1000, 1000);
    const far = input("x", "float32", [points.length]);
    const session = await runtime.load(encode({ name, inputs: [far], outputs: [["y", apply(far)]] }));
    const { fetched } = await session.run({ x: { shape: [points.length], data: points } }, { fetch: ["y"] });
    await session.release();
    const found = Array.from(fetched.y?.data as Float32Array);
    KNOWN[name as ActivationName].forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 5);
    });
    expect(found.slice(-2).every(Number.isFinite)).toBe(true);
  });
});

describe("toActivation", () => {
  it("takes a name or an activation", () => {
    expect(toActivation("linear", "dense.activation")).toBe(linear);
    const own = { name: "own", apply: linear.apply };
    expect(toActivation(own, "dense.activation")).toBe(own);
  });

  it("lists the names it knows where it does not know one", () => {
    // What a caller without types may give.
    const typo = "rellu" as ActivationName;
    expect(() => toActivation(typo, "dense.activation")).toThrow(
      expect.objectContaining({
        code: "OCCAM_OPTION",
        message: `dense.activation expects one of ${ACTIVATIONS.map(({ name }) => name).join(", ")} but receives "rellu". (OCCAM_OPTION)`,
      }),
    );
  });
});
