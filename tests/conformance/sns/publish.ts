import type { Step } from "../calls";
import { apiPages, callsRow } from "../rows";
import { ANY, type Source, type Table } from "../table";
import type { SnsInput } from "./subject";

const api = apiPages("Amazon SNS API Reference", "https://docs.aws.amazon.com/sns/latest/api");
const guide = (title: string, page: string): Source => ({
  title: `${title} (Amazon SNS Developer Guide)`,
  address: `https://docs.aws.amazon.com/sns/latest/dg/${page}.html`,
});
const attributesGuide = guide("Amazon SNS message attributes", "sns-message-attributes");
const fifoGuide = guide("Amazon SNS message deduplication for FIFO topics", "fifo-message-dedup");
const groupGuide = guide("Amazon SNS message grouping for FIFO topics", "fifo-message-grouping");

const publish = (Message: string, more: object = {}): Step => ["Publish", { Message, ...more }];
const receive = (more: object = {}): Step => ["ReceiveMessage", more];
const batch = (entries: readonly object[]): Step => ["PublishBatch", { PublishBatchRequestEntries: entries }];
const BODIES = "Messages.*.Body";

const invalid = (message: string) => ({
  error: "InvalidParameter",
  message: `Invalid parameter: ${message}`,
  status: 400,
});
const wrongValue = (message: string) => ({ error: "ParameterValueInvalid", message, status: 400 });
const byContent = { deduplicatesByContent: true, scope: "Topic" } as const;
const byId = { deduplicatesByContent: false, scope: "Topic" } as const;

const row = callsRow<SnsInput>;

const bodies = { see: BODIES };
const named = (name: string) => ({ MessageAttributes: { [name]: { DataType: "String", StringValue: "a" } } });

export const publishing: Table<SnsInput> = {
  service: "Amazon SNS",
  topic: "publishing",
  rows: [
    row("a message is answered with its id", api("Publish"), [publish("m")], { MessageId: ANY }),
    row(
      "a message reaches a queue as it is, where delivery is raw",
      guide("Amazon SNS raw message delivery", "sns-large-payload-raw-message-delivery"),
      [publish("m"), receive()],
      ["m"],
      bodies,
    ),
    row(
      "a topic may be called a target",
      api("Publish"),
      [["Publish", { TopicArn: undefined, TargetArn: "$topic", Message: "m" }]],
      { MessageId: ANY },
    ),
    row(
      "a call without a topic is refused",
      api("Publish"),
      [["Publish", { TopicArn: undefined, Message: "m" }]],
      invalid("TopicArn or TargetArn Reason: no value for required parameter"),
    ),
    row(
      "a text that is no ARN is refused",
      api("Publish"),
      [publish("m", { TopicArn: "randomstring" })],
      invalid("TopicArn Reason: An ARN must have at least 6 elements, not 1"),
    ),
    row(
      "an ARN that is too short is refused",
      api("Publish"),
      [publish("m", { TopicArn: "randomstring:1" })],
      invalid("TopicArn Reason: An ARN must have at least 6 elements, not 2"),
    ),
    row(
      "a topic that is not there is not found",
      api("Publish"),
      [publish("m", { TopicArn: "arn:aws:sns:us-east-1:000000000000:absent" })],
      { error: "NotFound", message: "Topic does not exist", status: 404 },
    ),
    row("an empty message is refused", api("Publish"), [publish("")], invalid("Empty message")),
    row("an empty subject is refused", api("Publish"), [publish("m", { Subject: "" })], invalid("Subject")),
    row(
      "a subject has 100 characters at most",
      api("Publish"),
      [publish("m", { Subject: "x".repeat(101) })],
      invalid("Subject"),
    ),
    row("a message has 256 KiB at most", api("Publish"), [publish("x".repeat(262_145))], invalid("Message too long")),
    row(
      "a message for each protocol is JSON",
      api("Publish"),
      [publish("m", { MessageStructure: "json" })],
      invalid("Message Structure - JSON message body failed to parse"),
    ),
    row(
      "a message for each protocol has a default",
      api("Publish"),
      [publish('{"sqs":"m"}', { MessageStructure: "json" })],
      invalid("Message Structure - No default entry in JSON message body"),
    ),
    row(
      "a message for each protocol reaches a queue as that for queues",
      api("Publish"),
      [publish('{"default":"all","sqs":"queue"}', { MessageStructure: "json" }), receive()],
      ["queue"],
      bodies,
    ),
    row(
      "a deduplication id is refused on a standard topic",
      api("Publish"),
      [publish("m", { MessageDeduplicationId: "d" })],
      invalid(
        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
      ),
    ),
    row(
      "a group on a standard topic is forwarded to standard queues",
      api("Publish"),
      [publish("m", { MessageGroupId: "tenant" }), receive({ AttributeNames: ["MessageGroupId"] })],
      [{ MessageGroupId: "tenant" }],
      { see: "Messages.*.Attributes" },
    ),
    row(
      "a group has 128 characters at most",
      api("Publish"),
      [publish("m", { MessageGroupId: "g".repeat(129) })],
      invalid(
        "MessageGroupId Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length",
      ),
    ),
    row(
      "an attribute's type is one of three",
      attributesGuide,
      [publish("m", { MessageAttributes: { a: { DataType: "Text", StringValue: "x" } } })],
      wrongValue(
        "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
      ),
    ),
    row(
      "an attribute has a value",
      attributesGuide,
      [publish("m", { MessageAttributes: { a: { DataType: "String", StringValue: "" } } })],
      wrongValue(
        "The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'.",
      ),
    ),
    row(
      "an attribute's number is one",
      attributesGuide,
      [publish("m", { MessageAttributes: { a: { DataType: "Number", StringValue: "x" } } })],
      wrongValue("Could not cast message attribute 'a' value to number."),
    ),
    row(
      "an attribute's name does not begin with a dot",
      attributesGuide,
      [publish("m", named(".a"))],
      wrongValue("Invalid message attribute name starting with character '.' was found."),
    ),
    row(
      "an attribute's name does not end with a dot",
      attributesGuide,
      [publish("m", named("a."))],
      wrongValue("Invalid message attribute name ending with character '.' was found."),
    ),
    row(
      "an attribute's name has no two dots in a row",
      attributesGuide,
      [publish("m", named("a..b"))],
      wrongValue("Message attribute name can not have successive '.' character."),
    ),
    row(
      "an attribute's name has letters, digits, hyphens, underscores and dots only",
      attributesGuide,
      [publish("m", named("a!b"))],
      wrongValue(
        "Invalid non-alphanumeric character '#x21' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.",
      ),
    ),
    row(
      "an attribute's name has 256 characters at most",
      attributesGuide,
      [publish("m", named("a".repeat(257)))],
      wrongValue("Length of message attribute name must be less than 256 bytes."),
    ),
    row(
      "a FIFO queue cannot be subscribed to a standard topic",
      guide("Amazon SNS FIFO topics code examples", "fifo-topic-code-examples"),
      [publish("m")],
      invalid("Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics"),
      { subscription: { endpoint: "arn:aws:sqs:us-east-1:000000000000:told.fifo" } },
    ),
  ],
};

