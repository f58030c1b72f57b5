import { EXPONENTIAL_AVERAGE, exponentialAverage } from "../../../training/recipe/averaging.ts";
import { trainingSetting } from "../kinds.ts";

export const exponentialAverageSetting = trainingSetting("averaging", EXPONENTIAL_AVERAGE, "decay", exponentialAverage);
