import { ACCOUNT_ID } from "../../base/arn";
import { callWithin } from "../../edge/callWithin";
import type { RequestContext } from "../../iam/conditionKeys";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import { queueUrlOf } from "../sqs/queueAddress";
import { bridgeEvent, eventDocument, factsOf, testEvent } from "./eventDocument";
import { eventTypesOf, invalid, refuseOverlaps, refuseSharedIds } from "./eventFilters";
import type { EventType, NotificationConfiguration, Notifications, NotificationTarget } from "./notifications";

export type NotificationDependencies = Pick<Services, "iam" | "chaos" | "clock" | "report" | "edgeUrl"> & {
  sns: Pick<Services["sns"], "publish">;
  sqs: Pick<Services["sqs"], "api">;
  lambda: Pick<Services["lambda"], "invokeAsync">;
  events: Pick<Services["events"], "emit">;
};

const S3: Principal = { kind: "service", service: "s3.amazonaws.com" };

const ARNS: Readonly<Record<NotificationTarget["kind"], RegExp>> = {
  topic: /^arn:aws:sns:[^:]+:\d{12}:[\w-]+$/,
  queue: /^arn:aws:sqs:[^:]+:\d{12}:[\w-]+$/,
  function: /^arn:aws:lambda:[^:]+:\d{12}:function:[^:]+$/,
};

interface Listener {
  target: NotificationTarget;
  types: ReadonlySet<EventType>;
}

interface Listeners {
  listeners: readonly Listener[];
  eventBridge: boolean;
}

/**
 * Event notifications of S3's buckets.
 *
 * Known differences from AWS: events come at once and, without chaos, once and in the order in which they happened; what a
 * destination refuses is not sent again, for here only permissions refuse one.
 */
export function createNotifications(deps: NotificationDependencies): Notifications {
  const buckets = new Map<string, Listeners>();
  const underWay = new Set<Promise<void>>();
  let sequence = deps.clock.now();

  const start = (delivery: Promise<void>): void => {
    const settled = delivery.finally(() => underWay.delete(settled));
    underWay.add(settled);
  };
  const tell = async (target: NotificationTarget, bucketArn: string, document: object): Promise<void> => {
    try {
      await send(deps, target, bucketArn, document);
    } catch (error) {
      const what = `s3 could not tell ${target.arn} of an object in ${bucketArn}: ${describe(error)}`;
      deps.report.warn("s3", `${what}. The event is lost`);
    }
  };

  return {
    async configure(bucket, { targets, eventBridge }: NotificationConfiguration) {
      for (const target of targets) checkDestination(target);
      refuseSharedIds(targets);
      refuseOverlaps(targets);
      for (const target of targets) authorizeDestination(deps, target, bucket.arn);
      for (const target of targets.filter(({ kind }) => kind !== "function")) {
        await validated(target, () => send(deps, target, bucket.arn, testEvent(bucket.name, deps.clock.now())));
      }
      const listeners = targets.map((target) => ({ target, types: eventTypesOf(target) }));
      buckets.set(bucket.name, { listeners, eventBridge });
    },
    of(bucketName) {
      const { listeners, eventBridge } = buckets.get(bucketName) ?? { listeners: [], eventBridge: false };
      return { targets: listeners.map(({ target }) => target), eventBridge };
    },
    remove: (bucketName) => void buckets.delete(bucketName),
    happened(bucket, event) {
      const { listeners, eventBridge } = buckets.get(bucket.name) ?? { listeners: [], eventBridge: false };
      const { key } = event.version;
      const facts = factsOf(bucket, event, deps.clock.now(), ++sequence);
      for (const { target, types } of listeners) {
        if (!types.has(event.type) || !key.startsWith(target.prefix) || !key.endsWith(target.suffix)) continue;
        const document = eventDocument(facts, target.id);
        start(tell(target, bucket.arn, document));
        if (deps.chaos.strikes("duplicateNotification")) {
          deps.report.warn("s3", `chaos tells ${target.arn} twice of ${key}`);
          start(tell(target, bucket.arn, document));
        }
      }
      if (eventBridge) deps.events.emit(bridgeEvent(facts));
    },
    async delivered() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

function checkDestination({ id, kind, arn }: NotificationTarget): void {
  if (ARNS[kind].test(arn)) return;
  const fifo = arn.endsWith(".fifo") ? " (S3 tells standard queues and topics only, no FIFO ones)" : "";
  throw invalid(`The ARN could not be parsed: ${id} names ${arn}, which is no ${kind}${fifo}`);
}

/** Before anything is sent, so that no destination hears of a configuration that is refused. */
function authorizeDestination({ iam }: NotificationDependencies, target: NotificationTarget, bucketArn: string): void {
  const action = { topic: "sns:Publish", queue: "sqs:SendMessage", function: "lambda:InvokeFunction" }[target.kind];
  const permission = { action, resource: target.arn, context: contextOf(bucketArn) };
  try {
    iam.authorize(S3, [permission]);
  } catch (error) {
    const advice = `let s3.amazonaws.com in, by aws:SourceArn ${bucketArn}, before the notification is made`;
    throw unableToValidate(target, `${describe(error)}; ${advice}`);
  }
}

async function validated(target: NotificationTarget, sending: () => Promise<void>): Promise<void> {
  try {
    await sending();
  } catch (error) {
    throw unableToValidate(target, describe(error));
  }
}

function unableToValidate({ id }: NotificationTarget, why: string): Error {
  return invalid(`Unable to validate the following destination configurations: ${id}: ${why}`);
}

/** @throws AwsError of the destination, or `AccessDenied` */
async function send(
  deps: NotificationDependencies,
  { kind, arn }: NotificationTarget,
  bucketArn: string,
  document: object,
): Promise<void> {
  const context = contextOf(bucketArn);
  switch (kind) {
    case "topic": {
      const publication = { message: JSON.stringify(document), subject: "Amazon S3 Notification" };
      deps.sns.publish(S3, arn, publication, context);
      return;
    }
    case "queue": {
      const params = { QueueUrl: queueUrlOf(deps.edgeUrl, arn), MessageBody: JSON.stringify(document) };
      await callWithin(deps.iam, deps.sqs.api, S3, { operation: "SendMessage", params, context });
      return;
    }
    case "function":
      deps.iam.authorize(S3, [{ action: "lambda:InvokeFunction", resource: arn, context }]);
      deps.lambda.invokeAsync(arn, document);
  }
}

function contextOf(bucketArn: string): RequestContext {
  return { "aws:SourceArn": bucketArn, "aws:SourceAccount": ACCOUNT_ID };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
