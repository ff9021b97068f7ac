import { randomUUID } from "node:crypto";
import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { AwsCall, AwsService } from "../../edge/awsService";
import type { Permission, Principal } from "../../iam/iam";
import type { Subscription, Topic } from "./createSns";
import { invalid, MAX_BYTES, readPublication, sizeOf } from "./publication";
import { queryMembers } from "./queryMembers";
import type { Publication } from "./sns";

interface Parts {
  topics: ReadonlyMap<string, Topic>;
  subscriptions: ReadonlyMap<string, Subscription>;
  /** @throws AwsError `NotFound` */
  topicOf(arn: string): Topic;
  accept(topicArn: string, publication: Publication): { messageId: string };
  publishPermissions(principal: Principal, topicArn: string): readonly Permission[];
}

type Params = AwsCall["params"];
type Result = Record<string, unknown>;

interface Operation {
  permissions(call: AwsCall, parts: Parts): readonly Permission[];
  run(params: Params, parts: Parts): Result;
}

/** Entries of one batch. Source: API reference, "PublishBatch". */
const MOST_ENTRIES = 10;

const DECLARED = "topics and subscriptions are resources of the Pulumi program here: declare an";
const REFUSED: Readonly<Record<string, string>> = {
  AddPermission: `${DECLARED} aws.sns.TopicPolicy`,
  ConfirmSubscription: "a subscription needs no confirmation here",
  CreateTopic: `${DECLARED} aws.sns.Topic`,
  DeleteTopic: `${DECLARED} aws.sns.Topic`,
  RemovePermission: `${DECLARED} aws.sns.TopicPolicy`,
  SetSubscriptionAttributes: `${DECLARED} aws.sns.TopicSubscription`,
  SetTopicAttributes: `${DECLARED} aws.sns.Topic`,
  Subscribe: `${DECLARED} aws.sns.TopicSubscription`,
  Unsubscribe: `${DECLARED} aws.sns.TopicSubscription`,
};

/**
 * SNS's API, as far as programs use it when they run.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SNS".
 */
export function snsApi(parts: Parts): AwsService {
  return {
    signingName: "sns",
    protocol: "query",
    permissions: (call) => operationOf(call).permissions(call, parts),
    handle: async (call) => ({ result: operationOf(call).run(call.params, parts) }),
  };
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  Publish: {
    permissions: ({ principal, params }, { publishPermissions }) => publishPermissions(principal, targetOf(params)),
    run: (params, { accept }) => ({ MessageId: accept(targetOf(params), readPublication(params)).messageId }),
  },
  PublishBatch: {
    permissions: ({ principal, params }, { publishPermissions }) => publishPermissions(principal, topicArnOf(params)),
    run: publishBatch,
  },
  ListTopics: {
    permissions: () => [{ action: "sns:ListTopics", resource: "*" }],
    run: (_params, { topics }) => ({ Topics: [...topics.keys()].map((TopicArn) => ({ TopicArn })) }),
  },
  ListSubscriptions: {
    permissions: () => [{ action: "sns:ListSubscriptions", resource: "*" }],
    run: (_params, { subscriptions }) => ({ Subscriptions: [...subscriptions.values()].map(listed) }),
  },
  ListSubscriptionsByTopic: {
    permissions: onTopic,
    run(params, { topicOf, subscriptions }) {
      const { arn } = topicOf(topicArnOf(params)).spec;
      const found = [...subscriptions.values()].filter(({ spec }) => spec.topicArn === arn);
      return { Subscriptions: found.map(listed) };
    },
  },
  GetTopicAttributes: {
    permissions: onTopic,
    run(params, { topicOf, subscriptions }) {
      const { spec, policy } = topicOf(topicArnOf(params));
      const confirmed = [...subscriptions.values()].filter((subscription) => subscription.spec.topicArn === spec.arn);
      return {
        Attributes: new Map([
          ["TopicArn", spec.arn],
          ["Owner", ACCOUNT_ID],
          ["Policy", policy],
          ["DisplayName", spec.displayName ?? ""],
          ["SubscriptionsConfirmed", `${confirmed.length}`],
          ["SubscriptionsPending", "0"],
          ["SubscriptionsDeleted", "0"],
          ...(spec.kmsMasterKeyId === undefined ? [] : ([["KmsMasterKeyId", spec.kmsMasterKeyId]] as const)),
        ]),
      };
    },
  },
  GetSubscriptionAttributes: {
    permissions: () => [{ action: "sns:GetSubscriptionAttributes", resource: "*" }],
    run({ SubscriptionArn }, { subscriptions }) {
      const found = subscriptions.get(String(SubscriptionArn));
      if (!found) throw new AwsError("NotFound", "Subscription does not exist", 404);
      const { spec } = found;
      return {
        Attributes: new Map([
          ...Object.entries(listed(found)),
          ["PendingConfirmation", "false"],
          ["RawMessageDelivery", `${spec.rawMessageDelivery}`],
          ...(spec.filter === undefined
            ? []
            : ([
                ["FilterPolicy", spec.filter.policy],
                ["FilterPolicyScope", spec.filter.scope],
              ] as const)),
          ...(spec.deadLetterQueueArn === undefined
            ? []
            : ([["RedrivePolicy", JSON.stringify({ deadLetterTargetArn: spec.deadLetterQueueArn })]] as const)),
        ]),
      };
    },
  },
};

