import { expect } from "chai";
import fc from "fast-check";
import { silentReport } from "../../../local/base/report";
import { compositeAlarm } from "../../../local/resources/cloudwatch/compositeAlarm";
import type { Services } from "../../../local/services";
import type { AlarmState } from "../../../local/services/cloudwatch/alarmRule";
import { createAlarms } from "../../../local/services/cloudwatch/alarms";
import { createCompositeActions } from "../../../local/services/cloudwatch/compositeActions";
import { type CompositeAlarms, createCompositeAlarms } from "../../../local/services/cloudwatch/compositeAlarms";
import { parseCompositeRule } from "../../../local/services/cloudwatch/compositeRule";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

const ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm";
const TOPIC = "arn:aws:sns:us-east-1:000000000000:ops";
/** 2022-10-14T06:14:03.000Z, a Friday. */
const NOW = Date.UTC(2022, 9, 14, 6, 14, 3);

describe("a rule of a composite alarm", () => {
  const states: Readonly<Record<string, AlarmState>> = { a: "ALARM", "b c": "OK", d: "INSUFFICIENT_DATA" };
  const holds = (rule: string) => parseCompositeRule(rule).holds((name) => states[name]);

  for (const [rule, expected] of [
    ["ALARM(a)", true],
    ['ALARM("a")', true],
    [`ALARM("${ARN}:a")`, true],
    [`ALARM(${ARN}:a)`, true],
    ["OK(a)", false],
    ['OK("b c")', true],
    ["OK(b c)", true],
    ["INSUFFICIENT_DATA( d )", true],
    ["ALARM(none)", false],
    ["TRUE", true],
    ["FALSE", false],
    ["NOT FALSE", true],
    ["NOT NOT FALSE", false],
    // NOT before AND before OR.
    ["TRUE OR FALSE AND FALSE", true],
    ["(TRUE OR FALSE) AND FALSE", false],
    ["NOT FALSE AND FALSE", false],
    ["NOT (FALSE AND FALSE)", true],
    ['ALARM(a) AND NOT (ALARM("b c") OR ALARM(d))', true],
    ["\n ALARM(a)\n  AND\n OK(b c) ", true],
  ] as const) {
    it(`${JSON.stringify(rule)} is ${expected}`, () => {
      expect(holds(rule)).to.equal(expected);
    });
  }

  it("names the alarms that it asks about, each once", () => {
    expect(parseCompositeRule(`ALARM(a) OR OK("a") OR ALARM("${ARN}:b c")`).alarms).to.deep.equal(["a", "b c"]);
  });

  for (const [rule, message] of [
    ["", 'expected ALARM, OK, INSUFFICIENT_DATA, TRUE, FALSE, NOT or "(" at character 1'],
    ["alarm(a)", "expected ALARM, OK"],
    ["ALARM()", "expected the name or the ARN of an alarm at character 7"],
    ['ALARM("a" b)', 'expected ")" at character 10'],
    ["ALARM(a", 'expected ")"'],
    ["ALARM(a) ALARM(b)", "expected AND, OR or the end at character 9"],
    ["(ALARM(a)", 'expected ")"'],
    ["ALARM(a))", "expected AND, OR or the end"],
    ["ALARM(a) AND", "expected ALARM, OK"],
    ["ALARM(a) && ALARM(b)", "expected AND, OR or the end"],
    ["TRUEISH", "expected ALARM, OK"],
    [`ALARM(${"a".repeat(10_300)})`, "must have at most 10240 characters"],
    [Array.from({ length: 101 }, (_, index) => `ALARM(${index})`).join(" OR "), "must ask about at most 100 alarms"],
    [Array.from({ length: 501 }, () => "TRUE").join(" OR "), "must have at most 500 elements"],
  ] as const) {
    it(`is refused as ${JSON.stringify(rule).slice(0, 40)}: ${message}`, () => {
      expect(() => parseCompositeRule(rule)).to.throw(RangeError, message);
    });
  }

  it("means what its parts mean, whatever they are and however they are bracketed", () => {
    type Tree = { text: string; value: boolean };
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.constantFrom<Tree>(
          { text: "TRUE", value: true },
          { text: "FALSE", value: false },
          { text: "ALARM(a)", value: true },
          { text: 'ALARM("b c")', value: false },
          { text: "INSUFFICIENT_DATA(d)", value: true },
        ),
        tie("tree").map(({ text, value }) => ({ text: `NOT (${text})`, value: !value })),
        fc
          .tuple(tie("tree"), tie("tree"))
          .map(([one, other]) => ({ text: `(${one.text}) AND (${other.text})`, value: one.value && other.value })),
        fc
          .tuple(tie("tree"), tie("tree"))
          .map(([one, other]) => ({ text: `(${one.text}) OR (${other.text})`, value: one.value || other.value })),
      ),
    }));
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        expect(holds(text)).to.equal(value);
      }),
    );
  });
});

