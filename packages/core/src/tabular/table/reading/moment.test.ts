import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { momentIn } from "./moment.ts";

const DAY_MS = 86_400_000;
/** 14 March 2021 was a Sunday. */
const fourteenth = { days: Date.UTC(2021, 2, 14) / DAY_MS, year: 2021, month: 3, day: 14, weekday: 6 };
const march = { days: Date.UTC(2021, 2, 1) / DAY_MS, year: 2021, month: 3 };

describe("a date", () => {
  it.each([
    ...["2021-03-14", "2021/3/14", "2021.03.14", "20210314", " 2021-03-14 "],
    ...[
      "14-Mar-2021",
      "14 Mar 2021",
      "14Mar2021",
      "14-MAR-21",
      "14 March 2021",
      "14th of March, 2021",
      "14. März 2021",
    ],
    ...["Mar 14, 2021", "March 14 2021", "2021-Mar-14", "14 mars 2021", "14 de marzo de 2021", "Sun, 14 Mar 2021"],
    ...["2021年3月14日"],
  ])("%s is the same in every order", (text) => {
    for (const order of ["dmy", "mdy", "ymd"] as const) expect(momentIn(text, order)).toEqual(fourteenth);
  });

  it.each([
    ["3/14/21", "mdy"],
    ["3-14-2021", "mdy"],
    ["14/3/2021", "dmy"],
    ["14.03.21", "dmy"],
    ["21-03-14", "ymd"],
  ] as const)("%s is %s", (text, order) => {
    expect(momentIn(text, order)).toEqual(fourteenth);
  });

  it.each(["2021-03", "03/2021", "Mar 2021", "March-2021", "Mar-21", "2021M03"])("%s has no day", (text) => {
    expect(momentIn(text, "dmy")).toEqual(march);
  });

  it.each(["2021-Q2", "2021Q2", "Q2 2021", "q2/2021"])("%s begins in April", (text) => {
    expect(momentIn(text, "dmy")).toEqual({ days: Date.UTC(2021, 3, 1) / DAY_MS, year: 2021, month: 4 });
  });

  it.each([
    ["2021-W11", "2021-03-15"],
    ["2021W01", "2021-01-04"],
    ["2020-W53", "2020-12-28"],
    ["2019-W01", "2018-12-31"],
  ])("of a week is its Monday: %s begins on %s", (week, monday) => {
    expect(momentIn(week, "dmy")).toEqual(momentIn(monday, "dmy"));
    expect(momentIn(week, "dmy")?.weekday).toBe(0);
  });

  it.each(["1999-12-31", "31.12.99"])("%s is in the last century", (text) => {
    expect(momentIn(text, "dmy")?.year).toBe(1999);
  });

  it.each([
    "2021-02-29",
    "31/4/2021",
    "2021-13-01",
    "14.3",
    "5 apples 2021",
    "5 market 2021",
    "12",
    "1.5",
    "3-4",
    "192.168.1.1",
    "2021-W53",
    "2021-W00",
    "Q5 2021",
    "2021M13",
    "x",
  ])("%s is none", (text) => {
    for (const order of ["dmy", "mdy", "ymd"] as const) expect(momentIn(text, order)).toBeUndefined();
  });

  it("is the day that JavaScript knows by it, whatever day it is", () => {
    const days = fc.integer({ min: -140_000, max: 70_000 });
    fc.assert(
      fc.property(days, (days) => {
        const date = new Date(days * DAY_MS);
        const iso = date.toISOString().slice(0, 10);
        const [year, month, day] = iso.split("-");
        expect(momentIn(iso, "dmy")).toMatchObject({ days, weekday: (date.getUTCDay() + 6) % 7 });
        expect(momentIn(`${day}/${month}/${year}`, "dmy")?.days).toBe(days);
        expect(momentIn(`${month}/${day}/${year}`, "mdy")?.days).toBe(days);
      }),
    );
  });
});

describe("a time", () => {
  it.each([
    ["2021-03-14T06:00:00", 6],
    ["2021-03-14 06:00", 6],
    ["3/14/2021 6:00 PM", 18],
    ["14 Mar 2021 12:30:00 am", 0.5],
    ["2021-03-14T06:00:00.000Z", 6],
    ["20210314T060000", 6],
    ["20210314T060000Z", 6],
    ["20210314180000", 18],
    ["Sun Mar 14 06:00:00 2021", 6],
    ["Sun Mar 14 06:00:00 UTC 2021", 6],
    ["Sun Mar 14 06:00:00 +0000 2021", 6],
    ["14MAR2021:06:00:00", 6],
    ["14/Mar/2021:06:00:00 +0000", 6],
    ["3/14/2021 6 PM", 18],
  ])("%s is a part of its day", (text, hour) => {
    expect(momentIn(text, "mdy")).toEqual({ ...fourteenth, days: fourteenth.days + hour / 24, hour });
  });

  it("with a zone is the moment in UTC, and the hour where it was", () => {
    expect(momentIn("2021-03-14T06:00:00+02:00", "dmy")).toEqual({
      ...fourteenth,
      days: fourteenth.days + 4 / 24,
      hour: 6,
    });
  });

  it("alone is an hour", () => {
    expect(momentIn("10:45", "dmy")).toEqual({ hour: 10.75 });
    expect(momentIn("6 pm", "dmy")).toEqual({ hour: 18 });
    expect(momentIn("1:30:36 pm", "dmy")?.hour).toBeCloseTo(13.51, 12);
  });

  it.each(["25:00", "10:60", "13:00 pm", "2021-03 10:00", "20210314T250000", "6", "6 km"])("%s is none", (text) => {
    expect(momentIn(text, "dmy")).toBeUndefined();
  });
});
