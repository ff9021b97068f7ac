import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { NotificationTarget } from "../../services/s3/notifications";

interface Rule {
  id?: string;
  events: string[];
  filterPrefix?: string;
  filterSuffix?: string;
  topicArn?: string;
  queueArn?: string;
  lambdaFunctionArn?: string;
}

interface Inputs {
  bucket: string;
  eventbridge?: boolean;
  topics?: Rule[];
  queues?: Rule[];
  lambdaFunctions?: Rule[];
}

/** `aws.s3.BucketNotification`: all of a bucket's event notifications, in one resource. */
export function bucketNotification({ s3 }: Pick<Services, "s3">): ResourceHandler {
  const put = async (id: string, inputs: Inputs) => {
    const targets = targetsOf(inputs);
    await s3.setNotifications(inputs.bucket, { targets, eventBridge: inputs.eventbridge === true });
    return { id, state: { ...inputs } };
  };
  return {
    type: "aws:s3/bucketNotification:BucketNotification",
    properties: {
      bucket: "honoured",
      topics: "honoured",
      queues: "honoured",
      lambdaFunctions: "honoured",
      eventbridge: "honoured",
    },
    replaceOn: ["bucket"],
    create: async (_context, inputs) => put(String(inputs.bucket), inputs as unknown as Inputs),
    update: async (_context, { id }, inputs) => put(id, inputs as unknown as Inputs),
    delete: (_context, { id }) => s3.setNotifications(id, { targets: [], eventBridge: false }),
  };
}

/** Ids that the program leaves out are made up, as the provider does; here they say what they are of. */
function targetsOf({ topics = [], queues = [], lambdaFunctions = [] }: Inputs): NotificationTarget[] {
  const all: readonly (readonly [NotificationTarget["kind"], string | undefined, Rule])[] = [
    ...topics.map((rule) => ["topic", rule.topicArn, rule] as const),
    ...queues.map((rule) => ["queue", rule.queueArn, rule] as const),
    ...lambdaFunctions.map((rule) => ["function", rule.lambdaFunctionArn, rule] as const),
  ];
  return all.map(([kind, arn, { id, events, filterPrefix = "", filterSuffix = "" }], index) => ({
    ...{ kind, arn: arn ?? "", events, prefix: filterPrefix, suffix: filterSuffix },
    id: id ?? `${kind}-${index + 1}`,
  }));
}
