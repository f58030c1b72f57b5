/** The table of candidates that a plain fit tries. */

export interface Candidate {
  readonly name: string;
  readonly l1: number;
  readonly l2: number;
  readonly dropout: number;
  /** The plain network alone trains to the end: early stopping is a regularizer too. */
  readonly earlyStopping: boolean;
}

const L2_PATH = [1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1];
const L1_PATH = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1];
const DROPOUT_PATH = [0.1, 0.2, 0.35, 0.5];
const COMBINATIONS = [
  { l1: 3e-4, dropout: 0.2 },
  { l1: 1e-3, dropout: 0.2 },
  { l1: 3e-3, dropout: 0.35 },
  { l2: 1e-3, dropout: 0.2 },
  { l2: 1e-2, dropout: 0.2 },
  { l2: 1e-2, dropout: 0.5 },
];

/**
 * The default table: no regularization at all (the baseline), early stopping alone, an l2 path, an l1 path, dropout
 * rates, and combinations. All but the baseline stop early.
 */
export function defaultCandidates(): readonly Candidate[] {
  const regularized = [
    {},
    ...L2_PATH.map((l2) => ({ l2 })),
    ...L1_PATH.map((l1) => ({ l1 })),
    ...DROPOUT_PATH.map((dropout) => ({ dropout })),
    ...COMBINATIONS,
  ].map((strengths) => candidate(strengths, true));
  return [candidate({}, false), ...regularized];
}

interface Strengths {
  readonly l1?: number;
  readonly l2?: number;
  readonly dropout?: number;
}

function candidate({ l1 = 0, l2 = 0, dropout = 0 }: Strengths, earlyStopping: boolean): Candidate {
  const parts = [
    ...(l1 > 0 ? [`l1 ${l1}`] : []),
    ...(l2 > 0 ? [`l2 ${l2}`] : []),
    ...(dropout > 0 ? [`dropout ${dropout}`] : []),
  ];
  const name = parts.length > 0 ? parts.join(" + ") : earlyStopping ? "early stopping" : "none";
  return { name, l1, l2, dropout, earlyStopping };
}
