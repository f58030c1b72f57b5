/** What the page calls the playground's parts; nothing reads these to decide. */

export interface RegularizerWords {
  readonly title: string;
  /** How its strength is written, and read aloud. */
  readonly symbol: string;
  readonly spoken: string;
  /** What it does, in a few words. */
  readonly does: string;
}

/** By the names of states and links. */
export const WORDS: Readonly<Record<string, RegularizerWords>> = {
  l1: { title: "L1", symbol: "α", spoken: "alpha", does: "pulls every weight to 0 with the same force" },
  l2: { title: "L2", symbol: "α", spoken: "alpha", does: "pulls every weight by its size" },
  groupLasso: { title: "Group lasso", symbol: "α", spoken: "alpha", does: "pulls a unit's weights to 0 together" },
  dropout: { title: "Dropout", symbol: "rate", spoken: "rate", does: "turns units off at random, anew in each step" },
  maxNorm: { title: "Max-norm", symbol: "c", spoken: "bound", does: "holds the length of each unit's weights below c" },
  noise: {
    title: "Input noise",
    symbol: "σ",
    spoken: "standard deviation",
    does: "adds noise to the inputs in each step",
  },
  weightDecay: { title: "Weight decay", symbol: "λ", spoken: "lambda", does: "shrinks weights beside the optimizer" },
  labelSmoothing: { title: "Label smoothing", symbol: "ε", spoken: "epsilon", does: "asks for less than certainty" },
};

/** By the names of the data sets; "own" are points drawn by hand. */
export const DATA_WORDS: Readonly<Record<string, { readonly title: string; readonly short: string }>> = {
  moons: { title: "Two moons", short: "moons" },
  circle: { title: "A circle", short: "circle" },
  xor: { title: "Exclusive or", short: "xor" },
  gaussians: { title: "Two clouds", short: "clouds" },
  spiral: { title: "A spiral", short: "spiral" },
  curve: { title: "A noisy curve", short: "curve" },
  hills: { title: "A hill and a hollow", short: "hills" },
  own: { title: "Drawn points", short: "draw" },
  table: { title: "Your table", short: "own table" },
};

export const OPTIMIZER_WORDS: Readonly<Record<string, string>> = {
  adam: "Adam",
  sgd: "SGD",
  momentum: "SGD with momentum",
  rmsprop: "RMSprop",
};
