import type { SpaceValues } from "./space/index.ts";

/** What a search knows of a setting that it tried. */
export interface Trial {
  readonly values: SpaceValues;
  /** Validation loss, the last one for a trial that was stopped; not finite where it failed; undefined while it runs. */
  readonly loss: number | undefined;
}
