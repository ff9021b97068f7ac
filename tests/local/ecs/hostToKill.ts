import { openDataFolder } from "../../../local/base/dataFolder";
import { keptMaps } from "../../../local/base/keptMaps";
import { silentReport } from "../../../local/base/report";
import { HeldClock } from "../../support/heldClock";
import { ecsUnderTest } from "./support";

// A host for `hostDeath.test.ts` to kill: prints the ids of a container's process and of one that this has started. It keeps its tasks in
// the folder that it is given.
const PROGRAM = `
  const child = require("node:child_process").spawn("sleep", ["1000"]);
  console.log(process.pid, child.pid);
  setInterval(() => {}, 1000);
`;

void (async () => {
  const owner = { project: "sluice", stack: "test" };
  const data = openDataFolder(process.argv[2] ?? "", owner, { clock: new HeldClock(0), report: silentReport });
  const underTest = await ecsUnderTest({ maps: keptMaps(data, "ecs") });
  const { arn } = underTest.run(underTest.define(await underTest.image(PROGRAM)));
  await underTest.until(() => underTest.lines.length > 0);
  const [, ...pids] = underTest.lines[0]?.split(" ") ?? [];
  console.log(JSON.stringify({ arn, pids: pids.map(Number), folder: underTest.folder }));
})();
