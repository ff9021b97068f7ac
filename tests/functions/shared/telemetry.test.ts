import { expect } from "chai";
import { createTelemetry } from "../../../functions/shared/telemetry";

describe("createTelemetry", () => {
  const variables = [
    "POWERTOOLS_DEV",
    "POWERTOOLS_METRICS_DISABLED",
    "POWERTOOLS_SERVICE_NAME",
    "AWS_LAMBDA_FUNCTION_NAME",
  ];
  const { log } = console;
  let before: (string | undefined)[];
  let lines: string[];

  beforeEach(() => {
    before = variables.map((name) => process.env[name]);
    for (const name of variables) delete process.env[name];
    // Powertools then writes to the console that a test can see.
    process.env.POWERTOOLS_DEV = "true";
    process.env.POWERTOOLS_METRICS_DISABLED = "false";
    process.env.AWS_LAMBDA_FUNCTION_NAME = "orders-producer";
    lines = [];
    console.log = (line: string) => lines.push(line);
  });

  afterEach(() => {
    console.log = log;
    for (const [index, name] of variables.entries()) {
      const value = before[index];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it("publishes the counts above zero in one line of embedded metric format", () => {
    createTelemetry().count({ EventsAccepted: 3, EventsRepeated: 0, EventsUnconfirmed: 1 });

    const [document] = lines.map((line) => JSON.parse(line));
    expect(lines).to.have.length(1);
    expect(document).to.deep.include({ service: "orders-producer", EventsAccepted: 3, EventsUnconfirmed: 1 });
    expect(document).to.not.have.property("EventsRepeated");
    expect(document._aws.CloudWatchMetrics).to.deep.equal([
      {
        Namespace: "Sluice",
        Dimensions: [["service"]],
        Metrics: [
          { Name: "EventsAccepted", Unit: "Count" },
          { Name: "EventsUnconfirmed", Unit: "Count" },
        ],
      },
    ]);
  });

  it("writes nothing when every count is zero", () => {
    createTelemetry().count({ EventsAccepted: 0 });

    expect(lines).to.deep.equal([]);
  });

  it("counts from zero for each line", () => {
    const { count } = createTelemetry();

    count({ EventsAccepted: 1 });
    count({ EventsAccepted: 1 });

    expect(lines.map((line) => JSON.parse(line).EventsAccepted)).to.deep.equal([1, 1]);
  });
});
