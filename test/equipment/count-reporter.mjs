/** Says at the end, in two lines that a script can read, how much ran and how it went. */
export default class CountReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.numPendingTests + results.numTodoTests;
    const ran = results.numPassedTests + results.numFailedTests;
    // A suite that does not compile has no tests to fail; it must not look like a success.
    const broken = results.numRuntimeErrorTestSuites;
    const suites = results.numTotalTestSuites - results.numPendingTestSuites;
    console.log(`${suites} suites and ${ran} tests ran`);
    if (broken > 0) console.log(`${broken} suites could not be run at all and count as failed`);
    console.log(
      `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed, ${skipped} skipped`,
    );
  }
}
