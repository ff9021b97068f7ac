import { expect } from "chai";
import { BurstsSystem } from "../../../cli/load/bursts/system";
import { connectBursts } from "../../../cli/load/bursts/target";
import { pause } from "../../../cli/load/poll";
import { accessOf } from "../../../cli/localAccess";
import { arn } from "../../../local/base/arn";
import { systemClock } from "../../../local/base/clock";
import { describeSystem } from "../describeSystem";

const COUNT = 150;
let runs = 0;

describeSystem({
  system: "bursts",

  async use({ bursts }, { services }) {
    runs += 1;
    const target = connectBursts(bursts, accessOf(services));
    const { starterName } = bursts as { starterName: string };
    const system = new BurstsSystem(target, `engine-${runs}`);
    try {
      for (let from = 0; from < COUNT; from += 10) {
        expect(await system.send(Array.from({ length: 10 }, (_, index) => from + index))).to.deep.equal([]);
      }
      // The starter, as the alarm or the minute calls it; neither is waited for here. One call runs at a time: theirs may be under way just now.
      const start = () => services.lambda.invoke(arn("lambda", `function:${starterName}`), {});
      let outcome = await start();
      while (!outcome.ok && outcome.kind === "throttled") {
        await pause(systemClock, 200);
        outcome = await start();
      }
      expect(outcome).to.deep.include({ ok: true });

      for (let state = await system.state(); state.stored < COUNT; state = await system.state()) {
        await pause(systemClock, 200);
      }
      const counts = [...(await system.items()).values()];
      expect(counts).to.deep.equal(new Array(COUNT).fill(1));
    } finally {
      target.close();
    }
  },

  change: {
    block: "bursts",
    settings: { messagesPerTask: 2000 },
    steps: ["update aws:lambda/function:Function bursts-starter (environment)"],
  },

  replacement: {
    name: "bursts-leaving",
    steps: [
      "replace aws:dynamodb/table:Table bursts-leaving",
      "replace aws:ecs/taskDefinition:TaskDefinition bursts-worker-definition (containerDefinitions)",
      "update aws:iam/rolePolicy:RolePolicy bursts-starter-policy (policy)",
      "update aws:iam/rolePolicy:RolePolicy bursts-worker-task-policy (policy)",
      "update aws:lambda/function:Function bursts-starter (environment)",
    ],
  },
});
