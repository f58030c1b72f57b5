import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { add, input, matMul, reduceMean, reduceSum } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { dense } from "../layers/dense.ts";
import { sequential } from "../layers/sequential.ts";
import { type Loss, meanSquaredError, softmaxCrossEntropy } from "../losses/index.ts";
import { type Sweep, sweepAt } from "../options/sweep.ts";
import {
  fromGlmnet,
  fromKeras,
  fromPyTorch,
  fromScikitLearnElasticNet,
  fromScikitLearnLasso,
  fromScikitLearnMlp,
  fromScikitLearnRidge,
  fromTensorFlowJs,
} from "./conventions.ts";
import type { HyperparameterValues, Penalty } from "./penalty.ts";

/** A linear model's data (rows of x, and of y where there are several outputs) and weights. */
interface Fit {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (readonly number[])[];
  /** [inputs, outputs]. */
  readonly w: readonly (readonly number[])[];
  readonly bias?: readonly number[];
}

const matrix = (rows: readonly (readonly number[])[]) => ndArray([rows.length, rows[0]?.length ?? 0], rows.flat());

/** Our objective and its gradient: mean over the rows of the loss + penalty, of one replica, by the reference evaluator. */
function ours(penalty: Penalty, { x, y, w, bias }: Fit, loss: Loss = meanSquaredError, replica = 0) {
  const arrays: Record<string, NdArray> = {
    x: matrix(x),
    y: matrix(y),
    w: matrix(w),
    bias: ndArray([w[0]?.length ?? 0], bias ?? w[0]?.map(() => 0) ?? []),
    ...Object.fromEntries(
      Object.entries(penalty.hyperparameters).map(([name, sweep]) => [name, ndArray([], [sweepAt(sweep, replica)])]),
    ),
  };
  const values = Object.fromEntries(
    Object.entries(arrays).map(([name, { shape }]) => [name, input(name, "float32", shape)]),
  ) as Readonly<Record<"x" | "y" | "w" | "bias", Value>> & HyperparameterValues;
  const data = reduceMean(loss.perExample(add(matMul(values.x, values.w), values.bias), values.y), [0]);
  const parts = [penalty.smooth, penalty.rough].flatMap((part) => (part ? [reduceSum(part(values.w, values))] : []));
  const objective = parts.reduce(add, data);
  const outputs = [
    ["objective", objective],
    ["gradient", differentiate(objective, [values.w])[0] as Value],
  ] as const;
  const result = evaluate({ name: "objective", inputs: Object.values(values), outputs }, arrays);
  return {
    objective: numbersOf(result.objective as NdArray)[0] as number,
    gradient: Array.from(numbersOf(result.gradient as NdArray)),
  };
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const squares = (values: readonly number[]) => total(values.map((value) => value * value));
const norm1 = (values: readonly number[]) => total(values.map(Math.abs));
/** sum (y - Xw)^2. */
const squaredErrors = ({ x, y, w }: Fit) =>
  squares(x.map((row, i) => (y[i]?.[0] as number) - total(row.map((value, j) => value * (w[j]?.[0] as number)))));

function expectEqual(found: number, wanted: number) {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(wanted)));
}

interface Case {
  readonly name: string;
  /** The penalty for two random numbers: a strength, and one of [0, 1]. */
  readonly make: (strength: number, share: number) => Penalty;
  /** Their objective, from their documentation. */
  readonly theirs: (fit: Fit, strength: number, share: number) => number;
  /** Our objective over theirs. */
  readonly factor: (rowCount: number, share: number) => number;
}

/** A linear model's squared errors over 2n, for a strength lambda and a mixture. */
const elastic = (fit: Fit, lambda: number, mix: number) =>
  squaredErrors(fit) / (2 * fit.x.length) +
  lambda * (mix * norm1(fit.w.flat()) + ((1 - mix) / 2) * squares(fit.w.flat()));

const keras: Omit<Case, "name" | "make"> = {
  theirs: (fit, l1, l2) => squaredErrors(fit) / fit.x.length + l1 * norm1(fit.w.flat()) + l2 * squares(fit.w.flat()),
  factor: () => 1,
};

