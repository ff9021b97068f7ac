import { randomUUID } from "node:crypto";
import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import type { RequestContext } from "../../iam/conditionKeys";
import type { Permission, Principal } from "../../iam/iam";
import type { Services } from "../../services";
import { Deliveries, type DeliveryDependencies } from "./deliveries";
import { checkIds, FifoTopic, forgetTopic } from "./fifoTopic";
import { compileFilterPolicy } from "./filterPolicy";
import { Mailbox } from "./mailbox";
import { checkPublication, invalid, messageFor, sizeOf } from "./publication";
import type { Publication, Sns, SubscriptionSpec, TopicSpec } from "./sns";
import { snsApi } from "./snsApi";
import type { Subscription, Topic } from "./topic";
import { defaultPolicy, isAwsManagedKey, keyPermissions } from "./topicAccess";

/** The statement under which a topic's policy is kept: a topic has one policy, whichever resource sets it. */
const POLICY_ID = "topic-policy";

/**
 * SNS, in this process and in memory. A package has topics, too (fauxqs), but neither calls functions nor asks who may: fan-out itself is a
 * loop, and what counts here (permissions, filters, retries, dead letters) would be this code anyway.
 *
 * Known differences from AWS:
 * - messages are not signed;
 * - an e-mail subscription needs no confirmation, and ends in a mailbox on this machine; there are none by HTTP, SMS or to applications.
 *
 * @param kept what topics, their deliveries and the mailbox held in an earlier process
 */
export function createSns(
  deps: Omit<DeliveryDependencies, "mailbox"> & Pick<Services, "kms">,
  kept: KeptMaps = noMaps,
): Sns {
  const topics = new Map<string, Topic>();
  const subscriptions = new Map<string, Subscription>();
  const mailbox = new Mailbox(kept);
  const deliveries = new Deliveries({ ...deps, mailbox }, kept);

  const topicOf = (arn: string): Topic => {
    const topic = topics.get(arn);
    if (topic) return topic;
    throw new AwsError("NotFound", "Topic does not exist", 404);
  };
  const setPolicy = (arn: string, policy: string): void => {
    deps.iam.putResourcePolicy(arn, POLICY_ID, policy);
    topicOf(arn).policy = policy;
  };
  const count = (metricName: string, { spec }: Topic, value = 1): void =>
    deps.metrics.put({ namespace: "AWS/SNS", metricName, dimensions: { TopicName: spec.name }, value });

  const accept = (topicArn: string, given: Publication): { messageId: string; sequenceNumber?: string } => {
    const topic = topicOf(topicArn);
    const { fifo } = topic.spec;
    checkPublication(given);
    checkIds(given, fifo);
    const taken = fifo && topic.fifo?.take(given, fifo, deps.clock.now());
    if (taken && !taken.publication) return taken;
    const { publication = given, messageId = randomUUID(), sequenceNumber } = taken ?? {};
    count("NumberOfMessagesPublished", topic);
    count("PublishSize", topic, sizeOf(publication));
    const sent = { messageId, ...(sequenceNumber !== undefined && { sequenceNumber }) };
    const timestamp = new Date(deps.clock.now()).toISOString();
    for (const { spec, wants } of subscriptions.values()) {
      if (spec.topicArn !== topicArn) continue;
      if (wants(publication, messageFor(publication, spec.protocol))) {
        deliveries.start({ ...sent, topicArn, timestamp, publication }, { subscription: spec, topic: topic.spec });
      } else {
        count("NumberOfNotificationsFilteredOut", topic);
      }
    }
    return sent;
  };

  const publishPermissions = (principal: Principal, topicArn: string): readonly Permission[] => {
    const topic = topics.get(topicArn);
    const keys = topic ? keyPermissions(deps.kms, principal, topic.spec) : [];
    return [{ action: "sns:Publish", resource: topicArn }, ...keys];
  };

  return {
    api: snsApi({ topics, subscriptions, topicOf, accept, publishPermissions }),
    mailbox,
    putTopic(spec) {
      const known = topics.get(spec.arn);
      if (spec.kmsMasterKeyId && !isAwsManagedKey(spec.kmsMasterKeyId)) deps.kms.keyArn(spec.kmsMasterKeyId);
      const fifo = spec.fifo && (known?.fifo ?? new FifoTopic(kept, spec.arn));
      topics.set(spec.arn, { spec, policy: known?.policy ?? "", ...(fifo && { fifo }) });
      if (!known) setPolicy(spec.arn, defaultPolicy(spec.arn));
    },
    deleteTopic(arn) {
      topics.delete(arn);
      forgetTopic(kept, arn);
      deps.iam.deleteResourcePolicy(arn, POLICY_ID);
    },
    setPolicy(arn, document) {
      if (topics.has(arn)) setPolicy(arn, document ?? defaultPolicy(arn));
    },
    putSubscription(spec) {
      checkEndpoint(spec, topicOf(spec.topicArn).spec);
      const wants = spec.filter ? compileFilterPolicy(spec.filter) : () => true;
      subscriptions.set(spec.arn, { spec, wants });
    },
    deleteSubscription(arn) {
      subscriptions.delete(arn);
      deliveries.forget(arn);
    },
    publish(principal, topicArn, publication, context = {}) {
      const facts: RequestContext = { "aws:SourceAccount": ACCOUNT_ID, ...context };
      const permissions = publishPermissions(principal, topicArn);
      deps.iam.authorize(
        principal,
        permissions.map((permission) => ({ ...permission, context: facts })),
      );
      return accept(topicArn, publication);
    },
    delivered: () => deliveries.finished(),
    resume: () => deliveries.resume(),
    stop: () => deliveries.stop(),
  };
}

/** @throws AwsError `InvalidParameter` for a subscriber whose order does not go with the topic's */
function checkEndpoint({ protocol, endpoint }: SubscriptionSpec, { fifo }: TopicSpec): void {
  if (fifo === undefined && endpoint.endsWith(".fifo")) {
    throw invalid("Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
  }
  if (fifo !== undefined && protocol !== "sqs") {
    throw invalid("Invalid parameter: Endpoint Reason: a FIFO topic tells SQS queues only");
  }
}
