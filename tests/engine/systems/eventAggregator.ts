import { Writable } from "node:stream";
import { expect } from "chai";
import { loadEventAggregator } from "../../../cli/load/event-aggregator/load";
import { systemClock } from "../../../local/base/clock";
import { describeSystem } from "../describeSystem";

const LOAD = { count: 200, concurrency: 10, keys: 7, duplicates: 5, seed: 1 };
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

describeSystem({
  system: "event-aggregator",

  async use({ eventAggregator }) {
    const { apiEndpoint: endpoint } = eventAggregator as { apiEndpoint: string };

    const { account } = await loadEventAggregator({ ...LOAD, endpoint }, { clock: systemClock, terminal: nowhere() });

    expect(account).to.include({ sent: 200, refused: 0, unknown: 0, lost: 0, overCounted: 0, balances: true });
  },

  change: {
    block: "eventAggregator",
    settings: { eventTtlDays: 7, throttleRateLimit: 500 },
    steps: [
      "update aws:apigatewayv2/stage:Stage events-api-stage (defaultRouteSettings)",
      "update aws:dynamodb/table:Table events-events (ttl)",
      // Its code holds the names of its variables, of which there is one more.
      "update aws:lambda/function:Function events-producer (code, environment)",
    ],
  },

  replacement: {
    name: "events-failures",
    steps: [
      "replace aws:sqs/queue:Queue events-failures",
      "replace aws:sqs/queuePolicy:QueuePolicy events-failures-policy (policy, queueUrl)",
      "update aws:cloudwatch/metricAlarm:MetricAlarm events-failures-depth (dimensions)",
      "update aws:iam/rolePolicy:RolePolicy events-aggregator-policy (policy)",
      "update aws:lambda/eventSourceMapping:EventSourceMapping events-source (destinationConfig)",
      "update aws:lambda/function:Function events-aggregator (environment)",
    ],
  },
});
