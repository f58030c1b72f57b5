/** What a batch counts for running statistics, as inputs of the training graph. */
import type { StatisticWeight } from "./forward.ts";
import { declareStepNumber, type GraphInputs } from "./graph-inputs.ts";

/** Names of the inputs for statistics that take `lost` degrees of freedom a batch. */
export interface BatchWeightInput {
  readonly lost: number;
  readonly share: string;
  readonly ofAllSeen: string;
}

/** A batch's numbers at a step; `asked` keeps what there is to be fed. */
export function declareBatchWeight(asked: BatchWeightInput[], lost: number, inputs: GraphInputs): StatisticWeight {
  const known = asked.find((entry) => entry.lost === lost);
  const names = known ?? {
    lost,
    share: `batch/share#${asked.length}`,
    ofAllSeen: `batch/ofAllSeen#${asked.length}`,
  };
  if (known === undefined) asked.push(names);
  return {
    share: declareStepNumber(inputs, names.share),
    ofAllSeen: declareStepNumber(inputs, names.ofAllSeen),
  };
}
