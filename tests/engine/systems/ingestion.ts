import { Writable } from "node:stream";
import { expect } from "chai";
import { loadIngestion } from "../../../cli/load/ingestion/load";
import { systemClock } from "../../../local/base/clock";
import { describeSystem } from "../describeSystem";

const LOAD = { count: 40, concurrency: 4, fuzz: 20 };
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

describeSystem({
  system: "ingestion",

  async use({ ingestion }) {
    const { url } = ingestion as { url: string };

    const { account, balances } = await loadIngestion({ ...LOAD, url }, { clock: systemClock, terminal: nowhere() });

    expect(account).to.include({ sent: 40, right: 40, storedOnce: 20, lost: 0, twice: 0, stray: 0, serverErrors: 0 });
    expect(balances).to.equal(true);
  },

  change: {
    block: "ingestion",
    settings: { approvalTimeoutSeconds: 7200 },
    steps: [
      "update aws:lambda/function:Function ingestion-asker (environment)",
      "update aws:sfn/stateMachine:StateMachine ingestion-approval (definition)",
    ],
  },

  replacement: {
    name: "ingestion-validator",
    steps: [
      "replace aws:lambda/function:Function ingestion-validator",
      "update aws:cloudwatch/dashboard:Dashboard ingestion-dashboard (dashboardBody)",
      "update aws:cloudwatch/metricAlarm:MetricAlarm ingestion-validator-errors (dimensions)",
      "update aws:cloudwatch/metricAlarm:MetricAlarm ingestion-validator-throttles (dimensions)",
      "update aws:iam/rolePolicy:RolePolicy ingestion-intake-policy (policy)",
      "update aws:sfn/stateMachine:StateMachine ingestion-intake (definition)",
    ],
  },
});