const CASES: readonly Case[] = [
  { name: "fromKeras of both", make: (l1, l2) => fromKeras({ l1, l2 }), ...keras },
  {
    name: "fromKeras of l1",
    ...keras,
    make: (l1) => fromKeras({ l1 }),
    theirs: (fit, l1) => keras.theirs(fit, l1, 0),
  },
  {
    name: "fromKeras of l2",
    ...keras,
    make: (l2) => fromKeras({ l2 }),
    theirs: (fit, l2) => keras.theirs(fit, 0, l2),
  },
  { name: "fromTensorFlowJs", make: (l1, l2) => fromTensorFlowJs({ l1, l2 }), ...keras },
  {
    name: "fromPyTorch",
    make: (weightDecay) => fromPyTorch({ weightDecay }).kernelRegularizer,
    // The objective whose gradient has weight_decay * w in it.
    theirs: (fit, decay) => squaredErrors(fit) / fit.x.length + (decay / 2) * squares(fit.w.flat()),
    factor: () => 1,
  },
  {
    name: "fromScikitLearnMlp for regression",
    make: (alpha) => fromScikitLearnMlp({ alpha, batchSize: 4, task: "regression" }),
    theirs: (fit, alpha) => squaredErrors(fit) / 4 / 2 + (0.5 * alpha * squares(fit.w.flat())) / 4,
    factor: () => 2,
  },
  {
    name: "fromScikitLearnLasso",
    make: (alpha) => fromScikitLearnLasso({ alpha }),
    theirs: (fit, alpha) => squaredErrors(fit) / (2 * fit.x.length) + alpha * norm1(fit.w.flat()),
    factor: () => 2,
  },
  {
    name: "fromScikitLearnRidge",
    make: (alpha) => fromScikitLearnRidge({ alpha, rowCount: 4 }),
    theirs: (fit, alpha) => squaredErrors(fit) + alpha * squares(fit.w.flat()),
    factor: (rowCount) => 1 / rowCount,
  },
  {
    name: "fromScikitLearnElasticNet",
    make: (alpha, l1Ratio) => fromScikitLearnElasticNet({ alpha, l1Ratio }),
    theirs: elastic,
    factor: () => 2,
  },
  {
    name: "fromGlmnet of a standardized target",
    make: (lambda, alpha) => fromGlmnet({ lambda, alpha }),
    theirs: elastic,
    factor: () => 2,
  },
  {
    name: "fromGlmnet of a target with deviation 3.7",
    make: (lambda, alpha) => fromGlmnet({ lambda, alpha, targetDeviation: 3.7 }),
    // glmnet fits y/s with lambda/s, then multiplies the weights by s.
    theirs: ({ x, y, w }, lambda, alpha) => {
      const shrunk = (rows: Fit["y"]) => rows.map((row) => row.map((value) => value / 3.7));
      return elastic({ x, y: shrunk(y), w: shrunk(w) }, lambda / 3.7, alpha);
    },
    factor: () => 2 * 3.7 ** 2,
  },
];

/** Evenly spread, unlike fast-check's doubles, most of which are next to 0. */
const spread = (low: number, high: number) =>
  fc.integer({ min: 0, max: 9973 }).map((step) => low + ((high - low) * step) / 9973);
const numbers = (count: number) => fc.array(spread(-3, 3), { minLength: count, maxLength: count });
const rows = (count: number, width: number) => fc.array(numbers(width), { minLength: count, maxLength: count });
const fits = fc.record({ x: rows(4, 3), y: rows(4, 1), w: rows(3, 1) });

describe.each(CASES)("$name", ({ make, theirs, factor }) => {
  it("gives the objective of its formula for random data, weights and strengths, to 1e-12", () => {
    const strengths = fc.oneof(fc.constant(0), spread(0, 5));
    const shares = fc.oneof(fc.constantFrom(0, 1), spread(0, 1));
    fc.assert(
      fc.property(fits, strengths, shares, (fit, strength, share) => {
        const wanted = theirs(fit, strength, share) * factor(fit.x.length, share);
        expectEqual(ours(make(strength, share), fit).objective, wanted);
      }),
    );
  });
});

/** Eight rows of two columns, and two targets of them. The mean over eight is exact in the graph's float32 constants. */
const X = [
  [1, 2],
  [2, -1],
  [-1, 0.5],
  [0, 1],
  [3, 1],
  [-2, -1.5],
  [0.5, -2],
  [1.5, 0],
];
const TARGETS = [3, 1, -0.5, 1.5, 4, -3, -1, 2];
const Y = TARGETS.map((y) => [y]);
const BOTH = TARGETS.map((y) => [y, y * y - 1]);

