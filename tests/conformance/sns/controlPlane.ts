import type { Calls, Step } from "../calls";
import { apiPages, callsRow } from "../rows";
import { ANY, type Table } from "../table";

const api = apiPages("Amazon SNS API Reference", "https://docs.aws.amazon.com/sns/latest/api");
const invalid = (message: string) => ({
  error: "InvalidParameter",
  message: `Invalid parameter: ${message}`,
  status: 400,
});
const notFound = (message: string) => ({ error: "NotFound", message, status: 404 });
const ARN = "arn:aws:sns:us-east-1:000000000000";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:told";
const create = (Name: string, more: object = {}): Step => ["CreateTopic", { Name, ...more }, Name];
const subscribe = (more: object = {}, name = "subscription"): Step => [
  "Subscribe",
  { TopicArn: `${ARN}:orders`, Protocol: "sqs", Endpoint: QUEUE, ReturnSubscriptionArn: true, ...more },
  name,
];

const row = callsRow<Calls>;

export const controlPlane: Table<Calls> = {
  service: "Amazon SNS",
  topic: "making topics by calls",
  rows: [
    row("a topic is called by its ARN", api("CreateTopic"), [create("orders")], { TopicArn: `${ARN}:orders` }),
    row("a topic that is there is answered", api("CreateTopic"), [create("orders"), create("orders")], {
      TopicArn: `${ARN}:orders`,
    }),
    row(
      "a topic that is there with other attributes is refused",
      api("CreateTopic"),
      [create("orders"), create("orders", { Attributes: { DisplayName: "Orders" } })],
      invalid("Attributes Reason: Topic already exists with different attributes"),
    ),
    row(
      "a topic that is there with other tags is refused",
      api("CreateTopic"),
      [create("orders"), create("orders", { Tags: [{ Key: "team", Value: "a" }] })],
      invalid("Tags Reason: Topic already exists with different tags"),
    ),
    row("a name with a space is refused", api("CreateTopic"), [create("my orders")], invalid("Topic Name")),
    row(
      "a standard topic has no name of a FIFO topic",
      api("CreateTopic"),
      [create("orders.fifo")],
      invalid("Topic Name"),
    ),
    row(
      "a FIFO topic's name says so",
      api("CreateTopic"),
      [create("orders", { Attributes: { FifoTopic: "true" } })],
      invalid(
        "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, " +
          "underscores, and hyphens, and must be between 1 and 256 characters long.",
      ),
    ),
    row(
      "an attribute that topics do not have is refused",
      api("SetTopicAttributes"),
      [
        create("orders"),
        [
          ...(["SetTopicAttributes"] as const),
          { TopicArn: `${ARN}:orders`, AttributeName: "Colour", AttributeValue: "red" },
        ],
      ],
      invalid("AttributeName"),
    ),
    row(
      "a topic that is not there is deleted without an error",
      api("DeleteTopic"),
      [
        ["DeleteTopic", { TopicArn: `${ARN}:orders` }],
        ["ListTopics", {}],
      ],
      [],
      { see: "Topics.*.TopicArn" },
    ),
    row(
      "a topic's subscriptions go with it",
      api("DeleteTopic"),
      [create("orders"), subscribe(), ["DeleteTopic", { TopicArn: `${ARN}:orders` }], ["ListSubscriptions", {}]],
      [],
      { see: "Subscriptions.*.Endpoint" },
    ),
    row(
      "nobody subscribes to a topic that is not there",
      api("Subscribe"),
      [subscribe()],
      notFound("Topic does not exist"),
    ),
    row(
      "a subscription that is there is answered",
      api("Subscribe"),
      [create("orders"), subscribe({}, "first"), subscribe({}, "second")],
      true,
      { same: ["first.SubscriptionArn", "second.SubscriptionArn"] },
    ),
    row(
      "a subscription that is there with other attributes is refused",
      api("Subscribe"),
      [create("orders"), subscribe(), subscribe({ Attributes: { RawMessageDelivery: "true" } })],
      invalid("Attributes Reason: Subscription already exists with different attributes"),
    ),
    row(
      "another protocol is refused",
      api("Subscribe"),
      [create("orders"), subscribe({ Protocol: "pigeon" })],
      invalid("Amazon SNS does not support this protocol string: pigeon"),
    ),
    row(
      "an attribute of a subscription is taken away by an empty text",
      api("SetSubscriptionAttributes"),
      [
        create("orders"),
        subscribe({ Attributes: { FilterPolicy: '{"a":["b"]}' } }),
        [
          ...(["SetSubscriptionAttributes"] as const),
          {
            ...{ SubscriptionArn: "$subscription.SubscriptionArn", AttributeName: "FilterPolicy", AttributeValue: "" },
          },
        ],
        ["GetSubscriptionAttributes", { SubscriptionArn: "$subscription.SubscriptionArn" }],
      ],
      undefined,
      { see: "Attributes.FilterPolicy" },
    ),
    row(
      "attributes of a subscription that is not there are refused",
      api("SetSubscriptionAttributes"),
      [
        [
          ...(["SetSubscriptionAttributes"] as const),
          {
            ...{ SubscriptionArn: `${ARN}:orders:none`, AttributeName: "RawMessageDelivery", AttributeValue: "true" },
          },
        ],
      ],
      notFound("Subscription does not exist"),
    ),
    row(
      "a token that nobody was sent confirms nothing",
      api("ConfirmSubscription"),
      [create("orders"), ["ConfirmSubscription", { TopicArn: `${ARN}:orders`, Token: "0123456789" }]],
      { error: "InvalidParameter", message: ANY, status: 400 },
    ),
    row(
      "nothing is confirmed of a topic that is not there",
      api("ConfirmSubscription"),
      [["ConfirmSubscription", { TopicArn: `${ARN}:orders`, Token: "0123456789" }]],
      notFound("Topic does not exist"),
    ),
    row(
      "tags are added, and taken away by their keys",
      api("TagResource"),
      [
        create("orders", { Tags: [{ Key: "team", Value: "a" }] }),
        ["TagResource", { ResourceArn: `${ARN}:orders`, Tags: [{ Key: "cost", Value: "1" }] }],
        ["UntagResource", { ResourceArn: `${ARN}:orders`, TagKeys: ["team"] }],
        ["ListTagsForResource", { ResourceArn: `${ARN}:orders` }],
      ],
      [{ Key: "cost", Value: "1" }],
      { see: "Tags" },
    ),
    row(
      "tags of a topic that is not there are refused",
      api("ListTagsForResource"),
      [["ListTagsForResource", { ResourceArn: `${ARN}:orders` }]],
      { error: "ResourceNotFound", message: "Resource does not exist", status: 404 },
    ),
  ],
};
