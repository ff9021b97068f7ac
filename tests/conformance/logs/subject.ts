import { silentReport } from "../../../local/base/report";
import { logsApi } from "../../../local/control/logs/logsApi";
import { createIam } from "../../../local/iam/createIam";
import { logGroup } from "../../../local/resources/cloudwatch/logGroup";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createLogs } from "../../../local/services/logs/logs";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { controlledBy, NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

/** Answers calls of CloudWatch Logs' API. `["Count", { namespace, metricName }]` answers how many values a metric has. */
export function startLogsSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "logs", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const metrics = createMetrics({ clock });
    const logs = createLogs({ clock, metrics, report: silentReport });
    const handler = logGroup({ iam: createIam({ report: silentReport }), kms: localKms(), logs });
    return {
      api: logsApi({ logs, clock, resources: controlledBy([handler], "InvalidParameterException") }),
      clock,
      steps: {
        Count(parameters) {
          const metric = parameters as { namespace: string; metricName: string };
          const range = { from: clock.now() - 60_000, to: clock.now() + 60_000 };
          return { count: metrics.statistic({ ...metric, ...range, dimensions: {}, statistic: "SampleCount" }) ?? 0 };
        },
      },
      stop: () => metrics.stop(),
    };
  });
}
