/**
 * The class of highest probability of each row, ties to the lowest index; at width 1 (a single sigmoid output)
 * class 1 where p > 1/2. A NaN is never the highest.
 */
export function predictedClasses(probabilities: ArrayLike<number>, width: number): Int32Array {
  const classes = new Int32Array(probabilities.length / width);
  for (let row = 0; row < classes.length; row++) {
    classes[row] =
      width === 1 ? Number((probabilities[row] as number) > 0.5) : argmax(probabilities, row * width, width);
  }
  return classes;
}

function argmax(values: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if ((values[start + i] as number) > (values[start + best] as number)) best = i;
  return best;
}
