/** How settings are called for people. One that is not listed goes by its own name. */
export interface SettingWords {
  /** At the beginning of a sentence. */
  readonly title: string;
  /** Within one. */
  readonly name: string;
  /** What it does to a network. */
  readonly effect: string;
  /** What it does to weights at zero, as a sentence. */
  readonly zeros: string;
}

const WORDS: Readonly<Record<string, SettingWords>> = {
  l1: {
    title: "L1",
    name: "L1",
    effect: "pulls weights to exactly zero",
    zeros: "L1 sets single weights to exactly zero; those connections can be removed.",
  },
  l2: {
    title: "L2",
    name: "L2",
    effect: "shrinks large weights",
    zeros: "L2 shrinks weights and sets none to exactly zero.",
  },
  elasticNet: {
    title: "Elastic net",
    name: "the elastic net",
    effect: "pulls weights to zero and shrinks the others",
    zeros: "The elastic net's L1 half sets single weights to exactly zero.",
  },
  groupLasso: {
    title: "Group lasso",
    name: "the group lasso",
    effect: "pulls whole neurons to zero",
    zeros: "The group lasso sets all weights into a neuron to exactly zero together.",
  },
  inputGroupLasso: {
    title: "Input group lasso",
    name: "the input group lasso",
    effect: "pulls whole columns of the table to zero",
    zeros:
      "The input group lasso sets all weights out of a column to exactly zero together: the network no longer looks at it.",
  },
  dropout: {
    title: "Dropout",
    name: "dropout",
    effect: "switches units off at random",
    zeros: "Dropout sets no weight to exactly zero: it makes neurons do without each other.",
  },
};

export function settingWords(setting: string): SettingWords {
  return (
    (Object.hasOwn(WORDS, setting) ? WORDS[setting] : undefined) ?? {
      title: setting,
      name: setting,
      effect: "",
      zeros: "Zeros are counted exactly: weights that are 0 and nothing else.",
    }
  );
}

/** What an option of a setting is called on an axis. */
export function optionWords(option: string): string {
  if (option === "alpha") return "strength alpha";
  return option === "rate" ? "share switched off" : option;
}
