import { count, list } from "../../../options/field.ts";
import { choice } from "../../../selection/space/index.ts";
import { setting, valueRecord } from "../setting.ts";

/** Units of each hidden layer. Usually enough of them to overfit. */
export const unitsSetting = setting({
  options: valueRecord("units", list(count(1, 4096), 1, 8)),
  main: "value",
  usual: ({ rowCount }) => (rowCount < 5_000 ? [64, 32] : [128, 64]),
  add: (parts, { value }) => ({ ...parts, units: value }),
  domain: (usual) => {
    const units = usual as readonly number[];
    return choice([units, units.map((each) => each / 2), units.slice(0, 1)]);
  },
});