export const publishingBatches: Table<SnsInput> = {
  service: "Amazon SNS",
  topic: "publishing in batches",
  rows: [
    row(
      "each entry is answered with its id",
      api("PublishBatch"),
      [
        batch([
          { Id: "1", Message: "a" },
          { Id: "2", Message: "b" },
        ]),
      ],
      {
        Successful: [
          { Id: "1", MessageId: ANY },
          { Id: "2", MessageId: ANY },
        ],
        Failed: [],
      },
    ),
    row("a batch needs an entry", api("PublishBatch"), [batch([])], {
      error: "EmptyBatchRequest",
      message: "The batch request doesn't contain any entries.",
      status: 400,
    }),
    row(
      "a batch has ten entries at most",
      api("PublishBatch"),
      [batch(Array.from({ length: 11 }, (_, at) => ({ Id: `${at}`, Message: "m" })))],
      {
        error: "TooManyEntriesInBatchRequest",
        message: "The batch request contains more entries than permissible.",
        status: 400,
      },
    ),
    row(
      "a batch needs distinct ids",
      api("PublishBatch"),
      [
        batch([
          { Id: "1", Message: "a" },
          { Id: "1", Message: "b" },
        ]),
      ],
      {
        error: "BatchEntryIdsNotDistinct",
        message: "Two or more batch entries in the request have the same Id.",
        status: 400,
      },
    ),
    row(
      "a batch id has letters, digits, hyphens and underscores only",
      api("PublishBatch"),
      [batch([{ Id: "a:b", Message: "a" }])],
      {
        error: "InvalidBatchEntryId",
        message: "The Id of a batch entry in a batch request doesn't abide by the specification.",
        status: 400,
      },
    ),
    row("a batch id has 80 characters at most", api("PublishBatch"), [batch([{ Id: "a".repeat(81), Message: "a" }])], {
      error: "InvalidBatchEntryId",
      message: "The Id of a batch entry in a batch request doesn't abide by the specification.",
      status: 400,
    }),
    row(
      "an entry that is refused fails alone",
      api("PublishBatch"),
      [
        batch([
          { Id: "1", Message: "" },
          { Id: "2", Message: "b" },
        ]),
      ],
      {
        Successful: [{ Id: "2", MessageId: ANY }],
        Failed: [{ Id: "1", Code: "InvalidParameter", Message: "Invalid parameter: Empty message", SenderFault: true }],
      },
    ),
    row(
      "a batch has 256 KiB at most",
      api("PublishBatch"),
      [
        batch([
          { Id: "1", Message: "x".repeat(262_144) },
          { Id: "2", Message: "b" },
        ]),
      ],
      {
        error: "BatchRequestTooLong",
        message: "The length of all the batch messages put together is more than the limit.",
        status: 400,
      },
    ),
    row(
      "a batch to a topic that is not there is not found",
      api("PublishBatch"),
      [
        [
          "PublishBatch",
          {
            TopicArn: "arn:aws:sns:us-east-1:000000000000:absent",
            PublishBatchRequestEntries: [{ Id: "1", Message: "a" }],
          },
        ],
      ],
      { error: "NotFound", message: "Topic does not exist", status: 404 },
    ),
    row(
      "an entry without its group refuses a batch to a FIFO topic",
      api("PublishBatch"),
      [
        batch([
          { Id: "1", Message: "a", MessageGroupId: "g" },
          { Id: "2", Message: "b" },
        ]),
      ],
      invalid("The MessageGroupId parameter is required for FIFO topics"),
      { fifo: byContent },
    ),
  ],
};

