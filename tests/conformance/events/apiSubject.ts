import { silentReport } from "../../../local/base/report";
import { eventsApi } from "../../../local/control/events/eventsApi";
import { eventBus } from "../../../local/resources/events/eventBus";
import { eventRule } from "../../../local/resources/events/eventRule";
import { eventTarget } from "../../../local/resources/events/eventTarget";
import type { Services } from "../../../local/services";
import { createEvents, type EventsDependencies } from "../../../local/services/events/createEvents";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { controlledBy, NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

/**
 * Answers calls of EventBridge's API. `["Received", {}]` answers the events that functions were called with, and `["Published", {}]`
 * the texts that topics got.
 */
export function startEventsApiSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "events", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const received: unknown[] = [];
    const published: unknown[] = [];
    const deps: Partial<EventsDependencies> = {
      clock,
      edgeUrl: "http://127.0.0.1:4510",
      report: silentReport,
      iam: { authorize() {} } as Partial<Services["iam"]> as Services["iam"],
      metrics: { put() {} } as Partial<Services["metrics"]> as Services["metrics"],
      lambda: { invokeAsync: (_arn, event) => void received.push(event) },
      sns: {
        publish(_principal, _topic, { message }) {
          published.push(message);
          return { messageId: "" };
        },
      },
    };
    const events = createEvents(deps as EventsDependencies);
    const resources = controlledBy(
      [eventBus({ events }), eventRule({ events }), eventTarget({ events })],
      "ValidationException",
    );
    return {
      api: eventsApi({ events, resources }),
      clock,
      steps: {
        async Received() {
          await events.delivered();
          return { events: received };
        },
        async Published() {
          await events.delivered();
          return { messages: published };
        },
      },
    };
  });
}
