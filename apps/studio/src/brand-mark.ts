/** The mark beside the name: the diamond of L1 within the circle of L2. Styled by bar.css. */
export const BRAND_MARK =
  '<svg viewBox="0 0 20 20" aria-hidden="true"><circle class="ring" cx="10" cy="10" r="8.7"/><path d="M10 1.3 18.7 10 10 18.7 1.3 10z"/></svg>';
