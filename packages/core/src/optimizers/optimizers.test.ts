import { describe, expect, it } from "vitest";
import {
  adam,
  adamW,
  cosineSchedule,
  dense,
  type FitOptions,
  fit,
  fitReplicas,
  l1,
  l2,
  linearSchedule,
  type Optimizer,
  type Regularizer,
  rmsprop,
  sequential,
  sgd,
} from "../index.ts";
import { OPTIMIZERS } from "../testing/batteries.ts";
import { openEngines } from "../testing/engines.ts";
import { expectSameRun } from "../testing/same-run.ts";

const { compiled: runtime, onnxruntime } = openEngines();

const X = [
  [0.5, -1.2],
  [1.5, 0.3],
  [-0.7, 0.8],
  [-1.1, -0.4],
  [0.2, 2],
];
const Y = [1, 1, 0, 1, 0];
/** Two weights and a bias. */
const START = [0.8, -0.6, 0.3];

/** Gradient of the mean logistic loss by its formula, mean (p - y) x. */
function logisticGradient([first, second, bias]: readonly number[]): readonly number[] {
  const errors = X.map(([a, b], row) => {
    const z = (first as number) * (a as number) + (second as number) * (b as number) + (bias as number);
    return 1 / (1 + Math.exp(-z)) - (Y[row] as number);
  });
  const meanOf = (column: (row: number) => number) =>
    errors.reduce((sum, error, row) => sum + error * column(row), 0) / errors.length;
  return [meanOf((row) => X[row]?.[0] as number), meanOf((row) => X[row]?.[1] as number), meanOf(() => 1)];
}

interface Extras {
  readonly regularizer?: Regularizer;
  readonly x?: readonly (readonly number[])[];
}

/** Weights and bias after `steps` steps of the real thing, one on all rows in each epoch: the same in both engines. */
async function trained(optimizer: Optimizer, steps: number, { x = X, ...extras }: Extras = {}) {
  const model = sequential({ inputShape: [2], layers: [dense({ units: 1 })] });
  const initialParameters = new Map([
    ["dense0/kernel", { shape: [2, 1], data: Float32Array.from(START.slice(0, 2)) }],
    ["dense0/bias", { shape: [1], data: Float32Array.from(START.slice(2)) }],
  ]);
  const options: FitOptions = {
    runtime,
    loss: "sigmoidCrossEntropy",
    optimizer,
    epochs: steps,
    batchSize: X.length,
    shuffle: false,
    initialParameters,
    ...extras,
  };
  const run = await fit(model, { x, y: Y }, options);
  expectSameRun(await fit(model, { x, y: Y }, { ...options, runtime: onnxruntime }), run);
  return [...run.parameters.values()].flatMap(({ data }) => Array.from(data));
}

/** The next value of one parameter, by its gradient. Holds that parameter's state. `step` counts from 1. */
type Rule = (weight: number, gradient: number, step: number, isBias: boolean) => number;

/** Parameters after each of `steps` steps of a textbook rule, in float64. */
function worked(makeRule: () => Rule, steps: number, gradientAt = logisticGradient): readonly (readonly number[])[] {
  const rules = START.map(makeRule);
  const path: (readonly number[])[] = [];
  let now: readonly number[] = START;
  for (let step = 1; step <= steps; step++) {
    const gradient = gradientAt(now);
    now = now.map((weight, i) => (rules[i] as Rule)(weight, gradient[i] as number, step, i === 2));
    path.push(now);
  }
  return path;
}

interface AdamNumbers {
  readonly rate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly coupled?: number;
  /** Decoupled decay at a step, from 1. */
  readonly decoupled?: number | ((step: number) => number);
  readonly decayBiases?: boolean;
}

const adamRule = (numbers: AdamNumbers) => (): Rule => {
  const { rate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, coupled = 0, decayBiases = false } = numbers;
  const { decoupled = 0 } = numbers;
  const decayAt = (step: number) => (typeof decoupled === "number" ? decoupled : decoupled(step));
  let [m, v] = [0, 0];
  return (weight, gradient, step, isBias) => {
    const g = gradient + (isBias ? 0 : coupled * weight);
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    const [mHat, vHat] = [m / (1 - beta1 ** step), v / (1 - beta2 ** step)];
    const decay = isBias && !decayBiases ? 0 : decayAt(step);
    return weight - rate * decay * weight - (rate * mHat) / (Math.sqrt(vHat) + epsilon);
  };
};

const rmspropRule =
  ({ rate = 0.001, rho = 0.9, epsilon = 1e-7 }) =>
  (): Rule => {
    let v = 0;
    return (weight, g) => {
      v = rho * v + (1 - rho) * g * g;
      return weight - (rate * g) / (Math.sqrt(v) + epsilon);
    };
  };

