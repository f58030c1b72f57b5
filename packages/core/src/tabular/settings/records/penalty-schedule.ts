import { scheduled } from "../../../regularizers/schedules.ts";
import { setting } from "../setting.ts";
import { scheduleNamed, scheduleRecord } from "./named-schedule.ts";

/** How the strength of all penalties on kernels changes over training. Stands behind them in the list. */
export const penaltyScheduleSetting = setting({
  options: scheduleRecord("penaltySchedule"),
  main: "kind",
  needsEnd: true,
  add: (parts, own) => ({
    ...parts,
    penalties: parts.penalties.map((penalty) => scheduled(penalty, scheduleNamed(own))),
    onFeatures: parts.onFeatures.map((make) => (columns) => scheduled(make(columns), scheduleNamed(own))),
  }),
});