describe("composite alarms", () => {
  const clock = new HeldClock(NOW);
  let alarms: ReturnType<typeof createAlarms>;
  let composites: CompositeAlarms;
  let told: { topic: string; subject: string; message: Record<string, unknown> }[];
  let emitted: { resources: readonly string[]; detail: Record<string, unknown> }[];

  beforeEach(() => {
    const metrics = createMetrics({ clock });
    alarms = createAlarms({ clock, metrics, report: silentReport });
    composites = createCompositeAlarms({ alarms, clock, report: silentReport });
    told = [];
    emitted = [];
    createCompositeActions({
      compositeAlarms: composites,
      report: silentReport,
      events: { emit: (event: (typeof emitted)[number]) => void emitted.push(event) },
      sns: {
        publish: (_by: object, topic: string, { subject, message }: { subject: string; message: string }) =>
          void told.push({ topic, subject, message: JSON.parse(message) as Record<string, unknown> }),
      },
    } as unknown as Services);
    for (const name of ["slow", "failing"]) {
      alarms.put({
        ...{ name, arn: `${ARN}:${name}`, namespace: "Shop", metricName: name, dimensions: {}, statistic: "Sum" },
        ...{ periodSeconds: 60, evaluationPeriods: 1, datapointsToAlarm: 1, threshold: 0 },
        ...{ comparisonOperator: "GreaterThanThreshold", treatMissingData: "notBreaching" as const },
      });
    }
  });
  afterEach(() => alarms.stop());

  const put = (name: string, rule: string) =>
    composites.put({ name, arn: `${ARN}:${name}`, rule, topics: { ALARM: [TOPIC], OK: [TOPIC] } });
  const set = (name: string, state: AlarmState) => alarms.setState(name, state, "testing");
  const standing = () => composites.list().map(({ spec, state }) => [spec.name, state]);

  it("are OK or in ALARM at once, and tell it", () => {
    put("quiet", "ALARM(slow)");
    put("loud", "NOT ALARM(slow)");

    expect(standing()).to.deep.equal([
      ["quiet", "OK"],
      ["loud", "ALARM"],
    ]);
    expect(told.map(({ subject }) => subject)).to.deep.equal([
      'OK: "quiet" in US East (N. Virginia)',
      'ALARM: "loud" in US East (N. Virginia)',
    ]);
  });

  it("tell a system's trouble once, however many of its alarms go off", () => {
    put("shop", "ALARM(slow) OR ALARM(failing)");
    told.length = 0;

    set("slow", "ALARM");
    set("failing", "ALARM");
    set("slow", "OK");
    expect(told.map(({ topic, message }) => [topic, message.NewStateValue])).to.deep.equal([[TOPIC, "ALARM"]]);
    expect(told[0]?.message).to.deep.include({
      ...{ AlarmName: "shop", OldStateValue: "OK", AlarmRule: "ALARM(slow) OR ALARM(failing)" },
      NewStateReason: `${ARN}:slow transitioned to ALARM at Friday 14 October, 2022 06:14:03 UTC`,
      TriggeringChildren: [
        { Arn: `${ARN}:slow`, State: { Value: "ALARM", Timestamp: "2022-10-14T06:14:03.000+0000" } },
      ],
    });

    set("failing", "OK");
    expect(told.map(({ message }) => message.NewStateValue)).to.deep.equal(["ALARM", "OK"]);
  });

  it("tell EventBridge with the rule and what has triggered them", () => {
    put("shop", "ALARM(slow)");
    emitted.length = 0;
    set("slow", "ALARM");

    expect(emitted).to.have.length(1);
    expect(emitted[0]?.resources).to.deep.equal([`${ARN}:shop`]);
    expect(emitted[0]?.detail).to.deep.include({ alarmName: "shop", configuration: { alarmRule: "ALARM(slow)" } });
    const state = emitted[0]?.detail.state as { reasonData: string } | undefined;
    expect(JSON.parse(state?.reasonData ?? "{}")).to.deep.equal({
      triggeringAlarms: [{ arn: `${ARN}:slow`, state: { value: "ALARM", timestamp: "2022-10-14T06:14:03.000+0000" } }],
    });
  });

  it("ask about each other, even in a circle, without end", () => {
    put("one", "ALARM(slow)");
    put("two", "ALARM(one)");
    put("one", "ALARM(slow) OR NOT ALARM(two)");
    expect(standing()).to.deep.equal([
      ["one", "ALARM"],
      ["two", "ALARM"],
    ]);

    set("slow", "ALARM");
    set("slow", "OK");
    expect(composites.list()).to.have.length(2);
  });

  it("stay in a state that is set until one of their alarms changes", () => {
    put("shop", "ALARM(slow) OR ALARM(failing)");
    composites.setState("shop", "ALARM", "testing");
    expect(standing()).to.deep.equal([["shop", "ALARM"]]);

    set("slow", "OK");
    expect(standing()).to.deep.equal([["shop", "OK"]]);
  });

  it("follow a rule that changes, keep their state, and are gone when they are deleted", () => {
    put("shop", "ALARM(slow)");
    told.length = 0;
    put("shop", "ALARM(slow)");
    expect(told).to.deep.equal([]);

    put("shop", "OK(slow) OR INSUFFICIENT_DATA(slow)");
    expect(told.map(({ message }) => message.NewStateValue)).to.deep.equal(["ALARM"]);
    composites.delete("shop");
    set("slow", "ALARM");
    expect(told).to.have.length(1);
  });

  it("are not saved with alarms that there are not", () => {
    expect(() => put("shop", "ALARM(slow) OR ALARM(fast) OR OK(gone)")).to.throw(
      "Could not save the composite alarm as alarms [fast, gone] in the alarm rule do not exist",
    );
    expect(composites.list()).to.deep.equal([]);
  });

  describe("as resources", () => {
    const make = (inputs: object) =>
      compositeAlarm({ compositeAlarms: composites }).create(resourceContext("shop"), { alarmName: "shop", ...inputs });

    it("have an ARN, and tell nobody where their actions are off", async () => {
      const { id, state } = await make({ alarmRule: "NOT ALARM(slow)", alarmActions: [TOPIC], actionsEnabled: false });

      expect([id, state.arn]).to.deep.equal(["shop", `${ARN}:shop`]);
      expect(standing()).to.deep.equal([["shop", "ALARM"]]);
      expect(told).to.deep.equal([]);
    });

    for (const [inputs, message] of [
      [{ alarmRule: "ALARM(slow" }, 'alarmRule: expected ")"'],
      [{ alarmRule: "ALARM(fast)" }, "alarms [fast] in the alarm rule do not exist"],
      [{ alarmRule: "TRUE", alarmName: "a".repeat(256) }, "alarmName must have 1 to 255 characters"],
      [{ alarmRule: "TRUE", alarmActions: ["arn:aws:lambda:us-east-1:0:function:f"] }, "must hold ARNs of SNS topics"],
    ] as const) {
      it(`refuse ${JSON.stringify(inputs).slice(0, 60)}`, async () => {
        expect((await rejection(make(inputs))).message).to.contain(message);
        expect(composites.list()).to.deep.equal([]);
      });
    }
  });
});
