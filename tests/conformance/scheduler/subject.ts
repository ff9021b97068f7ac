import { noChaos } from "../../../local/base/chaos";
import { silentReport } from "../../../local/base/report";
import { schedulerApi } from "../../../local/control/scheduler/schedulerApi";
import { createIam } from "../../../local/iam/createIam";
import { schedule } from "../../../local/resources/scheduler/schedule";
import { scheduleGroup } from "../../../local/resources/scheduler/scheduleGroup";
import type { Services } from "../../../local/services";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createScheduler, type SchedulerDependencies } from "../../../local/services/scheduler/createScheduler";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { controlledBy, NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

export const ROLE_ARN = "arn:aws:iam::000000000000:role/caller";
const statement = (more: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });

/**
 * Answers calls of Scheduler's API, which may assume the role `caller`. `["Received", {}]` answers the payloads that functions were
 * called with.
 */
export function startSchedulerSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "scheduler", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const iam = createIam({ report: silentReport });
    const trustPolicy = statement({ Action: "sts:AssumeRole", Principal: { Service: "scheduler.amazonaws.com" } });
    iam.putRole({ arn: ROLE_ARN, name: "caller", trustPolicy });
    iam.putRolePolicy(ROLE_ARN, "call", statement({ Action: "lambda:InvokeFunction", Resource: "*" }));
    const received: unknown[] = [];
    const metrics = createMetrics({ clock });
    const deps: Partial<SchedulerDependencies> = {
      ...{ iam, metrics, clock, report: silentReport, chaos: noChaos, edgeUrl: "http://127.0.0.1:4510" },
      lambda: { invokeAsync: (_arn, payload) => void received.push(payload) },
    };
    const scheduler = createScheduler(deps as SchedulerDependencies);
    const handlers = [schedule({ scheduler } as Services), scheduleGroup({ scheduler })];
    return {
      api: schedulerApi({ scheduler, resources: controlledBy(handlers, "ValidationException") }),
      clock,
      steps: {
        async Received() {
          await scheduler.delivered();
          return { payloads: received };
        },
      },
      async stop() {
        await scheduler.stop();
        metrics.stop();
      },
    };
  });
}
