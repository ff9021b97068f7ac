import { Writable } from "node:stream";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { loadBursts } from "../../../cli/load/bursts/load";
import type { BurstsTarget } from "../../../cli/load/bursts/target";
import { loadWebhooks } from "../../../cli/load/webhooks/load";
import type { Clock } from "../../../local/base/clock";
import { rejection } from "../../support/rejection";
import { eagerClock } from "./eagerClock";
import { startFakeWebhooks } from "./webhooks/fakeWebhooks";

const SETTLE = { pollMs: 1_000, confirmMs: 2_000, quietMs: 10_000, scaleInMs: 0 };
/** A port that nobody listens on. */
const NOBODY = "http://127.0.0.1:9";
const GIVEN_UP = /^nothing was taken for 120 s \(the last try: .*\); see whether the system runs, and start again$/;

/** A clock on which every delay is over at once, and that knows how often it was asked for one. */
function countingClock(): Clock & { delays: number } {
  const clock = eagerClock();
  const counting = {
    delays: 0,
    now: () => clock.now(),
    after(delayMs: number, callback: () => void) {
      counting.delays += 1;
      return clock.after(delayMs, callback);
    },
  };
  return counting;
}

/** Delays asked for after a load has ended: whoever looks at its system goes on for ever. */
async function delaysAfter(clock: { delays: number }): Promise<number> {
  // The senders that were waiting give up one after the other.
  for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
  const before = clock.delays;
  for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
  return clock.delays - before;
}

const terminal = () => new Writable({ write: (_chunk, _encoding, done) => done() });

describe("a load whose system stays dead", () => {
  it("of webhooks ends with a message, and looks no more", async () => {
    const fake = await startFakeWebhooks();
    const clock = countingClock();
    const target = { ...fake.target, outputs: { ...fake.target.outputs, apiEndpoint: NOBODY } };

    const error = await rejection(
      loadWebhooks({ count: 500, concurrency: 2, duplicates: 0, forged: 0, settle: SETTLE }, target, {
        clock,
        terminal: terminal(),
      }),
    );

    expect(error.message).to.match(GIVEN_UP);
    expect(await delaysAfter(clock)).to.equal(0);
    await fake.stop();
  });

  it("of bursts ends with a message, and looks no more", async () => {
    const clock = countingClock();
    const answer = { send: async () => ({}) };
    const dynamo = Object.assign(new DynamoDBClient({ region: "us-east-1" }), answer);
    const ecs = Object.assign(new ECSClient({ region: "us-east-1" }), answer);
    const sqs = {
      async send(command: object) {
        if (!(command instanceof GetQueueAttributesCommand)) throw new Error("connect ECONNREFUSED");
        return { Attributes: { ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "0" } };
      },
    };
    // As much of its clients as a run uses before anything is taken.
    const target = {
      outputs: { queueUrl: "q", deadLetterQueueUrl: "d", tableName: "t", clusterName: "c", alarmName: "a" },
      clients: { sqs, dynamo, ecs, cloudwatch: answer },
      close() {},
    } as unknown as BurstsTarget;

    const error = await rejection(
      loadBursts({ count: 500, secondBurst: 0, duplicates: 0, concurrency: 2, settle: SETTLE }, target, {
        clock,
        terminal: terminal(),
      }),
    );

    expect(error.message).to.match(GIVEN_UP);
    expect(await delaysAfter(clock)).to.equal(0);
  });
});
