/**
 * A formula in TeX as MathML text, rendered while the app is built (build/formulas.ts). \lone, \ltwo and \drop give a term the hue of
 * its regularizer.
 */
export function tex(formula: TemplateStringsArray): string {
  throw new Error(
    `tex\`${formula.raw[0]}\` expects the build to have rendered it: put the formula where it is used, without \${}.`,
  );
}
