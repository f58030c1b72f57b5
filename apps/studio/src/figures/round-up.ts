/** The least of `steps`, numbers from 1 to 10, times a power of ten that is no less than a value; 1 for 0 and less. */
export function roundUp(value: number, steps: readonly number[]): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  // A step that was written as a decimal may come back a last bit larger.
  const step = steps.find((each) => each * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}
