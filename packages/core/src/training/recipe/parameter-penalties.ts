/** Which penalties act on which parameter. */
import { optionError } from "../../errors.ts";
import type { ParameterSpec } from "../../layers/layer.ts";
import { type AnyPenalty, isProximal, isStructured, type StructuredPenalty } from "../../regularizers/penalty.ts";

/** Penalties on every kernel. */
interface PenaltyList {
  readonly penalties: readonly AnyPenalty[];
}

/** The penalties on a parameter: its own, and for kernels those of the recipe. */
export function penaltiesOf(spec: ParameterSpec, { penalties }: PenaltyList): readonly AnyPenalty[] {
  return spec.role === "kernel" ? [...spec.penalties, ...penalties] : spec.penalties;
}

/** Structured penalties and constraints see a whole parameter, which therefore is a pack of its own. */
export function needsOwnPack(spec: ParameterSpec, recipe: PenaltyList): boolean {
  return spec.constraints.length > 0 || penaltiesOf(spec, recipe).some(isStructured);
}

/** Structured penalties need a kernel, and two proximal maps on one parameter are not the map of their sum. */
export function requireCompatible(spec: ParameterSpec, penalties: readonly AnyPenalty[]): void {
  const structured = penalties.find(isStructured);
  if (structured !== undefined && spec.axes === undefined) {
    throw optionError({
      where: `${structured.name} on ${spec.name}`,
      expected: "a kernel",
      received: `a ${spec.role}`,
      fix: "use l1, l2 or elasticNet there",
    });
  }
  for (const each of penalties.filter(isStructured)) requireInputs(spec, each);
  const proximal = penalties.filter(isProximal).map(({ name }) => name);
  if (proximal.length < 2) return;
  const fix = proximal.every((name) => name === proximal[0])
    ? `use one ${proximal[0]} with the sum of their strengths`
    : `use ${proximal.some((name) => /group/i.test(name)) ? "sparseGroupLasso" : "elasticNet"}, which combines them in one`;
  throw optionError({
    where: spec.name,
    expected: "at most one penalty with a proximal map",
    received: proximal.join(" and "),
    fix,
  });
}

/** A penalty that tells inputs apart fits kernels of as many inputs. */
function requireInputs({ name, shape, axes }: ParameterSpec, penalty: StructuredPenalty): void {
  const inputs = axes && shape[axes.input];
  if (penalty.inputCount === undefined || penalty.inputCount === inputs) return;
  throw optionError({
    where: `${penalty.name} on ${name}`,
    expected: `one number for each of the kernel's ${inputs} inputs`,
    received: `${penalty.inputCount}`,
    fix: "give it to the layer whose inputs it tells apart, as its kernelRegularizer",
  });
}
