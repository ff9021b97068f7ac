import { Writable } from "node:stream";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";
import { FAULT_NAMES, type FaultName } from "../../../../cli/load/access-cards/faultNames";
import { injectFault } from "../../../../cli/load/access-cards/faults";
import type { GateRequest } from "../../../../cli/load/access-cards/gates";
import { rejection } from "../../../support/rejection";
import { eagerClock } from "../eagerClock";

const AREAS = { hq: { gates: ["hq-1", "hq-2"] } };
const STATUS: Readonly<Record<FaultName, number>> = {
  "wrong-model": 400,
  "impossible-data": 202,
  "failed-authorisation": 403,
  slow: 200,
};

describe("artificial errors of access cards", () => {
  let sent: GateRequest[];
  let output = "";
  beforeEach(() => {
    sent = [];
    output = "";
  });

  /** @param states of the alarm, look by look; the last one lasts */
  async function run(fault: FaultName, status: number, states: string[], faultAlarmNames: Record<string, string>) {
    const terminal = new Writable({
      write(chunk, _encoding, done) {
        output += String(chunk);
        done();
      },
    });
    const gates = {
      async send(request: GateRequest) {
        sent.push(request);
        return { status, text: "" };
      },
    };
    let looks = 0;
    const cloudWatch = {
      send: async () => ({ MetricAlarms: [{ StateValue: states[Math.min(looks++, states.length - 1)] }] }),
    } as unknown as CloudWatchClient;
    return injectFault(
      { fault, count: 4, concurrency: 2, alarmMs: 5_000 },
      { areas: AREAS, gates, cloudWatch, faultAlarmNames },
      { clock: eagerClock(), terminal },
    );
  }

  for (const fault of FAULT_NAMES) {
    it(`is as expected when ${fault} is answered with ${STATUS[fault]} and its alarm goes off`, async () => {
      const result = await run(fault, STATUS[fault], ["OK", "OK", "ALARM"], { [fault]: "the-alarm" });

      expect(result).to.deep.equal({ answers: { [STATUS[fault]]: 6 }, isAlarming: true, isAsExpected: true });
      expect(sent.map(({ gateId }) => gateId)).to.have.members(["hq-1", "hq-2", "hq-1", "hq-2", "hq-1", "hq-2"]);
      expect(output).to.contain("the-alarm is in ALARM after 2.0 s");
    });
  }

  it("is not as expected without the alarm", async () => {
    const result = await run("slow", 200, ["OK"], { slow: "late" });

    expect(result).to.include({ isAlarming: false, isAsExpected: false });
    expect(output).to.contain("late is NOT in ALARM after 5.0 s");
  });

  it("is not as expected when requests are answered otherwise", async () => {
    const result = await run("failed-authorisation", 200, ["ALARM"], { "failed-authorisation": "denied" });

    expect(result).to.include({ isAlarming: true, isAsExpected: false });
  });

  it("says that a system names no alarm for it", async () => {
    const { message } = await rejection(run("slow", 200, ["OK"], {}));

    expect(message).to.equal("the outputs of access-cards name no alarm for slow");
  });
});
