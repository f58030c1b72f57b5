export const SAMPLE_COUNT = 20;
/** Points in each sample. */
export const POINT_COUNT = 20;
