import { Writable } from "node:stream";
import { expect } from "chai";
import { loadWebhooks } from "../../../cli/load/webhooks/load";
import { connectWebhooks } from "../../../cli/load/webhooks/target";
import { accessOf } from "../../../cli/localAccess";
import { systemClock } from "../../../local/base/clock";
import { describeSystem } from "../describeSystem";

const LOAD = {
  ...{ count: 40, concurrency: 8, duplicates: 10, forged: 10 },
  settle: { pollMs: 200, confirmMs: 1_000, quietMs: 120_000, scaleInMs: 0 },
};
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

describeSystem({
  system: "webhooks",

  async use({ webhooks }, { services }) {
    const target = await connectWebhooks(webhooks, accessOf(services));
    try {
      const { account } = await loadWebhooks(LOAD, target, { clock: systemClock, terminal: nowhere() });

      expect(account).to.include({ sent: 40, refused: 0, unknown: 0, lost: 0, twice: 0, forgedStored: 0 });
      expect(account).to.include({ balances: true });
    } finally {
      await target.close();
    }
  },

  change: {
    block: "webhooks",
    settings: { messagesAtOnce: 6 },
    steps: [
      "replace aws:ecs/taskDefinition:TaskDefinition webhooks-worker-definition (containerDefinitions)",
      "update aws:ecs/service:Service webhooks-worker (taskDefinition)",
    ],
  },

  replacement: {
    name: "webhooks-quarantine",
    steps: [
      "replace aws:ecs/taskDefinition:TaskDefinition webhooks-worker-definition (containerDefinitions)",
      "replace aws:sqs/queue:Queue webhooks-quarantine",
      "replace aws:sqs/queuePolicy:QueuePolicy webhooks-quarantine-policy (policy, queueUrl)",
      "update aws:cloudwatch/metricAlarm:MetricAlarm webhooks-quarantined (dimensions)",
      "update aws:ecs/service:Service webhooks-worker (taskDefinition)",
      "update aws:iam/rolePolicy:RolePolicy webhooks-worker-task-policy (policy)",
    ],
  },
});
