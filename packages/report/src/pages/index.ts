/** Published as @occam/report/pages: results as pages without scripts, and their figures as SVG. */
export { pathFiles } from "./alpha-path-report.ts";
export { diagnosisFiles } from "./diagnosis-report.ts";
export { renderFitHtml } from "./html-report.ts";
