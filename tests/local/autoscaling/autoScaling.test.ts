import { expect } from "chai";
import type { Services } from "../../../local/services";
import type { StepScalingSpec, TargetTrackingSpec } from "../../../local/services/autoscaling/autoscaling";
import { createAutoScaling } from "../../../local/services/autoscaling/createAutoScaling";
import { createAlarms } from "../../../local/services/cloudwatch/alarms";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { HeldClock } from "../../support/heldClock";

const MINUTE = 60_000;
const RESOURCE_ID = "service/main/workers";
const SERVICE_ARN = "arn:aws:ecs:us-east-1:000000000000:service/main/workers";
const POLICY_ARN = `arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:resource/ecs/${RESOURCE_ID}:policyName/wake`;
const visible = { namespace: "AWS/SQS", metricName: "Visible", dimensions: { QueueName: "q" } };
const running = {
  namespace: "ECS/ContainerInsights",
  metricName: "RunningTaskCount",
  dimensions: { ServiceName: "w" },
};

const backlog: TargetTrackingSpec = {
  kind: "target-tracking",
  name: "backlog",
  resourceId: RESOURCE_ID,
  target: 10,
  metrics: [
    { id: "visible", returnData: false, metric: { ...visible, statistic: "Maximum", periodSeconds: 60 } },
    { id: "running", returnData: false, metric: { ...running, statistic: "Average", periodSeconds: 60 } },
    { id: "perTask", returnData: true, expression: "visible / running" },
  ],
  scaleOutCooldownSeconds: 0,
  scaleInCooldownSeconds: 0,
  disableScaleIn: false,
};

const wake: StepScalingSpec = {
  kind: "step",
  name: "wake",
  arn: POLICY_ARN,
  resourceId: RESOURCE_ID,
  adjustmentType: "ChangeInCapacity",
  steps: [{ lower: 0, adjustment: 1 }],
  aggregation: "Average",
  cooldownSeconds: 0,
};

interface Setup {
  capacity?: number;
  min?: number;
  max?: number;
  timeScale?: number;
}

function underTest({ capacity = 2, min = 0, max = 20, timeScale }: Setup = {}) {
  const clock = new HeldClock(Date.UTC(2026, 0, 1));
  const scale = timeScale === undefined ? undefined : { timeScale };
  const metrics = createMetrics({ clock }, scale);
  const lines: string[] = [];
  const report = {
    stage() {},
    log: (source: string, line: string) => void lines.push(`${source}: ${line}`),
    warn: (source: string, line: string) => void lines.push(`! ${source}: ${line}`),
  };
  const alarms = createAlarms({ clock, metrics, report: { stage() {}, log() {}, warn() {} } }, scale);
  const service = { desired: capacity, running: capacity, backlog: 0, gone: false };
  const set: number[] = [];
  const ecs = {
    counts(arn: string) {
      if (arn !== SERVICE_ARN || service.gone) throw new Error("Service not found.");
      return { desired: service.desired, running: service.running, pending: 0 };
    },
    describeService: (arn: string) => (arn !== SERVICE_ARN || service.gone ? undefined : {}),
    setDesiredCount(_arn: string, count: number) {
      set.push(count);
      service.desired = count;
      service.running = count;
    },
  };
  metrics.gauge(visible, () => service.backlog);
  metrics.gauge(running, () => service.running);
  const scaling = createAutoScaling({ ecs, metrics, alarms, clock, report } as unknown as Services, scale);
  scaling.putTarget({ resourceId: RESOURCE_ID, serviceArn: SERVICE_ARN, minCapacity: min, maxCapacity: max });
  const minutes = (count: number) => {
    for (let minute = 0; minute < count; minute++) clock.advance(MINUTE / (timeScale ?? 1));
  };
  return { clock, metrics, alarms, service, set, scaling, lines, minutes };
}

