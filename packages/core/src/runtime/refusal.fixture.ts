/** For tests: what a refused call says. */
import { isOccamError, type OccamError } from "../errors.ts";

export async function refusalOf(call: Promise<unknown>): Promise<OccamError> {
  const error: unknown = await call.then(
    () => new Error("it was not refused"),
    (reason) => reason,
  );
  if (!isOccamError(error)) throw error;
  return error;
}

export async function lineOf(call: Promise<unknown>): Promise<string> {
  return (await refusalOf(call)).message;
}
