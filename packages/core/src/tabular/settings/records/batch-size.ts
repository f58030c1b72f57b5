import { count } from "../../../options/field.ts";
import { setting, valueRecord } from "../setting.ts";

/** Rows a step. */
export const batchSizeSetting = setting({
  options: valueRecord("batchSize", count(1, 65_536)),
  main: "value",
  usual: usualBatchSize,
  add: (parts, { value }) => ({ ...parts, training: { ...parts.training, batchSize: value } }),
});

export function usualBatchSize({ rowCount }: { readonly rowCount: number }): number {
  return rowCount < 2_000 ? 32 : rowCount < 10_000 ? 128 : 256;
}
