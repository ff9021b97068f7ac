import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import type { Datum } from "../../../local/services/cloudwatch/metrics";
import { createLogs } from "../../../local/services/logs/logs";
import { HeldClock } from "../../support/heldClock";

const NOW = Date.UTC(2026, 0, 31);
const DAY = 24 * 60 * 60 * 1000;
const group = "/aws/lambda/producer";

function underTest() {
  const clock = new HeldClock(NOW);
  const data: Datum[] = [];
  const warnings: string[] = [];
  const report = { stage() {}, log() {}, warn: (source: string, line: string) => warnings.push(`${source}: ${line}`) };
  const logs = createLogs({ clock, metrics: { put: (datum) => data.push(datum) }, report });
  logs.putLogGroup({ name: group });
  const write = (...messages: string[]) =>
    logs.write(
      group,
      "stream",
      messages.map((message) => ({ timestamp: NOW, message })),
    );
  return { clock, logs, data, warnings, write };
}

describe("createLogs", () => {
  it("reads the newest events, oldest first", () => {
    const { logs, write } = underTest();
    write("a", "b", "c");

    const messages = [logs.read(group, 2), logs.read(group)].map((events) => events.map(({ message }) => message));

    expect(messages).to.deep.equal([
      ["b", "c"],
      ["a", "b", "c"],
    ]);
  });

  it("refuses to write to a group that does not exist", () => {
    const { logs } = underTest();

    const write = () => logs.write("/aws/lambda/nobody", "stream", []);

    expect(write).to.throw(AwsError, "The specified log group does not exist: /aws/lambda/nobody");
  });

  it("keeps the events of a group that is put again, and loses them with its deletion", () => {
    const { logs, write } = underTest();
    write("a");

    logs.putLogGroup({ name: group, retentionInDays: 7 });
    const kept = logs.read(group).length;
    logs.deleteLogGroup(group);

    expect(kept).to.equal(1);
    expect(logs.hasLogGroup(group)).to.equal(false);
  });

  it("drops the oldest events beyond 20,000", () => {
    const { logs, write } = underTest();
    for (let batch = 0; batch < 50; batch++) {
      write(...Array.from({ length: 1000 }, (_, index) => String(batch * 1000 + index)));
    }

    const events = logs.read(group, 100_000);

    expect(events).to.have.length(20_000);
    expect(events[0]?.message).to.equal("30000");
    expect(events.at(-1)?.message).to.equal("49999");
  });

  it("drops the oldest events beyond 32 MiB", () => {
    const { logs, write } = underTest();
    const mebibyte = "x".repeat(1024 * 1024);

    for (let count = 0; count < 40; count++) write(mebibyte);

    expect(logs.read(group)).to.have.length(32);
  });

  it("shows no events that are older than the group's retention", () => {
    const { clock, logs, write } = underTest();
    logs.putLogGroup({ name: group, retentionInDays: 1 });
    write("old");
    clock.advance(DAY + 1);
    logs.write(group, "stream", [{ timestamp: clock.now(), message: "new" }]);

    const messages = logs.read(group).map(({ message }) => message);

    expect(messages).to.deep.equal(["new"]);
  });

  describe("embedded metrics", () => {
    const document = {
      _aws: {
        Timestamp: NOW - 5,
        CloudWatchMetrics: [
          {
            Namespace: "sluice",
            Dimensions: [["service"], ["service", "route"]],
            Metrics: [{ Name: "accepted", Unit: "Count", StorageResolution: 60 }, { Name: "sizes" }],
          },
        ],
      },
      service: "producer",
      route: "POST",
      accepted: 3,
      sizes: [10, 20],
      message: "stored",
    };

    it("become data for every set of dimensions and every value", () => {
      const { data, warnings, write } = underTest();
      const one = { namespace: "sluice", dimensions: { service: "producer" }, timestamp: NOW - 5 };
      const two = { ...one, dimensions: { service: "producer", route: "POST" } };

      write(JSON.stringify(document));

      expect(data).to.deep.equal([
        { ...one, metricName: "accepted", value: 3, unit: "Count" },
        { ...one, metricName: "sizes", value: 10 },
        { ...one, metricName: "sizes", value: 20 },
        { ...two, metricName: "accepted", value: 3, unit: "Count" },
        { ...two, metricName: "sizes", value: 10 },
        { ...two, metricName: "sizes", value: 20 },
      ]);
      expect(warnings).to.deep.equal([]);
    });

    it("of the same kind share their dimensions, and nothing of what they say", () => {
      const { data, write } = underTest();
      const line = (service: string, accepted: number, Timestamp: number) =>
        JSON.stringify({ ...document, service, accepted, _aws: { ...document._aws, Timestamp } });

      write(line("producer", 1, NOW));
      write(line("reader", 2, NOW + 1));
      write(line("producer", 3, NOW + 2));

      const [first, second, third] = data.filter(
        ({ metricName, dimensions }) => metricName === "accepted" && !("route" in dimensions),
      );
      expect(
        [first, second, third].map((datum) => [datum?.dimensions.service, datum?.value, datum?.timestamp]),
      ).to.deep.equal([
        ["producer", 1, NOW],
        ["reader", 2, NOW + 1],
        ["producer", 3, NOW + 2],
      ]);
      expect(third?.dimensions).to.equal(first?.dimensions);
    });

    it("stay in the log as well", () => {
      const { logs, write } = underTest();

      write(JSON.stringify(document));

      expect(logs.read(group)[0]?.message).to.equal(JSON.stringify(document));
    });

    for (const [what, line] of [
      ["a plain line", "stored 3 events"],
      ["other JSON", '{"message":"stored"}'],
      ["JSON that is cut off", '{"_aws":{"Timestamp":1,'],
      ["JSON that mentions _aws deeper down", '{"message":{"_aws":1}}'],
    ] as const) {
      it(`are not looked for in ${what}`, () => {
        const { data, warnings, write } = underTest();

        write(line);

        expect([data, warnings]).to.deep.equal([[], []]);
      });
    }

    for (const [what, changed, problem] of [
      ["without a timestamp", { ...document, _aws: { CloudWatchMetrics: [] } }, "_aws.Timestamp"],
      [
        "with a timestamp that is a text",
        { ...document, _aws: { ...document._aws, Timestamp: String(NOW) } },
        "_aws.Timestamp",
      ],
      ["with a dimension that is no text", { ...document, service: 5 }, 'the dimension "service" must have a text'],
      ["with a metric that is no number", { ...document, sizes: "big" }, 'the metric "sizes" must have numbers'],
      ["with too many values", { ...document, sizes: Array(101).fill(1) }, 'the metric "sizes" must have numbers'],
    ] as const) {
      it(`${what} give no metrics and a warning`, () => {
        const { data, warnings, write } = underTest();

        write(JSON.stringify(changed));

        expect(data).to.deep.equal([]);
        expect(warnings).to.have.length(1);
        expect(warnings[0]).to.match(/^\/aws\/lambda\/producer: an embedded metric document gives no metrics/);
        expect(warnings[0]).to.contain(problem);
      });
    }
  });
});
