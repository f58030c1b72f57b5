/** Published as @occam/report/text: results as text for a terminal, and answers as columns. */
export { inShell } from "../words/in-shell.ts";
export { type ProgressLine, progressReporter } from "../words/progress-words.ts";
export { unseenWords } from "../words/unseen-words.ts";
export { renderPathText } from "./alpha-path-text.ts";
export { renderDiagnosisText } from "./diagnosis-text.ts";
export { toOutputColumns, toPredictJson } from "./predict-output.ts";
export { renderPruneText } from "./prune-text.ts";
export { renderSweepText } from "./sweep-text.ts";
export { renderFitText } from "./terminal-report.ts";
