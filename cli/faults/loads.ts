import path from "node:path";
import type { Account, Surroundings } from "./account";
import type { Part } from "./kinds";
import type { RunningHost } from "./runningHost";

/** A system under a load that goes on for about so many seconds. */
export interface FaultedSystem {
  /** The parts that faults may strike; the host and the disk are everybody's. */
  parts: readonly Part[];
  /** How many times shorter the local cloud makes alarm periods and delivery intervals. */
  timeScale: number;
  /** Names the base URL of the simulated API among the system's outputs. */
  simulatedApi?: string;
  load(host: RunningHost, seconds: number, surroundings: Surroundings): Promise<Account>;
}

/** Requests a second: little enough to leave this machine to what is to be seen. */
const RATE = 10;
/** Requests under way at once, at most. */
const CONCURRENCY = 50;
/** Milliseconds without a change after which a load gives up. */
const QUIET_MS = 180_000;
const SETTLE = { pollMs: 1_000, confirmMs: 3_000, quietMs: QUIET_MS };

/** Every system that has a load, by its name in commands. */
export const SYSTEMS: Readonly<Record<string, FaultedSystem>> = {
  "event-aggregator": {
    parts: ["functions", "dynamodb"],
    timeScale: 1,
    async load(host, seconds, surroundings) {
      const { loadEventAggregator } =
        require("../load/event-aggregator/load") as typeof import("../load/event-aggregator/load");
      const { failureQueueAt } =
        require("../load/event-aggregator/failureQueue") as typeof import("../load/event-aggregator/failureQueue");
      const { apiEndpoint, failureQueueUrl } = outputsOf(host, "eventAggregator");
      const { account } = await loadEventAggregator(
        {
          endpoint: String(apiEndpoint),
          failureQueue: failureQueueAt(String(failureQueueUrl), host.workFolder),
          ...{
            count: rateOf(surroundings) * seconds,
            rate: rateOf(surroundings),
            concurrency: CONCURRENCY,
            keys: 20,
            duplicates: 10,
            seed: 1,
          },
          settle: { quietMs: QUIET_MS },
        },
        surroundings,
      );
      const { sent, summarised: stored, lost, overCounted, splitKeys, unknown, refused, failed } = account;
      return {
        sent,
        stored,
        lost,
        doubled: overCounted + splitKeys,
        wrong: unknown + refused + failed,
        ...verdict(account),
      };
    },
  },
  webhooks: {
    parts: ["functions", "tasks", "dynamodb", "postgres", "api"],
    timeScale: 12,
    simulatedApi: "externalApiEndpoint",
    async load(host, seconds, surroundings) {
      const { connectWebhooks } = require("../load/webhooks/target") as typeof import("../load/webhooks/target");
      const { loadWebhooks } = require("../load/webhooks/load") as typeof import("../load/webhooks/load");
      // Not those that sign the time: a signature of another hour than the cloud's is quarantined, as it has to be.
      const sources = ["github", "shop"];
      const target = await connectWebhooks(outputsOf(host, "webhooks"), host.access, { sources });
      try {
        const { account } = await loadWebhooks(
          {
            ...{
              count: rateOf(surroundings) * seconds,
              rate: rateOf(surroundings),
              concurrency: CONCURRENCY,
              duplicates: 10,
              forged: 5,
            },
            settle: { ...SETTLE, scaleInMs: 0 },
          },
          target,
          surroundings,
        );
        const { sent, stored, lost, twice: doubled, forgedStored, unknown, refused } = account;
        return { sent, stored, lost, doubled, wrong: forgedStored + unknown + refused, ...verdict(account) };
      } finally {
        await target.close();
      }
    },
  },
  debounce: {
    parts: ["functions", "tasks", "dynamodb", "postgres", "api"],
    timeScale: 12,
    simulatedApi: "entityApiEndpoint",
    async load(host, seconds, surroundings) {
      const { connectDebounce } = require("../load/debounce/target") as typeof import("../load/debounce/target");
      const { loadDebounce } = require("../load/debounce/load") as typeof import("../load/debounce/load");
      const target = await connectDebounce(outputsOf(host, "debounce"), host.access);
      try {
        const account = await loadDebounce(
          {
            ...{
              entities: 2 * seconds,
              changes: 5,
              together: 20,
              rate: rateOf(surroundings),
              concurrency: CONCURRENCY,
            },
            toleratesDeaths: true,
            settle: { ...SETTLE, confirmMs: 2_000 * target.outputs.quietSeconds },
          },
          target,
          surroundings,
        );
        const { sent, current: stored, lost, unknown, refused } = account;
        return { sent, stored, lost, doubled: 0, wrong: unknown + refused, ...verdict(account) };
      } finally {
        await target.close();
      }
    },
  },
  ingestion: {
    parts: ["functions", "dynamodb"],
    timeScale: 1,
    async load(host, seconds, surroundings) {
      const { loadIngestion } = require("../load/ingestion/load") as typeof import("../load/ingestion/load");
      const { account } = await loadIngestion(
        {
          url: String(outputsOf(host, "ingestion").url),
          ...{ count: rateOf(surroundings) * seconds, rate: rateOf(surroundings), concurrency: CONCURRENCY, fuzz: 0 },
        },
        surroundings,
      );
      // A fault may well be answered with 5xx; what counts is the answer that stays.
      const { sent, storedOnce: stored, lost, twice: doubled, wrong, unanswered, stray } = account;
      return { sent, stored, lost, doubled, wrong: wrong + unanswered + stray, ...verdict(account) };
    },
  },
  bursts: {
    parts: ["functions", "tasks", "dynamodb"],
    timeScale: 12,
    async load(host, seconds, surroundings) {
      const { connectBursts } = require("../load/bursts/target") as typeof import("../load/bursts/target");
      const { loadBursts } = require("../load/bursts/load") as typeof import("../load/bursts/load");
      const target = connectBursts(outputsOf(host, "bursts"), host.access);
      try {
        const { account } = await loadBursts(
          { ...{ count: 100 * seconds, secondBurst: 50 * seconds, duplicates: 10, concurrency: 4 }, settle: SETTLE },
          target,
          surroundings,
        );
        const { sent, stored, lost, twice: doubled, refused, tasksLeft } = account;
        return { sent, stored, lost, doubled, wrong: refused + tasksLeft, ...verdict(account) };
      } finally {
        target.close();
      }
    },
  },
  "interval-processing": {
    parts: ["functions", "tasks", "dynamodb", "postgres"],
    timeScale: 1,
    load(host, seconds, surroundings) {
      const { loadJobRuns } = require("./jobRuns") as typeof import("./jobRuns");
      return loadJobRuns(outputsOf(host, "intervalProcessing"), host.access, seconds, surroundings);
    },
  },
  "access-cards": {
    parts: ["functions", "dynamodb"],
    timeScale: 12,
    async load(host, seconds, surroundings) {
      const { connectAccessCards } =
        require("../load/access-cards/target") as typeof import("../load/access-cards/target");
      const { loadAccessCards } = require("../load/access-cards/load") as typeof import("../load/access-cards/load");
      const concurrency = 20;
      const target = await connectAccessCards(outputsOf(host, "accessCards"), host.access, {
        concurrency,
        ...surroundings,
      });
      try {
        const { account, events } = await loadAccessCards(
          { scenario: "commute", people: 2 * seconds, seed: 1, concurrency, rate: 3, settle: SETTLE },
          target.system,
          surroundings,
        );
        const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
        const differing = account.rows.filter(({ agrees }) => !agrees);
        const stored = sum(Object.values(events));
        return {
          ...{ sent: stored, stored },
          lost: sum(differing.map(({ expected, found }) => Math.max(0, expected - found))),
          doubled: sum(differing.map(({ expected, found }) => Math.max(0, found - expected))),
          wrong: account.astray.length + sum(account.complaints.map(([, count]) => count)),
          ...verdict(account),
        };
      } finally {
        await target.close();
      }
    },
  },
};

function rateOf({ rate = RATE }: Surroundings): number {
  return rate;
}

/** Names its output as programs do: `event-aggregator` is `eventAggregator`. */
function outputsOf(host: RunningHost, name: string): Readonly<Record<string, unknown>> {
  const outputs = host.outputs[name];
  if (outputs === undefined) throw new Error(`there is no ${name} in ${path.join(host.workFolder, "outputs.json")}`);
  return outputs;
}

/** All of an account, in one line: what a table has no columns for. */
function verdict(account: object): Pick<Account, "verdict"> {
  const numbers = Object.entries(account).filter(([, value]) => typeof value === "number" && value !== 0);
  return { verdict: numbers.map(([name, value]) => `${name} ${value}`).join(", ") };
}
