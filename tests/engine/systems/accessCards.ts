import { Writable } from "node:stream";
import { expect } from "chai";
import { type AccessCardsLoad, loadAccessCards } from "../../../cli/load/access-cards/load";
import { connectAccessCards } from "../../../cli/load/access-cards/target";
import { accessOf } from "../../../cli/localAccess";
import { systemClock } from "../../../local/base/clock";
import { describeSystem } from "../describeSystem";

const LOAD: AccessCardsLoad = {
  scenario: "commute",
  people: 25,
  seed: 1,
  concurrency: 8,
  settle: { pollMs: 200, confirmMs: 500, quietMs: 120_000 },
};
const terminal = new Writable({ write: (_chunk, _encoding, done) => done() });
const surroundings = { clock: systemClock, terminal };

describeSystem({
  system: "access-cards",
  timeScale: 60,

  // API Gateway's role for logs is the account's: REST APIs of other stacks write their logs with it.
  outlives: ["aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy", "aws:apigateway/account:Account"],

  async use({ accessCards }, { services }) {
    const target = await connectAccessCards(accessCards, accessOf(services), { concurrency: 8, ...surroundings });
    try {
      const { account } = await loadAccessCards(LOAD, target.system, surroundings);

      expect(account.complaints).to.deep.equal([]);
      expect(account.astray).to.deep.equal([]);
      expect(account.rows.filter(({ agrees }) => !agrees)).to.deep.equal([]);
      expect(account.balances).to.equal(true);
    } finally {
      await target.close();
    }
  },

  // Each device has a key of its own, and one is as good as twenty.
  settings: { devices: ["controller-1"] },

  change: {
    block: "accessCards",
    settings: { slowDecisionMs: 2_000 },
    steps: ["update aws:cloudwatch/metricAlarm:MetricAlarm cards-api-slow (threshold)"],
  },

  replacement: {
    name: "cards-projector",
    steps: [
      "replace aws:lambda/function:Function cards-projector",
      "update aws:cloudwatch/dashboard:Dashboard cards-dashboard (dashboardBody)",
      "update aws:cloudwatch/metricAlarm:MetricAlarm cards-impossible (dimensions)",
      "update aws:cloudwatch/metricAlarm:MetricAlarm cards-malformed (dimensions)",
      "update aws:cloudwatch/metricAlarm:MetricAlarm cards-projector-age (dimensions)",
      "update aws:cloudwatch/metricAlarm:MetricAlarm cards-projector-errors (dimensions)",
      "update aws:cloudwatch/metricAlarm:MetricAlarm cards-projector-lost (dimensions)",
      "update aws:cloudwatch/metricAlarm:MetricAlarm cards-projector-throttles (dimensions)",
      "update aws:lambda/eventSourceMapping:EventSourceMapping cards-projector-source (functionName)",
    ],
  },
});
