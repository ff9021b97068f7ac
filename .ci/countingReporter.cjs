// Mocha's "spec" output, and the counts in a file: what a program wants to know of a run should not be read from text for people.
const fs = require("node:fs");
const { reporters, Runner } = require("mocha");

class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      fs.writeFileSync(options.reporterOption.counts, `${this.stats.passes} ${this.stats.failures}\n`);
    });
  }
}

module.exports = CountingReporter;
