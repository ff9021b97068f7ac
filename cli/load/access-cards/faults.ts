import { randomUUID } from "node:crypto";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import type { Clock } from "../../../local/base/clock";
import { pause } from "../poll";
import type { Terminal } from "../progress";
import { seconds } from "../report";
import { forEach } from "./crew";
import type { FaultName } from "./faultNames";
import type { GateAnswer, GateRequest } from "./gates";
import type { Areas } from "./plan";

const DAY_MS = 86_400_000;

interface Fault {
  description: string;
  /** The status that every request is answered with. */
  status: number;
  /** Requests under way at once, at most: what is slow must not make others wait for a free environment until they are given up. */
  atOnce?: number;
  request(gateId: string, now: number): GateRequest;
}

/** The artificial errors: each shows on the alarm that is meant for it. */
const FAULTS: Readonly<Record<FaultName, Fault>> = {
  "wrong-model": {
    description: "exits without a card_id, which the API's model refuses",
    status: 400,
    request: (gateId) => ({ gateId, action: "exit", body: { card: "not-a-card-id" } }),
  },
  "impossible-data": {
    description: "exits of the right form that happened a month ago: taken, and then put aside by the consumer",
    status: 202,
    request: (gateId, now) => ({
      ...{ gateId, action: "exit" },
      body: { card_id: "fault-card", request_id: randomUUID(), occurred_at: now - 30 * DAY_MS },
    }),
  },
  "failed-authorisation": {
    description: "entries with a key that no device has",
    status: 403,
    request: (gateId) => ({ gateId, action: "enter", body: { card_id: "fault-card" }, apiKey: randomUUID() }),
  },
  slow: {
    description: "entries that are answered late (needs the setting artificialErrors)",
    status: 200,
    atOnce: 5,
    request: (gateId) => ({
      ...{ gateId, action: "enter" },
      body: { card_id: "fault-card", request_id: randomUUID() },
      headers: { "x-artificial-delay-ms": "5000" },
    }),
  },
};

export interface FaultLoad {
  fault: FaultName;
  count: number;
  /** Requests under way at once, at most. */
  concurrency: number;
  /** Milliseconds to wait for the alarm. */
  alarmMs: number;
}

export interface FaultTarget {
  areas: Areas;
  gates: { send(request: GateRequest): Promise<GateAnswer> };
  cloudWatch: CloudWatchClient;
  /** Name of the alarm that each fault shows on. */
  faultAlarmNames: Readonly<Record<string, string>>;
}

/** Requests by their answer's status, and whether the alarm went off. */
export interface FaultResult {
  answers: Readonly<Record<string, number>>;
  isAlarming: boolean;
  /** Every request was answered as the fault has it, and the alarm that is meant for it went off. */
  isAsExpected: boolean;
}

/** Between two looks at the alarm. */
const LOOK_MS = 1_000;

/** Makes a fault happen, and waits for the alarm that is meant for it. */
export async function injectFault(
  { fault, count, concurrency, alarmMs }: FaultLoad,
  { areas, gates, cloudWatch, faultAlarmNames }: FaultTarget,
  { clock, terminal }: { clock: Clock; terminal: Terminal },
): Promise<FaultResult> {
  const { description, status, request, atOnce = concurrency } = FAULTS[fault];
  const alarmName = faultAlarmNames[fault];
  if (alarmName === undefined) throw new Error(`the outputs of access-cards name no alarm for ${fault}`);
  const gateIds = Object.values(areas).flatMap((area) => area.gates);
  const answers: Record<string, number> = {};
  const send = async (index: number) => {
    const answer = await gates.send(request(gateIds[index % gateIds.length] ?? "", clock.now())).then(
      (given) => String(given.status),
      () => "no answer",
    );
    answers[answer] = (answers[answer] ?? 0) + 1;
  };
  terminal.write(`${count} ${description} ...\n`);
  await forEach(
    Array.from({ length: count }, (_, index) => index),
    send,
    { concurrency: Math.min(concurrency, atOnce) },
    { clock, terminal },
  );
  terminal.write(`waiting for the alarm ${alarmName}, one more every ${seconds(LOOK_MS)} ...\n`);
  const startedAt = clock.now();
  let isAlarming = await alarms(cloudWatch, alarmName);
  // An alarm may want to see more than one minute of it.
  for (let index = count; !isAlarming && clock.now() - startedAt < alarmMs; index++) {
    await pause(clock, LOOK_MS);
    await send(index);
    isAlarming = await alarms(cloudWatch, alarmName);
  }
  const given = Object.entries(answers).map(([answer, number]) => `${number} x ${answer}`);
  terminal.write(`answered with ${given.join(", ")} (must be ${status})\n`);
  const waited = seconds(clock.now() - startedAt);
  terminal.write(`${alarmName} is ${isAlarming ? "" : "NOT "}in ALARM after ${waited}\n`);
  const isAnswered = Object.keys(answers).every((answer) => answer === String(status));
  return { answers, isAlarming, isAsExpected: isAlarming && isAnswered };
}

async function alarms(cloudWatch: CloudWatchClient, alarmName: string): Promise<boolean> {
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [alarmName] }));
  return MetricAlarms.some(({ StateValue }) => StateValue === "ALARM");
}
