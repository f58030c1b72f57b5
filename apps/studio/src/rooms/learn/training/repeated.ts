/**
 * Values as a column, `rounds` times one after another. An epoch over it takes that many steps, each over all the values: with a handful of points
 * what happens between epochs would else take longer than the steps.
 */
export function repeated(
  values: Float32Array,
  rounds: number,
): { readonly shape: readonly number[]; readonly data: Float32Array } {
  const data = Float32Array.from({ length: values.length * rounds }, (_, i) => values[i % values.length] as number);
  return { shape: [data.length, 1], data };
}