describe("scikit-learn 1.2.1 on eight rows, without intercepts", () => {
  const expectClose = (found: readonly number[], wanted: readonly number[]) => {
    expect(found.length).toBe(wanted.length);
    wanted.forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 12);
    });
  };
  /** Our gradient is 0 at the minimum, as no weight of these is 0. */
  const expectMinimum = (penalty: Penalty, y: Fit["y"], w: Fit["w"]) => {
    const { gradient } = ours(penalty, { x: X, y, w });
    expectClose(
      gradient,
      gradient.map(() => 0),
    );
  };
  const RIDGE_2 = [[0.9523982558139534], [0.8041424418604654]];

  it("Ridge(alpha=2) has its coefficients where our objective has its minimum", () => {
    expectMinimum(fromScikitLearnRidge({ alpha: 2, rowCount: 8 }), Y, RIDGE_2);
  });

  it("Lasso(alpha=0.4) has its coefficients where our objective has its minimum", () => {
    expectMinimum(fromScikitLearnLasso({ alpha: 0.4 }), Y, [[0.914166666666667], [0.6989814814814815]]);
  });

  it("ElasticNet(alpha=0.5, l1_ratio=0.3) has its coefficients where our objective has its minimum", () => {
    const penalty = fromScikitLearnElasticNet({ alpha: 0.5, l1Ratio: 0.3 });
    expectMinimum(penalty, Y, [[0.8893811196253725], [0.7084530651340997]]);
  });

  it("Ridge and Lasso of two targets need half the strength, as the loss is the mean over targets", () => {
    expectMinimum(fromScikitLearnRidge({ alpha: 2 / 2, rowCount: 8 }), BOTH, [
      [0.9523982558139534, 1.6437136627906974],
      [0.8041424418604654, 0.8050508720930235],
    ]);
    expectMinimum(fromScikitLearnLasso({ alpha: 0.4 / 2 }), BOTH, [
      [0.914166666666667, 1.6745833333333338],
      [0.6989814814814815, 0.6769907407407416],
    ]);
  });

  it("glmnet's ridge at lambda = s * 2/8 has the coefficients of Ridge(alpha=2), s being the deviation of y", () => {
    // stats.stackexchange.com/questions/129179: what glmnet's lambda means to ridge regression is lambda * n / s.
    const mean = total(TARGETS) / 8;
    const targetDeviation = Math.sqrt(squares(TARGETS.map((y) => y - mean)) / 8);
    expectMinimum(fromGlmnet({ lambda: (targetDeviation * 2) / 8, alpha: 0, targetDeviation }), Y, RIDGE_2);
  });

  it("MLPRegressor(alpha=0.9) has half our objective and half our gradient", () => {
    const fit = { x: X, y: Y, w: [[0.5], [-0.25]], bias: [0.1] };
    const { objective, gradient } = ours(fromScikitLearnMlp({ alpha: 0.9, batchSize: 8, task: "regression" }), fit);
    expectClose([objective, ...gradient], [2 * 1.839375, 2 * -1.928125, 2 * -2.2625]);
  });

  it("MLPRegressor(alpha=0.9) of two targets has our gradient at half the strength", () => {
    const w = [
      [0.5, 1],
      [-0.25, 2],
    ];
    const penalty = fromScikitLearnMlp({ alpha: 0.9 / 2, batchSize: 8, task: "regression" });
    const { gradient } = ours(penalty, { x: X, y: BOTH, w, bias: [0.1, -0.2] });
    expectClose(gradient, [-1.928125, -1.48125, -2.2625, 1.678125]);
  });

  it("MLPClassifier(alpha=0.9) has our objective and our gradient", () => {
    const w = [
      [0.5, -0.5, 0.2],
      [-0.25, 1, 0.3],
    ];
    const y = [0, 1, 2, 0, 1, 2, 0, 1].map((own) => [0, 1, 2].map((each) => Number(each === own)));
    const penalty = fromScikitLearnMlp({ alpha: 0.9, batchSize: 8, task: "classification" });
    const { objective, gradient } = ours(penalty, { x: X, y, w, bias: [0.1, 0, -0.1] }, softmaxCrossEntropy);
    expectClose(
      [objective, ...gradient],
      [
        1.9745972244790837, 0.34287565817117216, -0.9072577573706619, 0.5868820991994897, -0.3753488480139057,
        0.29881696538341296, 0.1946568826304928,
      ],
    );
  });
});

