import { EXPONENTIAL_AVERAGE, exponentialAverage } from "../../../training/recipe/averaging.ts";
import { averagingSetting } from "../kinds.ts";

export const exponentialAverageSetting = averagingSetting(EXPONENTIAL_AVERAGE, "decay", exponentialAverage);
