/** What `occam path --json` prints and path.json holds. In JSON a value that is not finite is null. */
export interface PathResult {
  readonly occam: string;
  readonly command: "path";
  readonly task: "classification" | "regression";
  readonly target: string;
  readonly classes?: readonly string[];
  readonly penalty: PathPenaltyName;
  readonly seeds: readonly number[];
  readonly data: {
    readonly file: string;
    readonly sha256: string;
    /** `used`: dealt to the folds, and all trained on for the facts of weights; `test`: not looked at. */
    readonly rows: { readonly used: number; readonly test: number };
    /** Input columns, in the order of `inputNorms`. */
    readonly columns: readonly string[];
    readonly dropped: readonly { readonly column: string; readonly why: string }[];
  };
  readonly network: { readonly units: readonly number[]; readonly activation: string };
  readonly metric: "logLoss" | "rmse";
  readonly folds: number;
  readonly repeats: number;
  readonly warmStart: boolean;
  readonly points: readonly PathPointResult[];
  /** The strength with the lowest mean validation loss. */
  readonly best: { readonly alpha: number };
  /** What the one-standard-error rule says, whichever rule chose. */
  readonly oneSe: { readonly alpha: number; readonly limit: number };
  readonly chosen: {
    readonly alpha: number;
    readonly rule: string;
    readonly verdict: "conclusive" | "inconclusive";
    readonly why: string;
  };
  readonly seconds: number;
  readonly files?: readonly string[];
}

export type PathPenaltyName = "l1" | "l2" | "elasticNet" | "groupLasso" | "dropout";

export interface PathPointResult {
  readonly alpha: number;
  /** The metric that decides, by its name: the mean over folds and seeds. */
  readonly train: Readonly<Record<string, number>>;
  /** Besides the metric `se`, its standard error over folds. */
  readonly validation: Readonly<Record<string, number>>;
  readonly norm1: number;
  readonly norm2: number;
  readonly weights: number;
  readonly zeroWeights: number;
  /** Hidden neurons that still take part, of `neurons`. */
  readonly activeNeurons: number;
  readonly neurons: number;
  /** Columns of the table that the network still looks at. */
  readonly inputs: readonly string[];
  /** Norm of the weights that lead out of each column's features. */
  readonly inputNorms: readonly number[];
  readonly penalty: number;
  /** Penalty at alpha 1: the radius that this strength corresponds to. */
  readonly radius: number;
  readonly epochs: number;
}