describe("known strengths", () => {
  const facts = ({ name, hyperparameters }: Penalty) => [name, hyperparameters];

  it("has the values that Keras documents for a kernel of 25 ones: L2(2) is 50, L1(0.01) is 0.25", () => {
    const ones = { x: [Array.from({ length: 25 }, () => 0)], y: [[0]], w: Array.from({ length: 25 }, () => [1]) };
    expect(ours(fromKeras({ l2: 2 }), ones).objective).toBe(50);
    expectEqual(ours(fromKeras({ l1: 0.01 }), ones).objective, 0.25);
  });

  it("gives one l1, one l2, or one elasticNet of both, so that there is one proximal map", () => {
    expect(facts(fromKeras({ l1: 0.5 }))).toEqual(["l1", { alpha: 0.5 }]);
    expect(facts(fromKeras({ l2: 0.5 }))).toEqual(["l2", { alpha: 1 }]);
    expect(facts(fromKeras({ l1: 0.5, l2: 0.75 }))).toEqual(["elasticNet", { alpha: 2, mix: 0.25 }]);
    expect(facts(fromTensorFlowJs({ l1: 0, l2: 0.5 }))).toEqual(["elasticNet", { alpha: 1, mix: 0 }]);
    expect(facts(fromKeras({ l1: 0, l2: 0 }))).toEqual(["elasticNet", { alpha: 0, mix: 0 }]);
  });

  it("gives PyTorch's weight decay to the kernel and the bias of a layer", () => {
    const model = sequential({ inputShape: [3], layers: [dense({ units: 2, ...fromPyTorch({ weightDecay: 0.3 }) })] });
    expect(
      model.parameters.map(({ role, penalties }) => [role, penalties.map(({ hyperparameters }) => hyperparameters)]),
    ).toEqual([
      ["kernel", [{ alpha: 0.3 }]],
      ["bias", [{ alpha: 0.3 }]],
    ]);
    expect(model.summary()).toContain("kernel: l2 0.3\n");
  });

  it("divides what scikit-learn's MLP is given by the rows of a minibatch", () => {
    const strength = { alpha: 10, batchSize: 200 };
    expect(facts(fromScikitLearnMlp({ ...strength, task: "classification" }))).toEqual(["l2", { alpha: 0.05 }]);
    expect(facts(fromScikitLearnMlp({ ...strength, task: "regression" }))).toEqual(["l2", { alpha: 0.1 }]);
  });

  it("lets the ridge part of glmnet's penalty count less for a target of more deviation", () => {
    const { hyperparameters } = fromGlmnet({ lambda: 1, alpha: 0.5, targetDeviation: 2 });
    // 2 * (1/2 + 1/4), of which 1 is for the L1 part.
    expect(hyperparameters).toEqual({ alpha: 1.5, mix: 2 / 3 });
  });

  it("gives glmnet's lasso twice its lambda, whatever the target's deviation", () => {
    const lasso = ["elasticNet", { alpha: 0.5, mix: 1 }];
    expect(facts(fromGlmnet({ lambda: 0.25, alpha: 1 }))).toEqual(lasso);
    expect(facts(fromGlmnet({ lambda: 0.25, alpha: 1, targetDeviation: 7 }))).toEqual(lasso);
  });
});

describe("sweeps", () => {
  const fit = { x: X, y: Y, w: [[0.7], [-1.1]] };
  const cases: readonly [string, (strength: Sweep, share: Sweep) => Penalty][] = [
    ["fromKeras", (l1, l2) => fromKeras({ l1, l2 })],
    ["fromKeras of l2", (l2) => fromKeras({ l2 })],
    ["fromPyTorch", (weightDecay) => fromPyTorch({ weightDecay }).biasRegularizer],
    ["fromScikitLearnMlp", (alpha) => fromScikitLearnMlp({ alpha, batchSize: 3, task: "regression" })],
    ["fromScikitLearnElasticNet", (alpha, l1Ratio) => fromScikitLearnElasticNet({ alpha, l1Ratio })],
    ["fromGlmnet", (lambda, alpha) => fromGlmnet({ lambda, alpha, targetDeviation: 2 })],
  ];
  const strengths = [0, 0.1, 3];
  const shares = [0.2, 1, 0.6];

  it.each(cases)("%s gives each replica what it would have alone", (_, make) => {
    for (const share of [shares, 0.2]) {
      strengths.forEach((strength, replica) => {
        const alone = ours(make(strength, sweepAt(share, replica)), fit).objective;
        expect(ours(make(strengths, share), fit, meanSquaredError, replica).objective).toBe(alone);
      });
    }
  });

  it("names both of two sweeps whose lengths differ", () => {
    expect(() => fromKeras({ l1: [1, 2, 3], l2: [1, 2] })).toThrow(
      "fromKeras.l2 expects one value, or 3 as fromKeras.l1 has (one for each replica) but receives 2 values. (OCCAM_OPTION)",
    );
  });
});

