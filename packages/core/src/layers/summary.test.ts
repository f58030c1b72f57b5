import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dense, dropout, elasticNet, glorotUniform, l1, l2, maxNorm, minMaxNorm, nonNegative } from "../index.ts";
import type { AnyPenalty } from "../regularizers/penalty.ts";
import { sizeOf } from "../tensor/tensor.ts";
import type { LayerRecord, ParameterSpec } from "./layer.ts";
import { sequential } from "./sequential.ts";
import { modelSummary, renderSummary } from "./summary.ts";

const STRENGTHS = [0.003, 0.0001, 0.1, 0.01, 0.0003, 0.001, 0.03, 0.05];

describe("model.summary()", () => {
  it("shows layers, shapes, parameters, and the regularizers in force on each parameter", () => {
    const model = sequential({
      inputShape: [30],
      layers: [
        dense({ units: 64, kernelRegularizer: l2({ alpha: 1e-3 }), kernelConstraint: maxNorm({ c: 3 }) }),
        dropout({ rate: 0.5 }),
        dense({ units: 2000, name: "wide", kernelRegularizer: l1({ alpha: STRENGTHS }) }),
        dropout({ rate: [0.1, 0.5] }),
        dense({
          units: 2,
          kernelConstraint: nonNegative(),
          biasRegularizer: elasticNet({ alpha: 0.01, mix: 0.3 }),
          biasConstraint: minMaxNorm(),
        }),
      ],
    });
    // 30 * 64 + 64, 64 * 2000 + 2000 and 2000 * 2 + 2 parameters.
    expect(model.summary()).toMatchInlineSnapshot(`
      "layer         output shape  parameters  regularization
      input         [*, 30]
      dense0        [*, 64]            1,984  kernel: l2 0.001, maxNorm 3
      dropout0      [*, 64]                0  rate 0.5
      wide (dense)  [*, 2000]        130,000  kernel: l1 0.0001 ... 0.1 (8 replicas)
      dropout1      [*, 2000]              0  rate 0.1 ... 0.5 (2 replicas)
      dense2        [*, 2]             4,002  kernel: nonNegative
                                              bias: elasticNet alpha 0.01 mix 0.3,
                                              minMaxNorm low 0 high 1 rate 1
      total                          135,986"
    `);
  });

  it("shows several penalties on one parameter, and numbers to four digits", () => {
    const lasso = [l2({ alpha: 1 / 3 }), l1({ alpha: 2e-7, method: "subgradient" })];
    const { layers } = modelSummary(
      sequential({ inputShape: [3], layers: [dense({ units: 1, kernelRegularizer: lasso })] }),
    );
    expect(layers[0]?.regularizers).toEqual(["kernel: l2 0.3333", "kernel: l1Subgradient 2e-7"]);
  });

  it("gives a sweep of equal numbers, and one of a single replica, one number", () => {
    const notes = (alpha: readonly number[]) =>
      modelSummary(
        sequential({ inputShape: [3], layers: [dense({ units: 1, kernelRegularizer: l2({ alpha }) })] }),
      ).layers.flatMap(({ regularizers }) => regularizers);
    expect(notes([0.1, 0.1, 0.1])).toEqual(["kernel: l2 0.1 (3 replicas)"]);
    expect(notes([0.1])).toEqual(["kernel: l2 0.1 (1 replica)"]);
  });
});

/** A layer of a kind that nobody has heard of. */
function unheardOf(name: string, specs: readonly Partial<ParameterSpec>[], outputShape: readonly number[]) {
  const layer: LayerRecord = {
    kind: "unheardOf",
    name,
    build: (ownName) => ({
      name: ownName,
      kind: "unheardOf",
      outputShape,
      parameters: specs.map((spec, i) => ({
        name: `${ownName}/p${i}`,
        shape: [],
        role: "kernel",
        initializer: glorotUniform(),
        fans: { fanIn: 1, fanOut: 1 },
        penalties: [],
        constraints: [],
        ...spec,
      })),
      hyperparameters: { temperature: 0.7 },
      apply: (x) => x,
    }),
  };
  return layer;
}

