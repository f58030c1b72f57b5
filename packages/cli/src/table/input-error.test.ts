import { expect, test } from "vitest";
import { inputError, isInputError, quoted } from "./input-error.ts";

test("an input error carries its code and a message of one line", () => {
  const error = inputError("a.csv\nline 2:\r\n\tno\u001b[31m number");
  expect(error.code).toBe("OCCAM_INPUT");
  expect(error.message).toBe("a.csv line 2: no [31m number");
  expect(inputError("a\u202ecsv\ufeff \u0915\u094d\u200d").message).toBe("acsv \u0915\u094d\u200d");
});

test("only input errors count as input errors", () => {
  expect(isInputError(inputError("x"))).toBe(true);
  expect(isInputError(new Error("x"))).toBe(false);
  expect(isInputError(Object.assign(new Error("x"), { code: "OCCAM_DATA" }))).toBe(false);
  expect(isInputError({ code: "OCCAM_INPUT" })).toBe(false);
});

test("a shown cell is cut after 60 characters and its control characters are escaped", () => {
  expect(quoted('a"\n')).toBe('"a\\"\\n"');
  expect(quoted("x".repeat(100))).toBe(`"${"x".repeat(60)}..."`);
});