const momentumRule =
  ({ rate = 0.01, momentum = 0.9, nesterov = false }) =>
  (): Rule => {
    let v = 0;
    return (weight, g) => {
      v = momentum * v + g;
      return weight - rate * (nesterov ? g + momentum * v : v);
    };
  };

/** The rules of OPTIMIZERS, in its order. */
const TEXTBOOK: readonly (readonly [title: string, rule: () => Rule])[] = [
  ["sgd: w - lr g", () => (weight, g) => weight - 0.01 * g],
  ["sgd with momentum: v = m v + g, w - lr v", momentumRule({})],
  ["sgd with nesterov's momentum: w - lr (g + m v)", momentumRule({ nesterov: true })],
  ["adam", adamRule({})],
  ["adamW: adam and w - lr wd w on kernels", adamRule({ decoupled: 0.01 })],
  ["adamW whose decay halves behind every second step", adamRule({ decoupled: (step) => (step > 2 ? 0.005 : 0.01) })],
  ["rmsprop", rmspropRule({})],
];

function expectClose(found: readonly number[], expected: readonly number[] | undefined, digits = 6): void {
  expect(found.length).toBe(expected?.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected?.[i] as number, digits);
  });
}

describe("each optimizer of the index takes its textbook's steps", () => {
  it("and each has a textbook here", () => {
    expect(TEXTBOOK.map(([title]) => title.split(/[: ]/)[0])).toEqual(OPTIMIZERS.map(({ name }) => name));
  });

  it.each(OPTIMIZERS.map((optimizer, i) => [TEXTBOOK[i]?.[0], optimizer, TEXTBOOK[i]?.[1]] as const))(
    "%s",
    async (_, optimizer, rule) => {
      const path = worked(rule as () => Rule, 3);
      for (const steps of [1, 2, 3]) expectClose(await trained(optimizer, steps), path[steps - 1]);
      // The steps themselves are far larger than the tolerance.
      const moves = START.map((start, i) => Math.abs((path[2]?.[i] as number) - start));
      expect(Math.max(...moves)).toBeGreaterThan(1e-3);
    },
  );

  it.each<[string, Optimizer, () => Rule]>([
    ["sgd", sgd({ learningRate: 0.7 }), () => (weight, g) => weight - 0.7 * g],
    ["momentum", sgd({ learningRate: 0.7, momentum: 0.5 }), momentumRule({ rate: 0.7, momentum: 0.5 })],
    [
      "nesterov",
      sgd({ learningRate: 0.7, momentum: 0.5, nesterov: true }),
      momentumRule({ rate: 0.7, momentum: 0.5, nesterov: true }),
    ],
    [
      "adam",
      adam({ learningRate: 0.2, beta1: 0.6, beta2: 0.8, epsilon: 0.05 }),
      adamRule({ rate: 0.2, beta1: 0.6, beta2: 0.8, epsilon: 0.05 }),
    ],
    [
      "adamW",
      adamW({ learningRate: 0.2, weightDecay: 0.3, decayBiases: true }),
      adamRule({ rate: 0.2, decoupled: 0.3, decayBiases: true }),
    ],
    [
      "rmsprop",
      rmsprop({ learningRate: 0.2, rho: 0.6, epsilon: 0.05 }),
      rmspropRule({ rate: 0.2, rho: 0.6, epsilon: 0.05 }),
    ],
  ])("%s with every option set otherwise", async (_, optimizer, rule) => {
    expectClose(await trained(optimizer, 3), worked(rule, 3)[2]);
  });
});

it("adam's first step is lr against the sign of the gradient, whatever its size", async () => {
  const [g0, g1, g2] = logisticGradient(START).map(Math.sign) as [number, number, number];
  const expected = [(START[0] as number) - 0.1 * g0, (START[1] as number) - 0.1 * g1, (START[2] as number) - 0.1 * g2];
  expectClose(await trained(adam({ learningRate: 0.1 }), 1), expected);
});

