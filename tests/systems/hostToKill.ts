import path from "node:path";
import { silentReport } from "../../local/base/report";
import { start } from "../../local/cloud";

// A local cloud with some systems for `killedHost.test.ts` to kill: it keeps its data in the folder that it is given.
const [workFolder = "", port = "0", config = "{}"] = process.argv.slice(2);
// The test's end is its end, however that comes about.
process.stdin.on("end", () => process.exit(1)).resume();
start(
  { folder: path.resolve(), stack: "local", config: JSON.parse(config) as Record<string, unknown> },
  { port: Number(port), workFolder, keep: true, report: silentReport },
).then(
  ({ outputs }) => console.log(JSON.stringify(outputs)),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
