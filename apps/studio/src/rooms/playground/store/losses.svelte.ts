/** The losses of all panels along their training. */
import type { Measures } from "@occam/core";
import type { Snapshot } from "../../../engine/session.ts";
import { type Course, createCourse, type Moment } from "../course.ts";

export class Losses {
  /** Of each panel. */
  moments = $state.raw<readonly (readonly Moment[])[]>([]);
  #courses: readonly Course[] = [];

  begin(panelCount: number): void {
    this.#courses = Array.from({ length: panelCount }, createCourse);
    this.moments = this.#courses.map((course) => course.moments());
  }

  add({ position: { step, stepsPerEpoch }, panels }: Snapshot): void {
    for (const [i, { train, validation, penalty }] of panels.entries())
      this.#courses[i]?.add({
        ...{ step, epoch: step / stepsPerEpoch, penalty },
        ...{ train: lossOf(train), validation: lossOf(validation) },
      });
    this.moments = this.#courses.map((course) => course.moments());
  }
}

/** Of numbers the error is told in their own unit, as verdicts tell it. */
function lossOf({ loss, rmse }: Measures): number {
  return rmse ?? loss;
}
