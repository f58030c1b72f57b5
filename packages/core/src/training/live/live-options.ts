/** What a training that its caller drives takes. */
import { type OptionsOf, record } from "../../options/record.ts";
import { FIT_FIELDS, REPLICA_FIELDS } from "../recipe/fit-options.ts";

// What looks at every epoch, ends a training or lets replicas wait for each other is the caller's to do.
const {
  validation: _validation,
  earlyStopping: _earlyStopping,
  reduceLearningRateOnPlateau: _plateau,
  snapshots: _snapshots,
  callbacks: _callbacks,
  signal: _signal,
  ...fields
} = FIT_FIELDS;
const { validationRows: _validationRows, maxReplicas: _maxReplicas, ...replicaFields } = REPLICA_FIELDS;

/** Options of `openTraining`: those of `fitReplicas` that say how to take steps. `epochs` says where schedules end; training does not. */
export const OPEN_TRAINING = record("openTraining", { ...fields, ...replicaFields });

export type OpenTrainingOptions = OptionsOf<typeof OPEN_TRAINING>;