const grouped = (Message: string, more: object = {}) => publish(Message, { MessageGroupId: "g", ...more });

export const fifoTopics: Table<SnsInput> = {
  service: "Amazon SNS",
  topic: "FIFO topics",
  rows: [
    row(
      "a message is answered with its sequence number",
      api("Publish"),
      [grouped("m")],
      { MessageId: ANY, SequenceNumber: ANY },
      { fifo: byContent },
    ),
    row(
      "a message needs a group",
      api("Publish"),
      [publish("m", { MessageDeduplicationId: "d" })],
      invalid("The MessageGroupId parameter is required for FIFO topics"),
      { fifo: byId },
    ),
    row(
      "a message needs a deduplication id where content does not deduplicate",
      api("Publish"),
      [grouped("m")],
      invalid(
        "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
      ),
      { fifo: byId },
    ),
    row(
      "messages reach a FIFO queue in order",
      groupGuide,
      [..."abcde".split("").map((text) => grouped(text)), receive()],
      ["a", "b", "c", "d", "e"],
      { ...bodies, fifo: byContent },
    ),
    row(
      "a FIFO queue gets the group and the deduplication id",
      groupGuide,
      [
        grouped("m", { MessageDeduplicationId: "d" }),
        receive({ AttributeNames: ["MessageGroupId", "MessageDeduplicationId"] }),
      ],
      [{ MessageGroupId: "g", MessageDeduplicationId: "d" }],
      { see: "Messages.*.Attributes", fifo: byId },
    ),
    row(
      "a message with the same content is delivered once",
      fifoGuide,
      [grouped("m"), grouped("m"), receive()],
      ["m"],
      { ...bodies, fifo: byContent },
    ),
    row(
      "a message with the same deduplication id is delivered once",
      fifoGuide,
      [grouped("a", { MessageDeduplicationId: "d" }), grouped("b", { MessageDeduplicationId: "d" }), receive()],
      ["a"],
      { ...bodies, fifo: byId },
    ),
    {
      ...row(
        "a duplicate is answered with the first one's id",
        fifoGuide,
        [
          ["Publish", { Message: "m", MessageGroupId: "g" }, "first"],
          ["Publish", { Message: "m", MessageGroupId: "g" }, "second"],
        ],
        true,
      ),
      input: {
        fifo: byContent,
        calls: [
          ["Publish", { Message: "m", MessageGroupId: "g" }, "first"],
          ["Publish", { Message: "m", MessageGroupId: "g" }, "second"],
        ],
        same: ["first.MessageId", "second.MessageId"],
      },
    },
    row(
      "after five minutes a message is a new one",
      fifoGuide,
      [grouped("m"), ["wait", 300], grouped("m"), receive()],
      ["m", "m"],
      { ...bodies, fifo: byContent },
    ),
    row(
      "with a scope of MessageGroup, a duplicate is one of the same group",
      fifoGuide,
      [
        grouped("a", { MessageDeduplicationId: "d" }),
        publish("b", { MessageGroupId: "h", MessageDeduplicationId: "d" }),
      ],
      { MessageId: ANY, SequenceNumber: ANY },
      { fifo: { deduplicatesByContent: false, scope: "MessageGroup" } },
    ),
  ],
};
