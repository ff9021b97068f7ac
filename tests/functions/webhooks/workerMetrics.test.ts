import { expect } from "chai";
import { createWorkerMetrics } from "../../../functions/webhooks/workerMetrics";
import { SimulatedClock } from "../support/simulatedClock";

describe("createWorkerMetrics", () => {
  const { log } = console;
  const variables = ["POWERTOOLS_DEV", "POWERTOOLS_METRICS_DISABLED"];
  let before: (string | undefined)[];
  let lines: Record<string, unknown>[];
  let clock: SimulatedClock;

  beforeEach(() => {
    before = variables.map((name) => process.env[name]);
    process.env.POWERTOOLS_DEV = "true";
    process.env.POWERTOOLS_METRICS_DISABLED = "false";
    lines = [];
    console.log = (line: string) => lines.push(JSON.parse(line));
    clock = new SimulatedClock();
  });

  afterEach(() => {
    console.log = log;
    for (const [index, name] of variables.entries()) {
      const value = before[index];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  const metricsOf = () => createWorkerMetrics(clock, () => 0.5, { serviceName: "webhook-worker", namespace: "Sluice" });

  it("publishes what it has gathered every ten seconds, the most in hand among it", async () => {
    const metrics = metricsOf();

    for (const count of [1, 2, 3, 2, 1]) metrics.inHand(count);
    metrics.count("Processed");
    metrics.count("Processed");
    metrics.count("SignatureRejected");
    metrics.apiLatency(50);
    metrics.apiLatency(70);
    await clock.pass(20_000);

    expect(lines).to.have.length(2);
    expect(lines[0]).to.deep.include({
      service: "webhook-worker",
      Processed: 2,
      Duplicates: 0,
      Failed: 0,
      HandedBack: 0,
      SignatureRejected: 1,
      InHand: 3,
      ApiLatency: [50, 70],
    });
    expect(lines[1]).to.deep.include({ Processed: 0, SignatureRejected: 0, InHand: 1 });
    expect(lines[1]).to.not.have.property("ApiLatency");
  });

  it("keeps to one line, however many latencies there were", async () => {
    const metrics = metricsOf();

    for (let n = 0; n < 5000; n++) metrics.apiLatency(n);
    metrics.stop();
    await clock.pass(60_000);

    expect(lines).to.have.length(1);
    expect(lines[0]?.ApiLatency).to.have.length(99);
  });
});