describe("a scalable target", () => {
  it("brings the service's count into its range, and leaves one alone that is in it", () => {
    const { set, scaling } = underTest({ capacity: 2, min: 3, max: 5 });
    const range = { resourceId: RESOURCE_ID, serviceArn: SERVICE_ARN };

    scaling.putTarget({ ...range, minCapacity: 1, maxCapacity: 4 });
    scaling.putTarget({ ...range, minCapacity: 0, maxCapacity: 2 });

    expect(set).to.deep.equal([3, 2]);
    expect(scaling.activities().map(({ desired, cause }) => [desired, cause])).to.deep.equal([
      [2, "maximum capacity was set to 2"],
      [3, "minimum capacity was set to 3"],
    ]);
  });

  it("waits for a service that is not there", () => {
    const { service, set, scaling } = underTest();
    service.gone = true;

    scaling.putTarget({ resourceId: RESOURCE_ID, serviceArn: SERVICE_ARN, minCapacity: 3, maxCapacity: 5 });

    expect(set).to.deep.equal([]);
  });
});

describe("target tracking", () => {
  it("scales out in proportion after three minutes above the target", () => {
    const { service, set, scaling, minutes, lines } = underTest({ capacity: 2 });
    scaling.putPolicy(backlog);
    service.backlog = 65;

    minutes(2);
    const before = [...set];
    minutes(1);

    expect(before).to.deep.equal([]);
    expect(set).to.deep.equal([7]);
    expect(lines).to.deep.equal(["workers: scaling 2 -> 7: policy backlog, metric 32.5 for a target of 10"]);
  });

  it("begins to count anew after a minute at the target", () => {
    const { service, set, scaling, minutes } = underTest({ capacity: 2 });
    scaling.putPolicy(backlog);

    for (const amount of [50, 50, 20, 50, 50]) {
      service.backlog = amount;
      minutes(1);
    }

    expect(set).to.deep.equal([]);
  });

  it("stays between the least and the most", () => {
    const { service, set, scaling, minutes } = underTest({ capacity: 2, min: 2, max: 5 });
    scaling.putPolicy(backlog);

    service.backlog = 1000;
    minutes(3);
    service.backlog = 0;
    minutes(15);

    expect(set).to.deep.equal([5, 2]);
  });

  it("scales in after fifteen minutes below nine tenths of the target", () => {
    const { service, set, scaling, minutes } = underTest({ capacity: 10 });
    scaling.putPolicy(backlog);
    service.backlog = 35;

    minutes(14);
    const before = [...set];
    minutes(1);

    expect(before).to.deep.equal([]);
    expect(set).to.deep.equal([4]);
  });

  it("leaves alone what is between nine tenths of the target and the target", () => {
    const { service, set, scaling, minutes } = underTest({ capacity: 10 });
    scaling.putPolicy(backlog);
    service.backlog = 95;

    minutes(20);

    expect(set).to.deep.equal([]);
  });

  it("does not scale in where that is disabled", () => {
    const { set, scaling, minutes } = underTest({ capacity: 10 });
    scaling.putPolicy({ ...backlog, disableScaleIn: true });

    minutes(20);

    expect(set).to.deep.equal([]);
  });

  it("cannot wake a service that has no task: a backlog for each of none is no number", () => {
    const { service, set, scaling, minutes } = underTest({ capacity: 0 });
    scaling.putPolicy(backlog);
    service.backlog = 1000;

    minutes(20);

    expect(set).to.deep.equal([]);
  });

  it("does nothing without data", () => {
    const { set, scaling, minutes } = underTest({ capacity: 10 });
    const nothing = { ...visible, metricName: "Other", statistic: "Sum", periodSeconds: 60 };
    scaling.putPolicy({ ...backlog, metrics: [{ id: "nothing", returnData: true, metric: nothing }] });

    minutes(20);

    expect(set).to.deep.equal([]);
  });

  it("adds within its cooldown only what is asked for beyond what it gave", () => {
    const { service, set, scaling, minutes } = underTest({ capacity: 2, max: 100 });
    scaling.putPolicy({ ...backlog, scaleOutCooldownSeconds: 300 });
    // Tasks take their time to start: the metric stays high, and multiplying the new capacity by it would overshoot.
    const slow = () => {
      service.running = 2;
      service.backlog = 60;
    };
    slow();

    minutes(3);
    for (let minute = 0; minute < 3; minute++) {
      slow();
      minutes(1);
    }
    slow();
    service.backlog = 100;
    minutes(1);

    expect(set).to.deep.equal([6, 10]);
  });

  it("waits for its cooldown before it scales in again", () => {
    const { service, set, scaling, minutes } = underTest({ capacity: 10 });
    scaling.putPolicy({ ...backlog, scaleInCooldownSeconds: 120 });
    service.backlog = 40;

    minutes(15);
    service.backlog = 10;
    minutes(1);
    const during = [...set];
    minutes(1);

    expect(during).to.deep.equal([4]);
    expect(set).to.deep.equal([4, 1]);
  });

  it("scales out for one policy, and in only when all agree", () => {
    const { metrics, clock, service, set, scaling, minutes } = underTest({ capacity: 10 });
    const load = { namespace: "N", metricName: "Load", dimensions: {} };
    scaling.putPolicy(backlog);
    scaling.putPolicy({
      ...backlog,
      name: "load",
      target: 50,
      metrics: [{ id: "load", returnData: true, metric: { ...load, statistic: "Average", periodSeconds: 60 } }],
    });
    let value = 50;
    metrics.gauge(load, () => value);
    service.backlog = 10;

    minutes(15);
    const disagreeing = [...set];
    value = 75;
    minutes(3);
    value = 20;
    minutes(15);
    metrics.stop();

    expect(disagreeing).to.deep.equal([]);
    expect(set).to.deep.equal([15, 6]);
    expect(clock.pending).to.equal(1);
  });

  it("divides minutes and cooldowns by the time scale", () => {
    const { service, set, scaling, minutes } = underTest({ capacity: 1, timeScale: 60 });
    scaling.putPolicy({ ...backlog, scaleOutCooldownSeconds: 60 });
    service.backlog = 40;

    minutes(3);

    expect(set).to.deep.equal([4]);
  });

  it("follows a changed target, and forgets a deleted policy", () => {
    const { service, set, scaling, minutes } = underTest({ capacity: 2, max: 3 });
    scaling.putPolicy(backlog);
    service.backlog = 100;
    minutes(3);

    scaling.putTarget({ resourceId: RESOURCE_ID, serviceArn: SERVICE_ARN, minCapacity: 0, maxCapacity: 8 });
    minutes(1);
    scaling.deletePolicy(RESOURCE_ID, "backlog");
    service.backlog = 0;
    minutes(20);

    expect(set).to.deep.equal([3, 8]);
  });

  it("warns of a service that is gone, and goes on", () => {
    const { service, set, scaling, minutes, lines } = underTest({ capacity: 2 });
    scaling.putPolicy(backlog);
    service.backlog = 50;
    service.gone = true;
    minutes(1);

    service.gone = false;
    minutes(2);

    expect(lines[0]).to.equal("! auto scaling: service/main/workers is not scaled: Service not found.");
    expect(set).to.deep.equal([5]);
  });

  it("needs a target", () => {
    const { scaling } = underTest();

    expect(() => scaling.putPolicy({ ...backlog, resourceId: "service/main/other" })).to.throw(
      RangeError,
      "there is no scalable target service/main/other",
    );
  });

  it("stops looking", () => {
    const { clock, metrics, scaling } = underTest();

    scaling.stop();
    metrics.stop();

    expect(clock.pending).to.equal(0);
  });
});

