import { silentReport } from "../../../local/base/report";
import { cloudWatchApi } from "../../../local/control/cloudwatch/cloudWatchApi";
import { compositeAlarm } from "../../../local/resources/cloudwatch/compositeAlarm";
import { dashboard } from "../../../local/resources/cloudwatch/dashboard";
import { metricAlarm } from "../../../local/resources/cloudwatch/metricAlarm";
import type { Services } from "../../../local/services";
import { createAlarmEvents } from "../../../local/services/cloudwatch/alarmEvents";
import { createAlarms } from "../../../local/services/cloudwatch/alarms";
import { createCompositeAlarms } from "../../../local/services/cloudwatch/compositeAlarms";
import { createDashboards } from "../../../local/services/cloudwatch/dashboards";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import type { ServiceEvent } from "../../../local/services/events/events";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { controlledBy, NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

/** Answers calls of CloudWatch's API. A wait lets alarms be evaluated; `["Emitted", {}]` answers what EventBridge is told. */
export function startCloudWatchSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "cloudwatch", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const metrics = createMetrics({ clock });
    const alarms = createAlarms({ clock, metrics, report: silentReport });
    const emitted: ServiceEvent[] = [];
    createAlarmEvents({
      alarms,
      events: { emit: (event: ServiceEvent) => void emitted.push(event) } as Services["events"],
    });
    const compositeAlarms = createCompositeAlarms({ alarms, clock, report: silentReport });
    const dashboards = createDashboards({ alarms, clock, metrics });
    const resources = controlledBy(
      [metricAlarm({ alarms }), compositeAlarm({ compositeAlarms }), dashboard({ dashboards })],
      "ValidationException",
    );
    return {
      api: cloudWatchApi({ alarms, compositeAlarms, metrics, clock, resources }),
      clock,
      steps: { Emitted: () => ({ events: emitted }) },
      stop() {
        alarms.stop();
        metrics.stop();
      },
    };
  });
}