/** @throws AwsError `InvalidAction` for an operation that is not known, as SNS says it */
function operationOf({ operation }: AwsCall): Operation {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (known) return known;
  const reason = REFUSED[operation] ?? `the local cloud knows ${Object.keys(OPERATIONS).join(", ")}`;
  throw new AwsError("InvalidAction", `The action ${operation} is not valid for this endpoint: ${reason}.`);
}

function onTopic({ operation, params }: AwsCall): readonly Permission[] {
  return [{ action: `sns:${operation}`, resource: topicArnOf(params) }];
}

/** An entry that SNS refuses fails alone. */
function publishBatch(params: Params, { topicOf, accept }: Parts): Result {
  const topicArn = topicArnOf(params);
  topicOf(topicArn);
  const entries = queryMembers(params, "PublishBatchRequestEntries.member");
  const ids = entries.map(({ Id }) => String(Id));
  if (entries.length === 0) throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (entries.length > MOST_ENTRIES) {
    throw new AwsError("TooManyEntriesInBatchRequest", `The batch request contains more than ${MOST_ENTRIES} entries.`);
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
  const read = entries.map((entry) => readEntry(entry));
  const bytes = read.reduce((sum, { publication }) => sum + (publication ? sizeOf(publication) : 0), 0);
  if (bytes > MAX_BYTES) {
    throw new AwsError(
      "BatchRequestTooLong",
      "The length of all the batch messages put together is more than the limit.",
    );
  }
  const taken = read.flatMap(({ id, publication }) =>
    publication ? [{ Id: id, MessageId: accept(topicArn, publication).messageId }] : [],
  );
  const failed = read.flatMap(({ id, error }) =>
    error ? [{ Id: id, Code: error.code, Message: error.message, SenderFault: true }] : [],
  );
  return { Successful: taken, Failed: failed };
}

function readEntry(entry: Params): { id: string; publication?: Publication; error?: AwsError } {
  const id = String(entry.Id ?? randomUUID());
  try {
    return { id, publication: readPublication(entry) };
  } catch (error) {
    if (error instanceof AwsError) return { id, error };
    throw error;
  }
}

function listed({ spec }: Subscription): Record<string, string> {
  const { arn: SubscriptionArn, topicArn: TopicArn, protocol: Protocol, endpoint: Endpoint } = spec;
  return { SubscriptionArn, Owner: ACCOUNT_ID, Protocol, Endpoint, TopicArn };
}

function targetOf(params: Params): string {
  if (params.PhoneNumber !== undefined) throw invalid("PhoneNumber Reason: the local cloud sends no text messages");
  return topicArnOf({ TopicArn: params.TopicArn ?? params.TargetArn });
}

function topicArnOf({ TopicArn }: Params): string {
  if (typeof TopicArn === "string" && TopicArn !== "") return TopicArn;
  throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
}
