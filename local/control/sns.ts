import type {
  ConfirmSubscriptionCommandInput,
  ConfirmSubscriptionCommandOutput,
  CreateTopicCommandInput,
  CreateTopicCommandOutput,
  DeleteTopicCommandInput,
  DeleteTopicCommandOutput,
  SetSubscriptionAttributesCommandInput,
  SetSubscriptionAttributesCommandOutput,
  SetTopicAttributesCommandInput,
  SetTopicAttributesCommandOutput,
  SubscribeCommandInput,
  SubscribeCommandOutput,
  UnsubscribeCommandInput,
  UnsubscribeCommandOutput,
} from "@aws-sdk/client-sns";
import { arn } from "../base/arn";
import { AwsError } from "../base/awsError";
import type { MadeResource } from "../base/inventory";
import { tagsIn } from "../base/tagList";
import { type Operation, withOperations } from "../edge/awsApi";
import type { AwsService } from "../edge/awsService";
import type { Properties } from "../engine/resourceHandler";
import { creating } from "../iam/creating";
import { invalid } from "../services/sns/publication";
import type { Controlled } from "./controlled";
import { tagOperations } from "./tagOperations";

const TOPIC = "aws:sns/topic:Topic";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

type SnsControl<Input extends object, Output extends object> = Operation<Controlled, Input, Output>;

/** Attributes by the input of the resource, and how a text is read. */
const TOPIC_ATTRIBUTES: Readonly<Record<string, readonly [input: string, read: (text: string) => unknown]>> = {
  ContentBasedDeduplication: ["contentBasedDeduplication", isTrue],
  DisplayName: ["displayName", asGiven],
  FifoThroughputScope: ["fifoThroughputScope", asGiven],
  FifoTopic: ["fifoTopic", isTrue],
  KmsMasterKeyId: ["kmsMasterKeyId", asGiven],
  Policy: ["policy", asGiven],
  SignatureVersion: ["signatureVersion", Number],
  TracingConfig: ["tracingConfig", asGiven],
};
const SUBSCRIPTION_ATTRIBUTES: typeof TOPIC_ATTRIBUTES = {
  FilterPolicy: ["filterPolicy", asGiven],
  FilterPolicyScope: ["filterPolicyScope", asGiven],
  RawMessageDelivery: ["rawMessageDelivery", isTrue],
  RedrivePolicy: ["redrivePolicy", asGiven],
};

/** Protocols of AWS; the handler says which of them are here. Source: Amazon SNS API Reference, "Subscribe". */
const PROTOCOLS = ["http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose"];

/** Answers the topic of the same name where there is one. */
const createTopic: SnsControl<CreateTopicCommandInput, CreateTopicCommandOutput> = {
  parameters: { Name: "text", Attributes: "map?", Tags: "list?" },
  permissions: ({ Name, Tags: given }) =>
    creating(arn("sns", Name), tagsIn(given), { create: "sns:CreateTopic", tag: "sns:TagResource" }),
  async run({ Name, Attributes = {}, Tags: given }, resources) {
    checkName(Name, Attributes.FifoTopic === "true");
    const existing = resources.find(TOPIC, arn("sns", Name));
    const inputs = inputsOf(Attributes, TOPIC_ATTRIBUTES);
    if (existing === undefined) {
      const made = await resources.create(TOPIC, { ...inputs, name: Name }, { name: Name, tags: tagsIn(given) });
      return { TopicArn: made.id };
    }
    if (Object.entries(inputs).some(([name, value]) => existing.state[name] !== value)) {
      throw invalid("Attributes Reason: Topic already exists with different attributes");
    }
    const tags = resources.inventory.tagsOf(existing.id);
    if (Object.entries(tagsIn(given)).some(([key, value]) => tags[key] !== value)) {
      throw invalid("Tags Reason: Topic already exists with different tags");
    }
    return { TopicArn: existing.id };
  },
};

const setTopicAttributes: SnsControl<SetTopicAttributesCommandInput, SetTopicAttributesCommandOutput> = {
  parameters: { TopicArn: "text", AttributeName: "text" },
  permissions: ({ TopicArn }) => [{ action: "sns:SetTopicAttributes", resource: TopicArn }],
  async run({ TopicArn, AttributeName, AttributeValue = "" }, resources) {
    if (AttributeName === "FifoTopic") throw invalid("AttributeName");
    await resources.update(topicIn(resources, TopicArn), changeOf(AttributeName, AttributeValue, TOPIC_ATTRIBUTES));
    return {};
  },
};

/** Deletes what is subscribed to it as well; a topic that is not there is no error. Source: Amazon SNS API Reference, "DeleteTopic". */
const deleteTopic: SnsControl<DeleteTopicCommandInput, DeleteTopicCommandOutput> = {
  parameters: { TopicArn: "text" },
  permissions: ({ TopicArn }) => [{ action: "sns:DeleteTopic", resource: TopicArn }],
  async run({ TopicArn }, resources) {
    for (const subscription of resources.all(SUBSCRIPTION)) {
      if (subscription.inputs.topic === TopicArn) await resources.delete(subscription);
    }
    const topic = resources.find(TOPIC, TopicArn);
    if (topic) await resources.delete(topic);
    return {};
  },
};

