/** What a diagnosis found, as data. */

import type { Finding } from "../../diagnosis/findings/index.ts";
import type { LearningCurvePoint } from "../../diagnosis/learning-curve.ts";
import type { Reliability } from "../../diagnosis/network/reliability.ts";
import type { WeightStatistics } from "../../diagnosis/network/weight-statistics.ts";
import type { TaskName } from "../tasks/index.ts";
import type { ModelDiagnosis, ModelResult } from "./fit-result.ts";
import type { Scores } from "./look.ts";
import type { ErrorParts } from "./retrain.ts";

/** The verdict is on `network`. */
export interface DiagnoseResult extends Omit<ModelDiagnosis, "train"> {
  /** Version of the library. */
  readonly occam: string;
  readonly command: "diagnose";
  readonly task: TaskName;
  readonly target: string;
  readonly seed: number;
  readonly data: {
    readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  };
  /** The diagnosed network: the fit's choice, or the plain baseline. */
  readonly network: Pick<ModelResult, "name" | "values" | "settings">;
  /** The deciding metric. */
  readonly metric: string;
  readonly scores: { readonly train: Scores; readonly validation: Scores; readonly test: Scores };
  readonly findings: readonly Finding[];
  readonly inside: InsideResult;
  readonly learningCurve?: readonly LearningCurvePoint[];
  readonly biasVariance?: ErrorParts;
}

/** The inside of the network, in short. */
export interface InsideResult {
  readonly layers: readonly {
    readonly layer: string;
    readonly units: number;
    readonly dead: number;
    readonly nearlyDead: number;
  }[];
  readonly weights: readonly WeightStatistics[];
  /** Mean held-out loss without the unit minus with it. */
  readonly importances: readonly { readonly layer: string; readonly unit: number; readonly importance: number }[];
  readonly degreesOfFreedom?: { readonly effective: number; readonly parameters: number; readonly rows: number };
  readonly calibration?: Reliability;
  readonly sharpness: { readonly radius: number; readonly loss: number; readonly meanIncrease: number };
}
