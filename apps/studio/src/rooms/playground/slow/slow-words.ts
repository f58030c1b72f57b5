/** What a step does, phase by phase, in sentences made of its numbers. */
import type { SlowStep } from "../../../engine/slow-step.ts";
import { decimal } from "../../../figures/numbers.ts";
import type { FollowedWeight } from "./followed.ts";

export const PHASES = ["mask", "forward", "loss", "gradient", "step", "threshold"] as const;
export type Phase = (typeof PHASES)[number];

/** Numbers close to 0 with what can be seen of them: 0.00041, 1.23. */
export function fine(value: number): string {
  const size = Math.abs(value);
  if (size >= 0.1 || size === 0) return decimal(value, size === 0 ? 0 : 3);
  return size < 1e-7 ? decimal(0, 0) : decimal(value, Math.min(8, 2 - Math.floor(Math.log10(size))));
}

export function phaseWords(
  step: SlowStep,
  weight: FollowedWeight,
  isClasses: boolean,
): Readonly<Record<Phase, string>> {
  return {
    mask: maskWords(step),
    forward: forwardWords(step, isClasses),
    loss: `Of the batch: ${fine(step.loss.data)} loss and ${fine(step.loss.penalty)} penalty, lowered together, shown apart.`,
    gradient: gradientWords(weight),
    step: stepWords(weight),
    threshold: thresholdWords(step, weight),
  };
}

function maskWords({ mask: { rows, kept } }: SlowStep): string {
  const batch = `${rows.length} ${rows.length === 1 ? "example makes" : "examples make"} the batch.`;
  if (kept.length === 0) return `${batch} Without dropout every unit takes part.`;
  const [out, all] = [leftOut(kept, rows.length), unitCount(kept, rows.length)];
  return `${batch} For the first of them dropout leaves out ${out} of ${all} units; each example has its own mask.`;
}

/** Units that the batch's first example goes without. */
function leftOut(kept: SlowStep["mask"]["kept"], rowCount: number): number {
  return kept.reduce(
    (sum, bits) => sum + bits.subarray(0, bits.length / rowCount).filter((bit) => bit === 0).length,
    0,
  );
}

const unitCount = (kept: SlowStep["mask"]["kept"], rowCount: number): number =>
  kept.reduce((sum, { length }) => sum + length / rowCount, 0);

function forwardWords({ forward: { predictions } }: SlowStep, isClasses: boolean): string {
  const first = predictions[0] ?? 0;
  const told = isClasses ? `gets ${decimal(first, 3)} for class A` : `gets ${decimal(first, 3)}`;
  return `The batch runs through, and every unit gives an output. Its first example ${told}.`;
}

function gradientWords({ gradient, pull }: FollowedWeight): string {
  const own = `Backward: how the loss changes with each weight. With the marked one, ${fine(gradient)}.`;
  return pull === 0 ? own : `${own} L2 adds its pull, ${fine(pull)}.`;
}

function stepWords({ before, size, direction, stepped }: FollowedWeight): string {
  const sign = direction < 0 ? "+" : "−";
  return `${fine(before)} ${sign} ${fine(size)} × ${fine(Math.abs(direction))} = ${fine(stepped)}.`;
}

/** What is computed again in float64 and the training's own float32 number are as close as this. */
const ROUNDING = 1e-5;

function thresholdWords(
  { threshold: { l1, groupLasso, zeroed } }: SlowStep,
  { stepped, cut, after }: FollowedWeight,
): string {
  if (l1 === undefined && groupLasso === undefined)
    return Math.abs(stepped - after) <= ROUNDING * Math.abs(after)
      ? "Without L1 nothing is cut: the weight stays where the step took it."
      : `A bound takes it to ${fine(after)}.`;
  const count = zeroed.reduce((sum, places) => sum + places.length, 0);
  const others = count > 1 ? ` ${count} weights became 0 in this step.` : "";
  if (after === 0 && cut > 0) return `Closer to 0 than ${fine(cut)}: the weight becomes exactly 0.${others}`;
  if (l1 === undefined) return `Group lasso takes the weights into a unit towards 0 together: ${fine(after)}.${others}`;
  return `L1 takes it ${fine(cut)} closer to 0: ${fine(after)}.${others}`;
}
