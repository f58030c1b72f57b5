/** When a look has been drawn, so that the next may come. */

/** Where motion is to be reduced: looks a second, and epochs between two of them. */
const CALM = { looks: 2, epochs: 20 };

export const CALM_EPOCHS_PER_SECOND = CALM.looks * CALM.epochs;

/** `isCalm`: not before it has stood for a while. */
export function afterDrawing(isCalm: boolean, take: () => void): void {
  if (isCalm) setTimeout(take, 1000 / CALM.looks);
  // Frames do not come to hidden pages.
  else if (document.hidden) take();
  else requestAnimationFrame(take);
}