/** Answers the subscription of the same endpoint where there is one. None needs a confirmation here. */
const subscribe: SnsControl<SubscribeCommandInput, SubscribeCommandOutput> = {
  parameters: { TopicArn: "text", Protocol: "text", Attributes: "map?" },
  permissions: ({ TopicArn }) => [{ action: "sns:Subscribe", resource: TopicArn }],
  async run({ TopicArn, Protocol, Endpoint, Attributes = {} }, resources) {
    topicIn(resources, TopicArn);
    if (!PROTOCOLS.includes(Protocol)) {
      throw invalid(`Amazon SNS does not support this protocol string: ${Protocol}`);
    }
    const own = { topic: TopicArn, protocol: Protocol, endpoint: Endpoint ?? "" };
    const existing = resources
      .all(SUBSCRIPTION)
      .find(({ inputs }) => Object.entries(own).every(([name, value]) => inputs[name] === value));
    const inputs = inputsOf(Attributes, SUBSCRIPTION_ATTRIBUTES);
    if (existing && Object.entries(inputs).some(([name, value]) => existing.inputs[name] !== value)) {
      throw invalid("Attributes Reason: Subscription already exists with different attributes");
    }
    const made = existing ?? (await resources.create(SUBSCRIPTION, { ...own, ...inputs }));
    return { SubscriptionArn: made.id };
  },
};

const setSubscriptionAttributes: SnsControl<
  SetSubscriptionAttributesCommandInput,
  SetSubscriptionAttributesCommandOutput
> = {
  parameters: { SubscriptionArn: "text", AttributeName: "text" },
  permissions: ({ SubscriptionArn }) => [
    { action: "sns:SetSubscriptionAttributes", resource: topicOf(SubscriptionArn) },
  ],
  async run({ SubscriptionArn, AttributeName, AttributeValue = "" }, resources) {
    const found = resources.find(SUBSCRIPTION, SubscriptionArn);
    if (found === undefined) throw new AwsError("NotFound", "Subscription does not exist", 404);
    await resources.update(found, changeOf(AttributeName, AttributeValue, SUBSCRIPTION_ATTRIBUTES));
    return {};
  },
};

const unsubscribe: SnsControl<UnsubscribeCommandInput, UnsubscribeCommandOutput> = {
  parameters: { SubscriptionArn: "text" },
  permissions: ({ SubscriptionArn }) => [{ action: "sns:Unsubscribe", resource: topicOf(SubscriptionArn) }],
  async run({ SubscriptionArn }, resources) {
    const found = resources.find(SUBSCRIPTION, SubscriptionArn);
    if (found) await resources.delete(found);
    return {};
  },
};

/** Refuses every token: no subscription waits to be confirmed here. */
const confirmSubscription: SnsControl<ConfirmSubscriptionCommandInput, ConfirmSubscriptionCommandOutput> = {
  parameters: { TopicArn: "text", Token: "text" },
  permissions: ({ TopicArn }) => [{ action: "sns:ConfirmSubscription", resource: TopicArn }],
  run({ TopicArn }, resources) {
    topicIn(resources, TopicArn);
    throw invalid("Token Reason: no subscription of the local cloud waits to be confirmed");
  },
};

const tagging = tagOperations<Controlled>({
  prefix: "sns",
  members: { arn: "ResourceArn", tags: "Tags", keys: "TagKeys" },
  inventory: ({ inventory }) => inventory,
  tagged(topicArn, resources) {
    if (resources.find(TOPIC, topicArn)) return topicArn;
    throw new AwsError("ResourceNotFound", "Resource does not exist", 404);
  },
});

/** SNS's API with the operations that make topics and subscriptions. */
export function snsControl(service: AwsService, resources: Controlled): AwsService {
  return withOperations(service, {
    parts: resources,
    operations: {
      ConfirmSubscription: confirmSubscription,
      CreateTopic: createTopic,
      DeleteTopic: deleteTopic,
      SetSubscriptionAttributes: setSubscriptionAttributes,
      SetTopicAttributes: setTopicAttributes,
      Subscribe: subscribe,
      Unsubscribe: unsubscribe,
      ...tagging,
    },
    refused: ({ parameter }) => invalid(`${parameter} Reason: no value for required parameter`),
  });
}

/** Source: what AWS answered to LocalStack's tests (test_sns.snapshot.json). @throws AwsError `InvalidParameter` */
function checkName(name: string, isFifo: boolean): void {
  const isName = /^[\w-]{1,256}(\.fifo)?$/.test(name) && name.length <= 256;
  if (isName && name.endsWith(".fifo") === isFifo) return;
  throw invalid(
    isFifo
      ? "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, " +
          "underscores, and hyphens, and must be between 1 and 256 characters long."
      : "Topic Name",
  );
}

/** @throws AwsError `NotFound` */
function topicIn(resources: Controlled, topicArn: string): MadeResource {
  const found = resources.find(TOPIC, topicArn);
  if (found) return found;
  throw new AwsError("NotFound", "Topic does not exist", 404);
}

/** The ARN of a subscription's topic, on which its permissions are. */
function topicOf(subscriptionArn: string): string {
  return subscriptionArn.split(":").slice(0, 6).join(":");
}

function inputsOf(attributes: Readonly<Record<string, string>>, known: typeof TOPIC_ATTRIBUTES): Properties {
  return Object.assign({}, ...Object.entries(attributes).map(([name, value]) => changeOf(name, value, known)));
}

/** An empty text takes an attribute away. @throws AwsError `InvalidParameter` */
function changeOf(name: string, value: string, known: typeof TOPIC_ATTRIBUTES): Properties {
  const attribute = Object.hasOwn(known, name) ? known[name] : undefined;
  if (attribute === undefined) throw invalid("AttributeName");
  const [input, read] = attribute;
  return { [input]: value === "" ? undefined : read(value) };
}

function isTrue(text: string): boolean {
  return text === "true";
}

function asGiven(text: string): string {
  return text;
}
