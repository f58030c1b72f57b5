/**
 * The class of highest weight times probability of each row, ties to the lowest index; at width 1 (a single sigmoid output)
 * class 1 where its is above that of class 0. Without weights of classes all are 1. A NaN is never the highest.
 */
export function predictedClasses(
  probabilities: ArrayLike<number>,
  width: number,
  weights?: ArrayLike<number>,
): Int32Array {
  const classes = new Int32Array(probabilities.length / width);
  const weightOf = (of: number) => weights?.[of] ?? 1;
  for (let row = 0; row < classes.length; row++) {
    const first = probabilities[row] as number;
    classes[row] =
      width === 1
        ? Number(weightOf(1) * first > weightOf(0) * (1 - first))
        : argmax((of) => weightOf(of) * (probabilities[row * width + of] as number), width);
  }
  return classes;
}

function argmax(scoreOf: (i: number) => number, count: number): number {
  let [best, highest] = [0, scoreOf(0)];
  for (let i = 1; i < count; i++) {
    const value = scoreOf(i);
    if (value > highest) [best, highest] = [i, value];
  }
  return best;
}
