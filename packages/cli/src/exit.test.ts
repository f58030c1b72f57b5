import { CommanderError } from "commander";
import { expect, it, vi } from "vitest";
import { exitCodeOf, reportError } from "./exit.ts";
import { inputError } from "./table/input-error.ts";

const withCode = (code: string) => Object.assign(new Error("it failed"), { code });

it.each<[string, unknown, number]>([
  ["help that was asked for", new CommanderError(0, "commander.helpDisplayed", ""), 0],
  ["a version that was asked for", new CommanderError(0, "commander.version", "0.2.0"), 0],
  ["help for want of a command", new CommanderError(1, "commander.help", ""), 2],
  ["an unknown option", new CommanderError(1, "commander.unknownOption", ""), 2],
  ["bad input", inputError("no such file"), 2],
  ["an option out of range", withCode("OCCAM_OPTION"), 2],
  ["columns that say nothing", withCode("OCCAM_DATA"), 2],
  ["training that diverged", withCode("OCCAM_DIVERGED"), 1],
  ["a file that cannot be written", withCode("OCCAM_WRITE"), 1],
  ["a fault of the engine", withCode("OCCAM_RUNTIME"), 1],
  ["a fault of the program", new TypeError("undefined is not a function"), 1],
  ["anything thrown", "text", 1],
  ["Ctrl-C", withCode("OCCAM_ABORTED"), 130],
])("%s", (_, error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});

it("neither the message nor its stack brings a user's controls to the terminal", () => {
  const written: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  reportError(new Error("no column \u001b[2J\u0007evil\u202e"), true);
  write.mockRestore();
  expect(written).toHaveLength(2);
  expect(written.join("").replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(written[1]).toContain("exit.test.ts");
});
