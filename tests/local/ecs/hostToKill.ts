import { ecsUnderTest } from "./support";

// A host for `hostDeath.test.ts` to kill: prints the ids of a container's process and of one that this has started.
const PROGRAM = `
  const child = require("node:child_process").spawn("sleep", ["1000"]);
  console.log(process.pid, child.pid);
  setInterval(() => {}, 1000);
`;

void (async () => {
  const underTest = await ecsUnderTest();
  underTest.run(underTest.define(await underTest.image(PROGRAM)));
  await underTest.until(() => underTest.lines.length > 0);
  const [, ...pids] = underTest.lines[0]?.split(" ") ?? [];
  console.log(JSON.stringify({ pids: pids.map(Number), folder: underTest.folder }));
})();