describe("modelSummary", () => {
  it("reads everything off the records, whatever the kinds of layer, penalty and constraint", () => {
    const penalty: AnyPenalty = { name: "ownPenalty", hyperparameters: { alpha: 2, power: 1.5 } };
    const constraint = { ...nonNegative(), name: "ownConstraint" };
    const layer = unheardOf("x", [{ shape: [3, 4], penalties: [penalty], constraints: [constraint] }, {}], [4, 4]);
    expect(modelSummary(sequential({ inputShape: [5], layers: [layer] }))).toEqual({
      inputShape: [5],
      outputShape: [4, 4],
      inputs: [{ name: "x", shape: [5] }],
      // A parameter of no axes is one number.
      parameterCount: 13,
      layers: [
        {
          name: "x",
          kind: "unheardOf",
          inputs: [],
          outputShape: [4, 4],
          parameterCount: 13,
          parameters: [
            {
              name: "p0",
              shape: [3, 4],
              regularizers: ["ownPenalty alpha 2 power 1.5"],
              constraints: ["ownConstraint"],
            },
            { name: "p1", shape: [], regularizers: [], constraints: [] },
          ],
          regularizers: ["p0: ownPenalty alpha 2 power 1.5"],
          constraints: ["p0: ownConstraint"],
          hyperparameters: { temperature: 0.7 },
          isRepeated: false,
          isFrozen: false,
          learningRateFactor: 1,
        },
      ],
    });
  });

  it("is data that survives JSON", () => {
    const summary = modelSummary(
      sequential({ inputShape: [3], layers: [dropout({ rate: [0, 0.5] }), dense({ units: 1 })] }),
    );
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  it("counts as many parameters as the model has", () => {
    const units = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(units, fc.boolean(), (widths, useBias) => {
        const layers = widths.flatMap((width) => [dense({ units: width, useBias }), dropout({ rate: 0.1 })]);
        const model = sequential({ inputShape: [7], layers });
        const counts = [7, ...widths].slice(0, -1).map((width, i) => (width + Number(useBias)) * Number(widths[i]));
        const summary = modelSummary(model);
        expect(summary.parameterCount).toBe(counts.reduce((total, count) => total + count, 0));
        expect(summary.parameterCount).toBe(model.parameters.reduce((total, { shape }) => total + sizeOf(shape), 0));
        expect(summary.layers.map(({ parameterCount }) => parameterCount)).toEqual(
          counts.flatMap((count) => [count, 0]),
        );
      }),
    );
  });
});

describe("renderSummary", () => {
  /** Words and sentences, up to more than a line long. */
  const words = fc
    .constantFrom("abc/-", "abc/- ")
    .chain((letters) => fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 90, size: "max" }));
  const dims = fc.array(fc.integer({ min: 1, max: 1e6 }), { maxLength: 8 });
  const models = fc
    .uniqueArray(words, { minLength: 1, maxLength: 6 })
    .chain((names) => fc.tuple(fc.constant(names), fc.array(words, { maxLength: 5 }), dims));

  it("keeps every line within 80 columns and its columns aligned, whatever the names", () => {
    fc.assert(
      fc.property(models, ([names, penaltyNames, shape]) => {
        const penalties = penaltyNames.map((name) => ({ name, hyperparameters: { alpha: STRENGTHS } }));
        const specs = [{ shape: shape.slice(0, 2), penalties }];
        const layers = names.map((name) => unheardOf(name, specs, shape));
        const lines = sequential({ inputShape: [3], layers })
          .summary()
          .split("\n");
        expect(lines.filter((line) => line.length > 80)).toEqual([]);
        const at = (lines[0] as string).indexOf("regularization");
        // Two blanks stand before the last column in every line.
        expect(lines.filter((line) => line.slice(at - 2, at).trim() !== "")).toEqual([]);
        expect(lines.length).toBeGreaterThanOrEqual(names.length + 3);
      }),
    );
  });

  it("shows every word about regularization where words are of ordinary length", () => {
    const sweeps = fc.array(fc.constantFrom(...STRENGTHS), { minLength: 1, maxLength: 4 });
    const terms = fc.array(fc.tuple(sweeps, sweeps, sweeps), { maxLength: 4 });
    fc.assert(
      fc.property(terms, (numbers) => {
        const kernelRegularizer: readonly AnyPenalty[] = numbers.map(([alpha, power, width]) => ({
          name: "ownPenalty",
          hyperparameters: { alpha, power, width },
        }));
        const model = sequential({ inputShape: [3], layers: [dense({ units: 2, kernelRegularizer, name: "a" })] });
        const shown = model.summary().split(/[\s,]+/);
        const wanted = modelSummary(model).layers.flatMap(({ regularizers }) =>
          regularizers.flatMap((r) => r.split(" ")),
        );
        for (const word of wanted) {
          const count = (list: readonly string[]) => list.filter((each) => each === word).length;
          // The name of the parameter heads its list once.
          expect(count(shown)).toBe(word === "kernel:" ? 1 : count(wanted));
        }
      }),
    );
  });

  it("clips long names and shapes", () => {
    const layer = unheardOf("the-layer-that-sees-whole-sentences", [], [1024, 1024, 1024, 1024]);
    expect(renderSummary(modelSummary(sequential({ inputShape: [3], layers: [layer] })))).toMatchInlineSnapshot(`
      "layer                   output shape         parameters  regularization
      input                   [*, 3]
      the-layer-that-sees-w…  [*, 1024, 1024, 10…           0  temperature 0.7
      total                                                 0"
    `);
  });

  it("never clips a count of parameters", () => {
    const layer = unheardOf("x", [{ shape: [Number.MAX_SAFE_INTEGER] }], [1]);
    expect(sequential({ inputShape: [3], layers: [layer] }).summary()).toContain("  9,007,199,254,740,991");
  });
});
