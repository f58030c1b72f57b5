import { positive } from "../../../options/field.ts";
import { float } from "../../../selection/space/index.ts";
import { setting, valueRecord } from "../setting.ts";

/** Small, so that early stopping finds its epoch finely. */
const USUAL = 1e-3;

export const learningRateSetting = setting({
  options: valueRecord("learningRate", positive()),
  main: "value",
  usual: () => USUAL,
  add: (parts, { value }) => ({ ...parts, optimizer: { ...parts.optimizer, learningRate: value } }),
  domain: (usual) => float({ low: (usual as number) / 3, high: (usual as number) * 10, scale: "log" }),
});
