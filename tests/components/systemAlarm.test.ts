import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { EventAggregator } from "../../components/eventAggregator";
import { SystemAlarm } from "../../components/systemAlarm";
import { inputsOf, runProgram } from "../support/program";

const COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const TOPIC = "arn:aws:sns:us-east-1:111122223333:operators";

describe("SystemAlarm", () => {
  it("is in ALARM while any alarm of its components is, and tells its topics of start and end", async () => {
    const run = await runProgram(() => {
      const orders = new EventAggregator("orders");
      new SystemAlarm("shop", { alarms: orders.alarms.slice(0, 2), alarmTopicArns: [TOPIC], tags: { team: "a" } });
    });

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, COMPOSITE, "shop-alarm")).to.deep.equal({
      alarmName: "sluice-test-shop",
      alarmDescription: "Something is wrong in shop.",
      alarmRule: 'ALARM("orders-iterator-age-name") OR ALARM("orders-failures-depth-name")',
      ...{ alarmActions: [TOPIC], okActions: [TOPIC] },
      tags: { team: "a", "sluice:component": "SystemAlarm", "sluice:name": "shop" },
    });
  });

  it("watches other system alarms, and hears transform's last word", async () => {
    const run = await runProgram(() => {
      const orders = new EventAggregator("orders");
      const shop = new SystemAlarm("shop", { alarms: orders.alarms });
      new SystemAlarm("all", { alarms: [shop.alarm], transform: { alarm: { alarmName: "everything" } } });
    });

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, COMPOSITE, "all-alarm")).to.deep.include({
      alarmName: "everything",
      alarmRule: 'ALARM("sluice-test-shop")',
    });
  });

  describe("of as many alarms as there may be", () => {
    const systemOf = (alarmNameLength: number) =>
      runProgram(
        () => {
          const alarms = Array.from({ length: 100 }, (_, index) => {
            const name = `${index}`.padEnd(alarmNameLength - "-name".length, "-");
            return new aws.cloudwatch.MetricAlarm(name, {
              comparisonOperator: "GreaterThanThreshold",
              evaluationPeriods: 1,
            });
          });
          new SystemAlarm("shop", { alarms });
        },
        { untilFailure: alarmNameLength > 64 },
      );

    it("has a rule that CloudWatch takes", async () => {
      const run = await systemOf(64);

      expect(run.errors).to.deep.equal([]);
      expect(inputsOf(run, COMPOSITE, "shop-alarm").alarmRule).to.have.length.within(100 * 64, 10_240);
    });

    it("is refused where their names are too long for one", async () => {
      const { errors } = await systemOf(100);

      expect(errors[0]).to.include(
        'SystemAlarm "shop": alarms must be few enough for a rule of 10240 characters, got 11296',
      );
    });
  });

  it("refuses no alarms, too many, and a name that AWS would not take, before anything is registered", async () => {
    const one = {} as SystemAlarm["alarm"];
    for (const [name, count, message] of [
      ["shop", 0, 'SystemAlarm "shop": alarms must be a list of 1 to 100 alarms, got 0'],
      ["shop", 101, 'SystemAlarm "shop": alarms must be a list of 1 to 100 alarms, got 101'],
      [
        "a b",
        1,
        'SystemAlarm "a b": name must be 1 to 36 letters, digits and hyphens that start with a letter, got "a b"',
      ],
    ] as const) {
      const run = await runProgram(() => new SystemAlarm(name, { alarms: Array.from({ length: count }, () => one) }));

      expect(run.errors).to.deep.equal([message]);
      expect(run.urns).to.deep.equal([]);
    }
  });
});
