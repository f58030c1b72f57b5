import { expect, test } from "vitest";
import { percent, pText, short } from "./short-number.ts";

test("numbers have two significant digits, or as many as asked for", () => {
  expect([0.04083, 17.49, 1234, -0.3].map((value) => short(value))).toEqual(["0.041", "17", "1200", "−0.3"]);
  expect(short(0.04083, 3)).toBe("0.0408");
});

test("shares have two digits; only none is 0% and only all is 100%", () => {
  expect([0, 0.0004, 0.0041, 0.067, 0.914, 0.994, 0.9951, 1].map(percent)).toEqual([
    "0%",
    "<0.1%",
    "0.41%",
    "6.7%",
    "91%",
    "99%",
    ">99%",
    "100%",
  ]);
});

test("a p below a ten-thousandth is not given digits that nobody can trust", () => {
  expect([0.01234, 0.00009].map(pText)).toEqual(["p = 0.0123", "p < 0.0001"]);
});