describe("decay", () => {
  const still = X.map(() => [0, 0]);

  it("l2 under sgd shrinks kernels by (1 - lr alpha) a step where the data do not pull, and leaves the bias", async () => {
    const optimizer = sgd({ learningRate: 0.5 });
    const [plain, shrunk] = [
      await trained(optimizer, 3, { x: still }),
      await trained(optimizer, 3, { x: still, regularizer: l2({ alpha: 0.2 }) }),
    ];
    expectClose(shrunk, [0.8 * 0.9 ** 3, -0.6 * 0.9 ** 3, plain[2] as number], 7);
    expect(plain.slice(0, 2)).toEqual([Math.fround(0.8), Math.fround(-0.6)]);
  });

  it("adamW shrinks kernels by (1 - lr wd) a step there, and the bias only with decayBiases", async () => {
    const decayed = await trained(adamW({ learningRate: 0.5, weightDecay: 0.2 }), 3, { x: still });
    const plain = await trained(adam({ learningRate: 0.5 }), 3, { x: still });
    expectClose(decayed, [0.8 * 0.9 ** 3, -0.6 * 0.9 ** 3, plain[2] as number]);
    const biases = await trained(adamW({ learningRate: 0.5, weightDecay: 0.2, decayBiases: true }), 1, { x: still });
    const [first] = worked(adamRule({ rate: 0.5, decoupled: 0.2, decayBiases: true }), 1, () => [
      0,
      0,
      logisticGradient([0, 0, 0.3])[2] as number,
    ]);
    expect(biases[2]).toBeCloseTo(first?.[2] as number, 6);
    expect(
      Math.abs((biases[2] as number) - ((await trained(adam({ learningRate: 0.5 }), 1, { x: still }))[2] as number)),
    ).toBeCloseTo(0.5 * 0.2 * 0.3, 6);
  });

  const [rate, strength, steps] = [0.5, 0.2, 4];
  const [rising, falling] = [linearSchedule({ start: 0.25, end: 1 }), cosineSchedule({ end: 0.1 })];
  const product = (factorAt: (step: number) => number) =>
    [0, 1, 2, 3].reduce((kept, step) => kept * (1 - rate * strength * factorAt(step)), 1);
  const schedules = { learningRate: rate, weightDecay: strength, schedule: falling };

  it.each([sgd, adam, adamW, rmsprop].map((make) => [make.name, make] as const))(
    "%s: with a schedule of its own decay shrinks kernels by the product of 1 - lr wd factor, else by that of the rate's",
    async (_, make) => {
      const own = await trained(make({ ...schedules, decaySchedule: rising }), steps, { x: still });
      const shared = await trained(make(schedules), steps, { x: still });
      expect(own[0]).toBeCloseTo(0.8 * product((step) => rising.factor(step, steps)), 6);
      expect(shared[0]).toBeCloseTo(0.8 * product((step) => falling.factor(step, steps)), 6);
      expect(own[2]).toBe(shared[2]);
    },
  );

  it("in replicas decay takes each one's own rate, strength and number of steps", async () => {
    const model = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
    const [rates, strengths, epochs] = [
      [0.5, 0.1, 0.1],
      [0.2, 0.2, 0.4],
      [4, 4, 2],
    ];
    const runs = await fitReplicas(
      model,
      { x: [[0]], y: [0] },
      {
        runtime,
        loss: "meanSquaredError",
        optimizer: sgd({ learningRate: rates, weightDecay: strengths, decaySchedule: rising, momentum: 0.9 }),
        epochs,
        initialParameters: new Map([["dense0/kernel", { shape: [1, 1], data: Float32Array.of(1) }]]),
      },
    );
    runs.forEach(({ parameters }, i) => {
      const [count, part] = [epochs[i] as number, (rates[i] as number) * (strengths[i] as number)];
      const factors = Array.from({ length: count }, (_, step) => 1 - part * rising.factor(step, count));
      expect(parameters.get("dense0/kernel")?.data[0]).toBeCloseTo(
        factors.reduce((kept, factor) => kept * factor, 1),
        6,
      );
    });
  });

  it("a schedule of decay without decay is refused", () => {
    expect(() => adam({ decaySchedule: rising })).toThrow(
      "adam.decaySchedule expects weightDecay above 0 beside it but receives nothing to act on. (OCCAM_OPTION)",
    );
  });

  it("l2 under adam is coupled, adamW is not, and they differ", async () => {
    const coupled = await trained(adam({ learningRate: 0.1 }), 3, { regularizer: l2({ alpha: 0.2 }) });
    const decoupled = await trained(adamW({ learningRate: 0.1, weightDecay: 0.2 }), 3);
    expectClose(coupled, worked(adamRule({ rate: 0.1, coupled: 0.2 }), 3)[2]);
    expectClose(decoupled, worked(adamRule({ rate: 0.1, decoupled: 0.2 }), 3)[2]);
    expect(Math.abs((coupled[1] as number) - (decoupled[1] as number))).toBeGreaterThan(1e-3);
  });
});

