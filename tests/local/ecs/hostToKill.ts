import { ecsWorld } from "./support";

// A host for `hostDeath.test.ts` to kill: prints the ids of a container's process and of one that this has started.
const PROGRAM = `
  const child = require("node:child_process").spawn("sleep", ["1000"]);
  console.log(process.pid, child.pid);
  setInterval(() => {}, 1000);
`;

void (async () => {
  const world = await ecsWorld();
  world.run(world.define(await world.image(PROGRAM)));
  await world.until(() => world.lines.length > 0);
  const [, ...pids] = world.lines[0]?.split(" ") ?? [];
  console.log(JSON.stringify({ pids: pids.map(Number), folder: world.folder }));
})();
