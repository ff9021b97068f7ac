import { ACCOUNT_ID } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { SubscriptionProtocol, SubscriptionSpec } from "../../services/sns/sns";
import { derivedUuid } from "../appautoscaling/derivedUuid";

interface SubscriptionInputs {
  topic: string;
  protocol: string;
  endpoint: string;
  rawMessageDelivery?: boolean;
  filterPolicy?: string;
  filterPolicyScope?: string;
  redrivePolicy?: string;
}

const ENDPOINTS: Readonly<Record<SubscriptionProtocol, { form: RegExp; words: string }>> = {
  lambda: { form: /^arn:aws:lambda:[^:]+:\d{12}:function:[^:]+$/, words: "the ARN of a function" },
  sqs: { form: /^arn:aws:sqs:[^:]+:\d{12}:[^:]+$/, words: "the ARN of a queue" },
  email: { form: /^[^@\s]+@[^@\s]+$/, words: "an e-mail address" },
  "email-json": { form: /^[^@\s]+@[^@\s]+$/, words: "an e-mail address" },
};
const QUEUE = ENDPOINTS.sqs.form;

/** `aws.sns.TopicSubscription` for functions, queues and e-mail, which needs no confirmation here. */
export function topicSubscription({ sns }: Pick<Services, "sns">): ResourceHandler {
  const put = (arn: string, inputs: Properties): ResourceState => {
    const spec = specOf(arn, inputs as unknown as SubscriptionInputs);
    sns.putSubscription(spec);
    const { rawMessageDelivery, filter } = spec;
    const state = {
      ...inputs,
      rawMessageDelivery,
      ...(filter && { filterPolicyScope: filter.scope }),
      arn,
      ownerId: ACCOUNT_ID,
      pendingConfirmation: false,
      confirmationWasAuthenticated: true,
    };
    return { id: arn, state };
  };
  return {
    type: "aws:sns/topicSubscription:TopicSubscription",
    properties: {
      topic: "honoured",
      protocol: "honoured",
      endpoint: "honoured",
      rawMessageDelivery: "honoured",
      filterPolicy: "honoured",
      filterPolicyScope: "honoured",
      redrivePolicy: "honoured",
      confirmationTimeoutInMinutes: { noEffect: "for HTTP endpoints only" },
      endpointAutoConfirms: { noEffect: "for HTTP endpoints only" },
    },
    replaceOn: ["topic", "protocol", "endpoint"],
    // A subscription and its replacement stand side by side for a moment, and need two ARNs.
    create: async (context, inputs) =>
      put(`${inputs.topic}:${derivedUuid(`${context.urn} ${inputs.protocol} ${inputs.endpoint}`)}`, inputs),
    update: async (_context, current, inputs) => put(current.id, inputs),
    delete: async (_context, current) => sns.deleteSubscription(current.id),
  };
}

function specOf(arn: string, inputs: SubscriptionInputs): SubscriptionSpec {
  const { topic: topicArn, endpoint, rawMessageDelivery = false, redrivePolicy } = inputs;
  const protocol = protocolOf(inputs.protocol);
  const { form, words } = ENDPOINTS[protocol];
  if (!form.test(endpoint))
    throw new Error(`endpoint must be ${words} for the protocol ${protocol}, got "${endpoint}"`);
  if (rawMessageDelivery && protocol !== "sqs") {
    throw new Error(
      `rawMessageDelivery must not be true for the protocol ${protocol}: only queues can get raw messages`,
    );
  }
  const filter = filterOf(inputs);
  return {
    arn,
    topicArn,
    protocol,
    endpoint,
    rawMessageDelivery,
    ...(filter && { filter }),
    ...(redrivePolicy !== undefined && { deadLetterQueueArn: deadLetterQueueOf(redrivePolicy) }),
  };
}

function protocolOf(protocol: string): SubscriptionProtocol {
  if (Object.hasOwn(ENDPOINTS, protocol)) return protocol as SubscriptionProtocol;
  throw new Error(`protocol must be one of ${Object.keys(ENDPOINTS).join(", ")} locally, got "${protocol}"`);
}

function filterOf({ filterPolicy, filterPolicyScope }: SubscriptionInputs): SubscriptionSpec["filter"] {
  const scope = filterPolicyScope ?? "MessageAttributes";
  if (scope !== "MessageAttributes" && scope !== "MessageBody") {
    throw new Error(`filterPolicyScope must be MessageAttributes or MessageBody, got "${scope}"`);
  }
  if (filterPolicy !== undefined) return { policy: filterPolicy, scope };
  if (filterPolicyScope !== undefined) throw new Error("filterPolicyScope goes with a filterPolicy only");
  return undefined;
}

function deadLetterQueueOf(redrivePolicy: string): string {
  let policy: unknown;
  try {
    policy = JSON.parse(redrivePolicy);
  } catch {
    policy = undefined;
  }
  const { deadLetterTargetArn } = (policy ?? {}) as Record<string, unknown>;
  if (typeof deadLetterTargetArn === "string" && QUEUE.test(deadLetterTargetArn)) return deadLetterTargetArn;
  throw new Error(`redrivePolicy must be {"deadLetterTargetArn": "<ARN of a queue>"} as JSON, got ${redrivePolicy}`);
}
