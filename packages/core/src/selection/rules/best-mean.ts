import { concludeOn } from "./conclude.ts";
import { lossText, type PathPoint, type Rule, requirePath } from "./rule.ts";

/** The lowest mean validation loss; of equal ones the most regularized. It favours too little regularization. */
export const bestMeanRule: Rule = {
  name: "bestMean",
  choose: (input) => {
    const path = requirePath("bestMean", input);
    const { best, points, folds } = path;
    const { verdict, because } = concludeOn(path, best);
    const why = `${(points[best] as PathPoint).name} has the lowest mean validation loss of ${points.length}, ${lossText(path, best)} over ${folds} folds; ${because}`;
    return { chosen: best, best, why, verdict };
  },
};