describe("bad options", () => {
  const mlp = { alpha: 1, batchSize: 32, task: "regression" } as const;
  // What a caller without types may give.
  const [none, typo] = [{} as { l1: number }, { ...mlp, task: "regresion" as "regression" }];
  it.each<[string, () => unknown, string]>([
    ["l1 below 0", () => fromKeras({ l1: -1 }), "fromKeras.l1 expects a number of at least 0 but receives -1"],
    [
      "l2 not a number",
      () => fromKeras({ l2: Number.NaN }),
      "fromKeras.l2 expects a number of at least 0 but receives NaN",
    ],
    ["nothing from Keras", () => fromKeras(none), "fromKeras expects l1, l2 or both but receives neither"],
    [
      "a replica's l1 below 0",
      () => fromTensorFlowJs({ l1: [0, -2], l2: 1 }),
      "fromTensorFlowJs.l1[1] expects a number of at least 0 but receives -2",
    ],
    [
      "nothing from TensorFlow.js",
      () => fromTensorFlowJs(none),
      "fromTensorFlowJs expects l1, l2 or both but receives neither",
    ],
    [
      "weight decay below 0",
      () => fromPyTorch({ weightDecay: -0.1 }),
      "fromPyTorch.weightDecay expects a number of at least 0 but receives -0.1",
    ],
    [
      "alpha of an MLP below 0",
      () => fromScikitLearnMlp({ ...mlp, alpha: -3 }),
      "fromScikitLearnMlp.alpha expects a number of at least 0 but receives -3",
    ],
    [
      "minibatches of no rows",
      () => fromScikitLearnMlp({ ...mlp, batchSize: 0 }),
      "fromScikitLearnMlp.batchSize expects a whole number of at least 1 but receives 0",
    ],
    [
      "an unknown task",
      () => fromScikitLearnMlp(typo),
      'fromScikitLearnMlp.task expects "classification" or "regression" but receives "regresion"',
    ],
    [
      "alpha of a lasso below 0",
      () => fromScikitLearnLasso({ alpha: -1 }),
      "fromScikitLearnLasso.alpha expects a number of at least 0 but receives -1",
    ],
    [
      "alpha of a ridge below 0",
      () => fromScikitLearnRidge({ alpha: -1, rowCount: 5 }),
      "fromScikitLearnRidge.alpha expects a number of at least 0 but receives -1",
    ],
    [
      "a ridge of half a row",
      () => fromScikitLearnRidge({ alpha: 1, rowCount: 0.5 }),
      "fromScikitLearnRidge.rowCount expects a whole number of at least 1 but receives 0.5",
    ],
    [
      "alpha of an elastic net below 0",
      () => fromScikitLearnElasticNet({ alpha: -1, l1Ratio: 0.5 }),
      "fromScikitLearnElasticNet.alpha expects a number of at least 0 but receives -1",
    ],
    [
      "l1Ratio above 1",
      () => fromScikitLearnElasticNet({ alpha: 1, l1Ratio: 1.5 }),
      "fromScikitLearnElasticNet.l1Ratio expects a number from 0 to 1 but receives 1.5",
    ],
    [
      "lambda below 0",
      () => fromGlmnet({ lambda: -1, alpha: 1 }),
      "fromGlmnet.lambda expects a number of at least 0 but receives -1",
    ],
    [
      "glmnet's alpha above 1",
      () => fromGlmnet({ lambda: 1, alpha: 2 }),
      "fromGlmnet.alpha expects a number from 0 to 1 but receives 2",
    ],
    [
      "a target that does not vary",
      () => fromGlmnet({ lambda: 1, alpha: 0, targetDeviation: 0 }),
      "fromGlmnet.targetDeviation expects a number above 0 but receives 0",
    ],
  ])("refuses %s and names it", (_, act, message) => {
    expect(act).toThrow(expect.objectContaining({ code: "OCCAM_OPTION", message: `${message}. (OCCAM_OPTION)` }));
    expect(act).toThrow(RangeError);
  });

  it("asks for a strength in the types already", () => {
    // @ts-expect-error Neither l1 nor l2.
    expect(() => fromKeras({})).toThrow("neither");
  });
});
