import { silentReport } from "../../../local/base/report";
import { autoScalingApi } from "../../../local/control/autoscaling/autoScalingApi";
import { policy } from "../../../local/resources/appautoscaling/policy";
import { target } from "../../../local/resources/appautoscaling/target";
import type { Services } from "../../../local/services";
import { createAutoScaling } from "../../../local/services/autoscaling/createAutoScaling";
import { createAlarms } from "../../../local/services/cloudwatch/alarms";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { controlledBy, NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

const SERVICE_ARN = "arn:aws:ecs:us-east-1:000000000000:service/main/workers";

/**
 * Answers calls of Application Auto Scaling's API, about the ECS service `main/workers` with two tasks. `["Measure", { value }]` puts a
 * value of the metric `Waiting` of `Shop`, and `["Count", {}]` answers how many tasks the service wants.
 */
export function startAutoScalingSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "application-autoscaling", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const metrics = createMetrics({ clock });
    const alarms = createAlarms({ clock, metrics, report: silentReport });
    let desired = 2;
    const ecs = {
      describeService: (arn: string) => (arn === SERVICE_ARN ? {} : undefined),
      counts: () => ({ desired, running: desired, pending: 0 }),
      setDesiredCount(_arn: string, count: number) {
        desired = count;
      },
    } as Partial<Services["ecs"]> as Services["ecs"];
    const autoScaling = createAutoScaling({ ecs, metrics, alarms, clock, report: silentReport });
    const resources = controlledBy([target({ autoScaling }), policy({ autoScaling })], "ValidationException");
    return {
      api: autoScalingApi({ autoScaling, ecs, resources }),
      clock,
      steps: {
        Measure(parameters) {
          const { value } = parameters as { value: number };
          metrics.put({ namespace: "Shop", metricName: "Waiting", dimensions: {}, value });
          return {};
        },
        Count: () => ({ desired }),
      },
      stop() {
        autoScaling.stop();
        alarms.stop();
        metrics.stop();
      },
    };
  });
}
