/** Test support: one fit of a table, in Node and as the module of a web page. */
import type { Runtime } from "../runtime/runtime.ts";
import { webRuntime } from "../runtime/web.ts";
import { fitTable } from "../tabular/fit-table.ts";
import type { RowObject } from "../tabular/table/from-rows.ts";
import { randomNormal } from "../tensor/random.ts";

/** Rows of two classes that a line through x and y tells apart with noise, and a text that helps a little. */
export function exampleRows(count: number): readonly RowObject[] {
  const numbers = randomNormal(count * 3, { seed: 5, stream: "rows" });
  return Array.from({ length: count }, (_, i) => {
    const [x = 0, y = 0, noise = 0] = numbers.slice(3 * i, 3 * i + 3);
    const isUp = x + y + 0.7 * noise > 0;
    return {
      x,
      y: i % 17 === 3 ? null : y,
      hue: (isUp ? i % 3 : i % 2) === 0 ? "red" : "blue",
      side: isUp ? "up" : "down",
    };
  });
}

/** What a fit comes to: its chosen candidate, its test score, and answers for the first rows. */
export async function fittedAnswers(runtime: Runtime) {
  const rows = exampleRows(90);
  const study = await fitTable(rows, {
    target: "side",
    runtime,
    seed: 7,
    epochs: 6,
    candidates: [{ values: { earlyStopping: null } }, { values: {} }, { values: { l2: 0.03, dropout: 0.2 } }],
  });
  const answers = await study.predict(rows.slice(0, 12));
  await runtime.close();
  return {
    chosen: study.result.choice.chosen,
    test: study.chosen.test.logLoss as number,
    probabilities: answers.flatMap((answer) => ("probabilities" in answer ? answer.probabilities : [])),
  };
}

export function fitOnPage() {
  return fittedAnswers(webRuntime({ wasmPaths: "/engine/" }));
}
