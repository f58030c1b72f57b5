import { setting } from "../setting.ts";
import { scheduleNamed, scheduleRecord } from "./named-schedule.ts";

/** How the learning rate changes over training. */
export const learningRateScheduleSetting = setting({
  options: scheduleRecord("learningRateSchedule"),
  main: "kind",
  needsEnd: true,
  add: (parts, own) => ({ ...parts, optimizer: { ...parts.optimizer, schedule: scheduleNamed(own) } }),
});
