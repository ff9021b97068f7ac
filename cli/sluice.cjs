#!/usr/bin/env node
// The command `sluice`. It is plain JavaScript that any Node.js reads: one that is too old for the rest is told so before that is loaded.
var OLDEST = [20, 19];
var version = process.versions.node.split(".").map(Number);

if (version[0] < OLDEST[0] || (version[0] === OLDEST[0] && version[1] < OLDEST[1])) {
  process.stderr.write(
    "sluice needs Node.js " +
      OLDEST.join(".") +
      " or newer, and this is " +
      process.versions.node +
      ": install one from nodejs.org\n",
  );
  process.exitCode = 1;
} else {
  // Programs are written in TypeScript, and in a checkout so is the command itself.
  require("../local/evaluation/typescript.cjs");
  require("./sluice").sluice(process.argv.slice(2));
}
