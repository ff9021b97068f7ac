/**
 * Runs, for evaluator.ts, in a thread of its own: it evaluates one expression a message, in a context with globals of its own, and says so
 * in shared memory, for the host waits for it. A thread can be ended in the middle of anything; to end a context in the host's thread
 * broke its async hooks, and with them the whole process.
 */
const { createHash, randomUUID } = require("node:crypto");
const { readFileSync } = require("node:fs");
const path = require("node:path");
const { createContext, Script } = require("node:vm");
const { workerData } = require("node:worker_threads");

const HASHES = { MD5: "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512" };

const { port, states, limits } = workerData;
let now = 0;

const host = {
  now: () => now,
  random: Math.random,
  uuid: randomUUID,
  hash: (text, algorithm) =>
    Object.hasOwn(HASHES, algorithm) ? createHash(HASHES[algorithm]).update(text).digest("hex") : undefined,
};

const read = (file) => readFileSync(file, "utf8");
const context = createContext({ host, limits }, { microtaskMode: "afterEvaluate" });
// The package and what surrounds it, as one script.
new Script(
  `globalThis.evaluate = (() => {
    const module = { exports: {} };
    const exports = module.exports;
    ${read(require.resolve("jsonata/jsonata.min.js"))}
    ;return (${read(path.join(__dirname, "sandbox.cjs")).trim().replace(/;$/, "")})(module.exports, host, limits);
  })();`,
  { filename: "jsonata" },
).runInContext(context);
const run = new Script("evaluate(...request)");

/** Tells the host that this thread is ready, or that its answer is at the port. */
function tell() {
  Atomics.add(states, 0, 1);
  Atomics.notify(states, 0);
}

port.on("message", ({ expression, bindings, time }) => {
  now = time;
  context.request = [expression, bindings];
  let reply;
  try {
    reply = run.runInContext(context);
  } catch (error) {
    reply = { problem: { message: String(error?.message ?? error) } };
  }
  port.postMessage(reply);
  tell();
});
tell();
