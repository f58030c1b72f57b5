/** The losses of all panels along their training. */
import type { Snapshot } from "../../../engine/snapshot.ts";
import { toldLoss } from "../../../engine/told-loss.ts";
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
        ...{ train: toldLoss(train), validation: toldLoss(validation) },
      });
    this.moments = this.#courses.map((course) => course.moments());
  }
}
