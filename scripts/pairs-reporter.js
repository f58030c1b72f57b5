/** Ends a run of the battery of pairs with what became of them: "N tried, N refused; of N checks N did not apply". */
export default class PairsReporter {
  onTestRunEnd(modules) {
    const outcomes = modules.flatMap((module) =>
      [...module.children.allTests()].flatMap((test) => {
        const { outcome } = test.meta();
        return outcome === undefined ? [] : [{ ...outcome, passed: test.result().state === "passed" }];
      }),
    );
    const count = (is) => outcomes.filter(is).length;
    const sum = (of) => outcomes.reduce((total, each) => total + each[of], 0);
    for (const { name, isRefused } of outcomes) if (isRefused) console.log(`refused: ${name}`);
    console.log(
      `${outcomes.length} combinations: ${count(({ isRefused }) => !isRefused)} tried, ${count(({ isRefused }) => isRefused)} refused, ` +
        `${count(({ passed }) => !passed)} failed; of ${sum("checks")} checks ${sum("skipped")} did not apply and were skipped`,
    );
  }
}