describe("the l1 penalty's proximal step", () => {
  const soft = (weight: number, threshold: number) => Math.sign(weight) * Math.max(Math.abs(weight) - threshold, 0);
  const alpha = 0.3;
  /** A rule with soft-thresholding of kernels at alpha times the step size that `sizeOf` gives. */
  const shrunk =
    (makeRule: () => Rule, sizeOf: (gradient: number, step: number) => number, reach = Infinity) =>
    (): Rule => {
      const rule = makeRule();
      return (weight, gradient, step, isBias) => {
        const moved = rule(weight, gradient, step, isBias);
        return isBias ? moved : soft(moved, Math.min(alpha * sizeOf(gradient, step), reach));
      };
    };

  it.each<[string, Optimizer, () => Rule]>([
    [
      "lr under sgd",
      sgd({ learningRate: 0.4 }),
      shrunk(
        () => (w, g) => w - 0.4 * g,
        () => 0.4,
      ),
    ],
    [
      "lr (1 + m + m^2 + ...) under momentum, as a constant gradient moves",
      sgd({ learningRate: 0.4, momentum: 0.5 }),
      shrunk(momentumRule({ rate: 0.4, momentum: 0.5 }), (_, step) => 0.4 * (2 - 2 * 0.5 ** step)),
    ],
    [
      "one term more under nesterov's momentum",
      sgd({ learningRate: 0.4, momentum: 0.5, nesterov: true }),
      shrunk(momentumRule({ rate: 0.4, momentum: 0.5, nesterov: true }), (_, step) => 0.4 * (2 - 0.5 ** step)),
    ],
  ])("has the size %s", async (_, optimizer, rule) => {
    expectClose(await trained(optimizer, 3, { regularizer: l1({ alpha }) }), worked(rule, 3)[2]);
  });

  it("has the size lr / (root of the mean square + epsilon) of each weight under adam and rmsprop, up to their largest step", async () => {
    const underAdam = shrunk(
      adamRule({ rate: 0.1, epsilon: 0.01 }),
      (g) => 0.1 / (Math.abs(g) + 0.01),
      (0.1 * 0.1) / Math.sqrt(0.001),
    );
    expectClose(
      await trained(adam({ learningRate: 0.1, epsilon: 0.01 }), 1, { regularizer: l1({ alpha }) }),
      worked(underAdam, 1)[0],
    );
    const underRmsprop = shrunk(
      rmspropRule({ rate: 0.1, rho: 0.75, epsilon: 0.01 }),
      (g) => 0.1 / (0.5 * Math.abs(g) + 0.01),
      0.1 / Math.sqrt(0.25),
    );
    expectClose(
      await trained(rmsprop({ learningRate: 0.1, rho: 0.75, epsilon: 0.01 }), 1, { regularizer: l1({ alpha }) }),
      worked(underRmsprop, 1)[0],
    );
  });

  it.each(OPTIMIZERS.map((optimizer, i) => [TEXTBOOK[i]?.[0], optimizer] as const))(
    "leads to the minimum of (3 - w)^2 + alpha |w| at 3 - alpha/2 under %s",
    async (_, optimizer) => {
      const rows = 1500;
      const model = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
      const run = await fit(
        model,
        { x: Array.from({ length: rows }, () => [1]), y: new Array<number>(rows).fill(3) },
        {
          runtime,
          loss: "meanSquaredError",
          optimizer: { ...optimizer, learningRate: 0.01, weightDecay: 0 },
          regularizer: l1({ alpha: 1 }),
          batchSize: 1,
        },
      );
      expect(run.parameters.get("dense0/kernel")?.data[0]).toBeCloseTo(2.5, 4);
    },
  );
});

describe("options out of range are refused by name", () => {
  it.each<[string, () => Optimizer]>([
    ["sgd.learningRate", () => sgd({ learningRate: 0 })],
    ["sgd.learningRate", () => sgd({ learningRate: -1 })],
    ["sgd.learningRate[1]", () => sgd({ learningRate: [0.1, Number.NaN] })],
    ["sgd.momentum", () => sgd({ momentum: 1 })],
    ["sgd.momentum", () => sgd({ momentum: -0.1 })],
    ["adam.learningRate", () => adam({ learningRate: 0 })],
    ["adam.beta1", () => adam({ beta1: 1 })],
    ["adam.beta2", () => adam({ beta2: 1 })],
    ["adam.epsilon", () => adam({ epsilon: -1e-9 })],
    ["adamW.weightDecay", () => adamW({ weightDecay: -1 })],
    ["rmsprop.rho", () => rmsprop({ rho: 1 })],
    ["rmsprop.epsilon", () => rmsprop({ epsilon: -1 })],
  ])("%s", (where, make) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(expect.objectContaining({ code: "OCCAM_OPTION" }));
    expect(make).toThrow(`${where} expects`);
  });
});
