import type { Services } from "../../../local/services";
import { createEvents, type EventsDependencies } from "../../../local/services/events/createEvents";
import { HeldClock } from "../../support/heldClock";
import { thrownRefusal } from "../callInProcess";
import type { PatternInput } from "../patternRows";
import type { Subject } from "../table";

const ARN = "arn:aws:events:us-east-1:000000000000:rule/rule";
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:told";

/** Starts an EventBridge whose one rule has a row's pattern for an event's `detail`. */
export async function startEventsSubject(): Promise<Subject<PatternInput>> {
  const told: unknown[] = [];
  const deps: Partial<EventsDependencies> = {
    clock: new HeldClock(Date.parse("2026-03-01T12:00:00.000Z")),
    edgeUrl: "http://127.0.0.1:4510",
    iam: { authorize() {} } as Partial<Services["iam"]> as Services["iam"],
    metrics: { put() {} } as Partial<Services["metrics"]> as Services["metrics"],
    lambda: { invokeAsync: (_arn, event) => void told.push(event) },
  };
  const events = createEvents(deps as EventsDependencies);
  return {
    async answer({ pattern, value }) {
      const text = typeof pattern === "string" ? pattern : JSON.stringify({ detail: pattern });
      try {
        events.putRule({ arn: ARN, name: "rule", pattern: text, enabled: true });
      } catch (error) {
        return thrownRefusal(error);
      }
      events.putTarget({ ruleArn: ARN, id: "told", arn: FUNCTION_ARN });
      told.length = 0;
      events.emit({ source: "test", detailType: "Test", resources: [], detail: value as Record<string, unknown> });
      await events.delivered();
      return told.length === 1;
    },
    stop: async () => {},
  };
}
