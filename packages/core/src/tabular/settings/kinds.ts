/** Settings that share a place: penalties on kernels, constraints, noise behind hidden layers. A new one names its formula. */
import type { LayerRecord } from "../../layers/layer.ts";
import type { Fields, OptionRecord, Read } from "../../options/record.ts";
import type { ActivityPenalty } from "../../regularizers/activity-penalty.ts";
import type { Constraint } from "../../regularizers/constraint.ts";
import type { ObjectiveTerm } from "../../regularizers/objective-term.ts";
import type { AnyPenalty } from "../../regularizers/penalty.ts";
import type { TrainingParts } from "./network-parts.ts";
import { placed, type Setting, setting } from "./setting.ts";

type More = Partial<Pick<Setting, "domain" | "path" | "ridge" | "task">>;

/** A penalty on every kernel, off at alpha 0. */
export function penaltySetting<F extends Fields>(
  options: OptionRecord<F>,
  make: (options: Read<F>) => AnyPenalty,
  more: More = {},
): Setting {
  return setting({
    ...more,
    options,
    main: "alpha",
    off: { alpha: 0 },
    add: (parts, own) => ({ ...parts, penalties: [...parts.penalties, make(own)] }),
  });
}

/** A set that every kernel is brought back into after each step. */
export function constraintSetting<F extends Fields>(
  options: OptionRecord<F>,
  main: keyof F & string,
  make: (options: Read<F>) => Constraint,
  more: More = {},
): Setting {
  return setting({
    ...more,
    options,
    main,
    add: (parts, own) => ({ ...parts, kernels: placed(parts.kernels, "kernelConstraint", make(own)) }),
  });
}

/** Noise behind every hidden layer, off at rate 0. */
export function hiddenNoiseSetting<F extends Fields>(
  options: OptionRecord<F>,
  make: (options: Read<F>) => LayerRecord,
  more: More = {},
): Setting {
  return setting({
    ...more,
    options,
    main: "rate",
    off: { rate: 0 },
    add: (parts, own) => ({ ...parts, behindHidden: [...parts.behindHidden, make(own)] }),
  });
}

/** Noise on the features, off at strength 0. */
export function featureNoiseSetting<F extends Fields>(
  options: OptionRecord<F>,
  main: keyof F & string,
  make: (options: Read<F>) => LayerRecord,
  more: More = {},
): Setting {
  return setting({
    ...more,
    options,
    main,
    off: { [main]: 0 },
    add: (parts, own) => ({ ...parts, onInputs: [...parts.onInputs, make(own)] }),
  });
}

/** A penalty on what the hidden layers give, off at alpha 0. */
export function activitySetting<F extends Fields>(
  options: OptionRecord<F>,
  make: (options: Read<F>) => ActivityPenalty,
  more: More = {},
): Setting {
  return setting({
    ...more,
    options,
    main: "alpha",
    off: { alpha: 0 },
    add: (parts, own) => {
      const others = [parts.hidden.activityRegularizer ?? []].flat();
      return { ...parts, hidden: { ...parts.hidden, activityRegularizer: [...others, make(own)] } };
    },
  });
}

/** A penalty on what the network does with a batch, off at alpha 0. */
export function objectiveSetting<F extends Fields>(
  options: OptionRecord<F>,
  make: (options: Read<F>) => ObjectiveTerm,
  more: More = {},
): Setting {
  return setting({
    ...more,
    options,
    main: "alpha",
    off: { alpha: 0 },
    add: (parts, own) => {
      const others = parts.training.objectiveTerms ?? [];
      return { ...parts, training: { ...parts.training, objectiveTerms: [...others, make(own)] } };
    },
  });
}

/** What a training can have one of: a bound on gradients, an average of the weights, a blend of examples. */
export function trainingSetting<Place extends "gradientClipping" | "averaging" | "mixing", F extends Fields>(
  place: Place,
  options: OptionRecord<F>,
  main: keyof F & string,
  make: (options: Read<F>) => NonNullable<TrainingParts[Place]>,
  more: More = {},
): Setting {
  return setting({
    ...more,
    options,
    main,
    add: (parts, own) => ({ ...parts, training: placed(parts.training, place, make(own)) }),
  });
}
