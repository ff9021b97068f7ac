import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { logMetricFilter } from "../../../local/resources/cloudwatch/logMetricFilter";
import type { Datum } from "../../../local/services/cloudwatch/metrics";
import { createLogs } from "../../../local/services/logs/logs";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

const NOW = Date.UTC(2026, 10, 21);
const logGroupName = "/access";

function underTest() {
  const data: Datum[] = [];
  const logs = createLogs({
    clock: new HeldClock(NOW),
    metrics: { put: (datum) => data.push(datum) },
    report: silentReport,
  });
  logs.putLogGroup({ name: logGroupName });
  const write = (...lines: object[]) =>
    logs.write(
      logGroupName,
      "s",
      lines.map((line) => ({ timestamp: NOW, message: JSON.stringify(line) })),
    );
  const handler = logMetricFilter({ logs });
  const create = (changes: object = {}, transformation: object = {}) =>
    handler.create(resourceContext("denied"), {
      logGroupName,
      pattern: "{ $.status = 403 }",
      metricTransformation: { name: "Denied", namespace: "Gates", value: "1", ...transformation },
      ...changes,
    });
  return { data, logs, write, handler, create };
}

describe("aws.cloudwatch.LogMetricFilter", () => {
  it("counts what is written after it was made, and matches", async () => {
    const { data, write, create } = underTest();
    write({ status: 403 });

    const { id } = await create();
    write({ status: 200 }, { status: 403 });

    expect(id).to.equal("denied-1a2b3c4");
    expect(data).to.deep.equal([
      { namespace: "Gates", metricName: "Denied", dimensions: {}, value: 1, timestamp: NOW },
    ]);
  });

  it("takes a value, a unit and dimensions out of a line, and passes over a line that lacks one", async () => {
    const { data, write, create } = underTest();
    await create({}, { value: "$.ms", unit: "Milliseconds", dimensions: { Gate: "$.gate" } });

    write(
      { status: 403, ms: "7", gate: "n1" },
      { status: 403, ms: 8 },
      { status: 403, gate: "n1" },
      { status: 403, ms: "x", gate: "n1" },
    );

    expect(data).to.deep.equal([
      {
        namespace: "Gates",
        metricName: "Denied",
        dimensions: { Gate: "n1" },
        value: 7,
        timestamp: NOW,
        unit: "Milliseconds",
      },
    ]);
  });

  it("is changed in place, outlives a change of its group, and ends with its deletion", async () => {
    const { data, logs, write, handler, create } = underTest();
    const created = await create();

    const updated = await handler.update?.(resourceContext("denied"), created, {
      ...created.state,
      pattern: "{ $.status = 400 }",
    });
    logs.putLogGroup({ name: logGroupName, retentionInDays: 7 });
    write({ status: 403 }, { status: 400 });
    await handler.delete(resourceContext("denied"), updated ?? created);
    write({ status: 400 });

    expect(data).to.have.length(1);
  });

  for (const [what, changes, transformation, message] of [
    ["a pattern that cannot be read", { pattern: "{ $.status" }, {}, "is no comparison"],
    ["a value that is neither number nor selector", {}, { value: "one" }, "value must be a number or a selector"],
    ["a default value", {}, { defaultValue: "0" }, "metricTransformation.defaultValue is not supported locally yet"],
    [
      "a dimension that is no selector",
      {},
      { dimensions: { Gate: "north" } },
      "dimension value must be valid selector",
    ],
    ["a log group that is not there", { logGroupName: "/none" }, {}, "The specified log group does not exist: /none"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const error = await rejection(underTest().create(changes, transformation));

      expect(error.message).to.contain(message);
    });
  }
});
