import { bestMeanRule } from "./best-mean.ts";
import { oneStandardErrorRule } from "./one-standard-error-rule.ts";
import { pairedOneStandardErrorRule } from "./paired-one-standard-error-rule.ts";
import { pairedTestRule } from "./paired-test-rule.ts";
import type { Rule } from "./rule.ts";

/** Every rule; a new one is a file and a line here. */
export const RULES: readonly Rule[] = [bestMeanRule, oneStandardErrorRule, pairedOneStandardErrorRule, pairedTestRule];

export type { Conclusion, EndTest, PointLoss, RuleReason, WalkEnd } from "./reason.ts";
export { meanOverSeeds, type PathPoint, type Rule, type RuleChoice, type RuleInput } from "./rule.ts";
export { bestMeanRule, oneStandardErrorRule, pairedOneStandardErrorRule, pairedTestRule };
