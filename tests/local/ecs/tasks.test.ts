import { expect } from "chai";
import { type EcsWorld, EXECUTION_ROLE, ecsWorld, LOG_GROUP, SECRET, TASK_ROLE } from "./support";

describe("a task", () => {
  let world: EcsWorld;

  beforeEach(async () => {
    world = await ecsWorld();
  });
  afterEach(() => world.stop());

  it("runs its image's program, whose lines are shown live and written to its log", async () => {
    const image = await world.image('console.log("ready"); setInterval(() => {}, 1000);');

    const { arn, status } = world.run(world.define(image));
    await world.until(() => world.lines.length > 0);

    expect(status).to.equal("PENDING");
    expect(world.task(arn).status).to.equal("RUNNING");
    expect(world.lines).to.deep.equal(["worker ready"]);
    expect(world.logs.read(LOG_GROUP).map(({ message }) => message)).to.deep.equal(["ready"]);
  });
});

void [EXECUTION_ROLE, SECRET, TASK_ROLE];
