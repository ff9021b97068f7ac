import { Writable } from "node:stream";
import { expect } from "chai";
import { loadDebounce } from "../../../cli/load/debounce/load";
import { connectDebounce } from "../../../cli/load/debounce/target";
import { accessOf } from "../../../cli/localAccess";
import { systemClock } from "../../../local/base/clock";
import { describeSystem } from "../describeSystem";

const LOAD = {
  ...{ entities: 6, changes: 5, together: 6, concurrency: 6, toleratesDeaths: false },
  settle: { pollMs: 200, confirmMs: 500, quietMs: 120_000 },
};
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

describeSystem({
  system: "debounce",

  async use({ debounce }, { services }) {
    const target = await connectDebounce(debounce, accessOf(services));
    try {
      const account = await loadDebounce(LOAD, target, { clock: systemClock, terminal: nowhere() });

      expect(account).to.include({ accepted: 30, refused: 0, unknown: 0, current: 6, lost: 0, repeated: 0, early: 0 });
      expect(account).to.include({ balances: true });
    } finally {
      await target.close();
    }
  },

  change: {
    block: "debounce",
    settings: { entitiesAtOnce: 6 },
    steps: [
      "replace aws:ecs/taskDefinition:TaskDefinition debounce-processor-definition (containerDefinitions)",
      "update aws:ecs/service:Service debounce-processor (taskDefinition)",
    ],
  },

  replacement: {
    name: "debounce-quarantine",
    steps: [
      "replace aws:ecs/taskDefinition:TaskDefinition debounce-handler-definition (containerDefinitions)",
      "replace aws:sqs/queue:Queue debounce-quarantine",
      "replace aws:sqs/queuePolicy:QueuePolicy debounce-quarantine-policy (policy, queueUrl)",
      "update aws:cloudwatch/metricAlarm:MetricAlarm debounce-quarantined (dimensions)",
      "update aws:ecs/service:Service debounce-handler (taskDefinition)",
      "update aws:iam/rolePolicy:RolePolicy debounce-handler-task-policy (policy)",
    ],
  },
});
