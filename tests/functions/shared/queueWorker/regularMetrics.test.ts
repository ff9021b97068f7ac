import { expect } from "chai";
import { createRegularMetrics } from "../../../../functions/shared/queueWorker/regularMetrics";
import { SimulatedClock } from "../../support/simulatedClock";

describe("createRegularMetrics", () => {
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

  const start = () => {
    let age = 0;
    return createRegularMetrics({
      clock,
      serviceName: "tracking",
      namespace: "Sluice",
      counts: ["StateRequests", "RequestsSaved"],
      gauges: { OldestDueSeconds: { unit: "Seconds", value: () => ++age } },
    });
  };

  it("publishes counts and gauges every ten seconds, counts of nothing too", async () => {
    const metrics = start();

    metrics.count("StateRequests");
    metrics.count("RequestsSaved", 19);
    await clock.pass(20_000);

    expect(lines).to.have.length(2);
    expect(lines[0]).to.deep.include({
      service: "tracking",
      StateRequests: 1,
      RequestsSaved: 19,
      OldestDueSeconds: 1,
    });
    expect(lines[1]).to.deep.include({ StateRequests: 0, RequestsSaved: 0, OldestDueSeconds: 2 });
  });

  it("publishes for the last time when it is stopped", async () => {
    const metrics = start();
    metrics.count("StateRequests");

    metrics.stop();
    await clock.pass(60_000);

    expect(lines.map(({ StateRequests }) => StateRequests)).to.deep.equal([1]);
  });
});
