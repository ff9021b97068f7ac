// Loads an artifact as an environment of its function does, and prints what that took: the entry of a process that the bench starts.
const { statSync } = require("node:fs");

const startedAt = performance.now();
const { handler } = require(process.argv[2]);
const ms = performance.now() - startedAt;
if (typeof handler !== "function") throw new Error(`${process.argv[2]} exports no handler`);
const { user, system } = process.cpuUsage();
const bytes = Object.keys(require.cache).reduce((sum, file) => sum + statSync(file).size, 0);
process.stdout.write(
  JSON.stringify({
    ms,
    cpuMs: (user + system) / 1000,
    bytes: bytes - statSync(__filename).size,
    residentBytes: process.memoryUsage.rss(),
  }),
);
process.exit();
