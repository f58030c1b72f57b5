import { activationSetting } from "./records/activation.ts";
import { activityL1Setting } from "./records/activity-l1.ts";
import { activityL2Setting } from "./records/activity-l2.ts";
import { alphaDropoutSetting } from "./records/alpha-dropout.ts";
import { batchSizeSetting } from "./records/batch-size.ts";
import { clipGlobalNormSetting } from "./records/clip-global-norm.ts";
import { clipNormSetting } from "./records/clip-norm.ts";
import { clipValueSetting } from "./records/clip-value.ts";
import { confidencePenaltySetting } from "./records/confidence-penalty.ts";
import { dropConnectSetting } from "./records/drop-connect.ts";
import { dropoutSetting } from "./records/dropout.ts";
import { earlyStoppingSetting } from "./records/early-stopping.ts";
import { elasticNetSetting } from "./records/elastic-net.ts";
import { exponentialAverageSetting } from "./records/exponential-average.ts";
import { gaussianDropoutSetting } from "./records/gaussian-dropout.ts";
import { groupLassoSetting } from "./records/group-lasso.ts";
import { inputDropoutSetting } from "./records/input-dropout.ts";
import { inputGradientSetting } from "./records/input-gradient.ts";
import { inputGroupLassoSetting } from "./records/input-group-lasso.ts";
import { inputNoiseSetting } from "./records/input-noise.ts";
import { klSparsitySetting } from "./records/kl-sparsity.ts";
import { l0Setting } from "./records/l0.ts";
import { l1Setting } from "./records/l1.ts";
import { l2Setting } from "./records/l2.ts";
import { labelSmoothingSetting } from "./records/label-smoothing.ts";
import { learningRateSetting } from "./records/learning-rate.ts";
import { learningRateScheduleSetting } from "./records/learning-rate-schedule.ts";
import { maxNormSetting } from "./records/max-norm.ts";
import { minMaxNormSetting } from "./records/min-max-norm.ts";
import { mixupSetting } from "./records/mixup.ts";
import { nonNegativeSetting } from "./records/non-negative.ts";
import { orthogonalSetting } from "./records/orthogonal.ts";
import { penaltyScheduleSetting } from "./records/penalty-schedule.ts";
import { sparseGroupLassoSetting } from "./records/sparse-group-lasso.ts";
import { spectralNormSetting } from "./records/spectral-norm.ts";
import { stochasticWeightAveragingSetting } from "./records/stochastic-weight-averaging.ts";
import { unitNormSetting } from "./records/unit-norm.ts";
import { unitsSetting } from "./records/units.ts";
import { weightDecaySetting } from "./records/weight-decay.ts";
import type { Setting } from "./setting.ts";

/** Every setting, in the order in which they add their parts: a new one is a file and a line here. */
export const SETTINGS: readonly Setting[] = [
  l1Setting,
  l2Setting,
  elasticNetSetting,
  groupLassoSetting,
  inputGroupLassoSetting,
  sparseGroupLassoSetting,
  l0Setting,
  orthogonalSetting,
  spectralNormSetting,
  maxNormSetting,
  minMaxNormSetting,
  unitNormSetting,
  nonNegativeSetting,
  dropoutSetting,
  gaussianDropoutSetting,
  alphaDropoutSetting,
  dropConnectSetting,
  inputNoiseSetting,
  inputDropoutSetting,
  activityL1Setting,
  activityL2Setting,
  klSparsitySetting,
  confidencePenaltySetting,
  inputGradientSetting,
  mixupSetting,
  labelSmoothingSetting,
  weightDecaySetting,
  clipValueSetting,
  clipNormSetting,
  clipGlobalNormSetting,
  exponentialAverageSetting,
  stochasticWeightAveragingSetting,
  penaltyScheduleSetting,
  learningRateScheduleSetting,
  learningRateSetting,
  unitsSetting,
  activationSetting,
  batchSizeSetting,
  earlyStoppingSetting,
];
