import { sweep } from "../../../options/field.ts";
import { record } from "../../../options/record.ts";
import { setting } from "../setting.ts";
import { usualEpochs } from "./epochs.ts";

/** Ends a training after so many epochs without a lower validation loss, and keeps the best epoch. {"earlyStopping": null}: never. */
export const earlyStoppingSetting = setting({
  options: record("earlyStopping", { patience: sweep(1, Infinity) }),
  main: "patience",
  usual: (size) => Math.max(8, Math.round(usualEpochs(size) / 4)),
  off: { patience: Infinity },
  add: (parts, { patience }) => ({ ...parts, training: { ...parts.training, earlyStopping: { patience } } }),
});
