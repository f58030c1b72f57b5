import { ACTIVATIONS, type ActivationName } from "../../../layers/activations.ts";
import { checked } from "../../../options/field.ts";
import { setting, valueRecord } from "../setting.ts";

const NAMES: readonly string[] = ACTIVATIONS.map(({ name }) => name);

const activationName = checked<ActivationName>({
  expected: `one of ${NAMES.join(", ")}`,
  accepts: (value): value is ActivationName => NAMES.includes(value as string),
  schema: { enum: NAMES },
});

/** Of every hidden layer. */
export const activationSetting = setting({
  options: valueRecord("activation", activationName),
  main: "value",
  usual: () => "relu",
  add: (parts, { value }) => ({ ...parts, activation: value }),
});
