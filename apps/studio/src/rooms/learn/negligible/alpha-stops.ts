/** The strengths of L1 that the network is trained with. */
export const ALPHAS: readonly number[] = [0, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03];

/** The place of the strength that is shown first: few units do the work. */
export const FIRST_STOP = 4;

/** The place of the one whose units are put in order: nearly all live, and differ. */
export const RANKED_STOP = 1;