describe("step scaling", () => {
  const alarm = {
    ...visible,
    arn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:asleep",
    name: "asleep",
    statistic: "Maximum",
    periodSeconds: 60,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    threshold: 1,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    treatMissingData: "notBreaching",
    scalingPolicies: [POLICY_ARN],
  } as const;

  it("wakes a service from zero when its alarm goes off, and target tracking takes over", () => {
    const { alarms, service, set, scaling, minutes, lines } = underTest({ capacity: 0 });
    scaling.putPolicy(backlog);
    scaling.putPolicy({ ...wake, cooldownSeconds: 3600 });
    alarms.put(alarm);
    service.backlog = 120;

    minutes(1);
    const woken = [...set];
    minutes(3);

    expect(woken).to.deep.equal([1]);
    expect(set).to.deep.equal([1, 12]);
    expect(lines[0]).to.equal("workers: scaling 0 -> 1: policy wake, metric 120 against 1");
  });

  it("adds no second worker within its cooldown while the first one's metrics are late, and takes none away", () => {
    const { alarms, service, set, scaling, minutes } = underTest({ capacity: 0 });
    scaling.putPolicy({ ...wake, cooldownSeconds: 300 });
    alarms.put(alarm);
    service.backlog = 120;
    minutes(2);
    const woken = [...set];
    service.desired = 12;

    minutes(3);

    expect(woken).to.deep.equal([1]);
    expect(set).to.deep.equal([1]);
    expect(service.desired).to.equal(12);
  });

  it("takes away what was added meanwhile where it asks for an exact capacity", () => {
    const { alarms, service, set, scaling, minutes } = underTest({ capacity: 0 });
    scaling.putPolicy({ ...wake, adjustmentType: "ExactCapacity" });
    alarms.put(alarm);
    service.backlog = 120;
    minutes(2);
    service.desired = 12;

    minutes(1);

    expect(set).to.deep.equal([1, 1]);
  });

  it("is asked again every period for as long as the alarm lasts", () => {
    const { alarms, service, set, scaling, minutes } = underTest({ capacity: 0 });
    scaling.putPolicy(wake);
    alarms.put(alarm);
    service.backlog = 5;
    minutes(3);

    service.backlog = 0;
    minutes(3);

    expect(set).to.deep.equal([1, 2, 3]);
  });

  it("adds nothing more within its cooldown, unless a higher step asks for more", () => {
    const { set, scaling } = underTest({ capacity: 1 });
    scaling.putPolicy({
      ...wake,
      cooldownSeconds: 60,
      steps: [
        { lower: 0, upper: 100, adjustment: 2 },
        { lower: 100, adjustment: 5 },
      ],
    });

    for (const value of [10, 10, 200, 10]) scaling.alarmed(POLICY_ARN, [value], 1);

    expect(set).to.deep.equal([3, 6]);
  });

  it("scales in, waits for its cooldown, and goes no lower than the least", () => {
    const { clock, set, scaling } = underTest({ capacity: 5, min: 2 });
    scaling.putPolicy({ ...wake, cooldownSeconds: 60, steps: [{ upper: 0, adjustment: -2 }] });
    const alarmed = () => scaling.alarmed(POLICY_ARN, [0], 1);

    alarmed();
    alarmed();
    clock.advance(MINUTE);
    alarmed();

    expect(set).to.deep.equal([3, 2]);
  });

  for (const [aggregation, expected] of [
    ["Average", 4],
    ["Minimum", 3],
    ["Maximum", 6],
  ] as const) {
    it(`takes the ${aggregation.toLowerCase()} of the alarm's periods`, () => {
      const { set, scaling } = underTest({ capacity: 0 });
      const steps = [
        { lower: 0, upper: 2, adjustment: 3 },
        { lower: 2, upper: 4, adjustment: 4 },
        { lower: 4, adjustment: 6 },
      ];
      scaling.putPolicy({ ...wake, aggregation, steps });

      scaling.alarmed(POLICY_ARN, [6, 2, 1], 1);

      expect(set).to.deep.equal([expected]);
    });
  }

  it("has nothing to do with the alarms of others", () => {
    const { set, scaling } = underTest({ capacity: 1 });
    scaling.putPolicy(wake);

    scaling.alarmed(`${POLICY_ARN}2`, [10], 1);

    expect(set).to.deep.equal([]);
  });
});
