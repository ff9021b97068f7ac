import { ANY, type Table } from "../table";
import { apiReference, recorded } from "./sources";
import { BODIES, FIFO, receive, send, sendToGroup, wait } from "./steps";
import type { SqsInput } from "./subject";

const orders = { orders: {} };
const ABSENT = {
  error: "AWS.SimpleQueueService.NonExistentQueue",
  type: "QueueDoesNotExist",
  message: "The specified queue does not exist.",
  status: 400,
};
const URL = "http://127.0.0.1:4510/000000000000";

const counted = {
  QueueArn: "arn:aws:sqs:us-east-1:000000000000:orders",
  ApproximateNumberOfMessages: "0",
  ApproximateNumberOfMessagesNotVisible: "0",
  ApproximateNumberOfMessagesDelayed: "0",
  CreatedTimestamp: ANY,
  LastModifiedTimestamp: ANY,
};
const standard = {
  VisibilityTimeout: "30",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  DelaySeconds: "0",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
};

export const queues: Table<SqsInput> = {
  service: "Amazon SQS",
  topic: "queues and their attributes",
  rows: [
    {
      behaviour: "a new queue has SQS's defaults",
      input: { queues: orders, calls: [["GetQueueAttributes", { AttributeNames: ["All"] }]], see: "Attributes" },
      answer: { ...counted, ...standard },
      source: apiReference("CreateQueue"),
    },
    {
      behaviour: "attributes that are set take the place of the defaults",
      input: {
        queues: {
          orders: { MessageRetentionPeriod: "604800", ReceiveMessageWaitTimeSeconds: "10", VisibilityTimeout: "20" },
        },
        calls: [["GetQueueAttributes", { AttributeNames: ["All"] }]],
        see: "Attributes",
      },
      answer: {
        ...counted,
        ...standard,
        MessageRetentionPeriod: "604800",
        ReceiveMessageWaitTimeSeconds: "10",
        VisibilityTimeout: "20",
      },
      source: recorded("test_create_and_update_queue_attributes"),
    },
    {
      behaviour: "a FIFO queue has four attributes more",
      input: {
        queues: { "orders.fifo": FIFO },
        calls: [["GetQueueAttributes", { AttributeNames: ["All"] }]],
        see: "Attributes",
      },
      answer: {
        ...counted,
        ...standard,
        QueueArn: ANY,
        FifoQueue: "true",
        ContentBasedDeduplication: "true",
        DeduplicationScope: "queue",
        FifoThroughputLimit: "perQueue",
      },
      source: recorded("test_fifo_set_content_based_deduplication_strategy"),
    },
    {
      behaviour: "a key of one's own takes the place of SQS's",
      input: {
        queues: { orders: { KmsMasterKeyId: "testKeyId", KmsDataKeyReusePeriodSeconds: "6000" } },
        calls: [
          [
            "GetQueueAttributes",
            { AttributeNames: ["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"] },
          ],
        ],
        see: "Attributes",
      },
      answer: {
        KmsMasterKeyId: "testKeyId",
        KmsDataKeyReusePeriodSeconds: "6000",
        SqsManagedSseEnabled: "false",
      },
      source: recorded("test_sse_queue_attributes"),
    },
    {
      behaviour: "asking for no attributes gives none",
      input: { queues: orders, calls: [["GetQueueAttributes", {}]] },
      answer: {},
      source: apiReference("GetQueueAttributes"),
    },
    {
      behaviour: "asking for an attribute that is not set gives none",
      input: { queues: orders, calls: [["GetQueueAttributes", { AttributeNames: ["Policy"] }]] },
      answer: {},
      source: recorded("test_set_empty_queue_policy"),
    },
    {
      behaviour: "asking for an attribute that no queue has is refused",
      input: { queues: orders, calls: [["GetQueueAttributes", { AttributeNames: ["Foobar"] }]] },
      answer: { error: "InvalidAttributeName", message: "Unknown Attribute Foobar.", status: 400 },
      source: recorded("test_get_queue_attributes_with_invalid_arg_returns_error"),
    },
    {
      behaviour: "messages are counted as visible, in flight and delayed",
      input: {
        queues: orders,
        calls: [
          send("1"),
          send("2"),
          send("3"),
          send("later", { DelaySeconds: 2 }),
          receive(1),
          [
            "GetQueueAttributes",
            {
              AttributeNames: [
                "ApproximateNumberOfMessages",
                "ApproximateNumberOfMessagesNotVisible",
                "ApproximateNumberOfMessagesDelayed",
              ],
            },
          ],
        ],
        see: "Attributes",
      },
      answer: {
        ApproximateNumberOfMessages: "2",
        ApproximateNumberOfMessagesNotVisible: "1",
        ApproximateNumberOfMessagesDelayed: "1",
      },
      source: apiReference("GetQueueAttributes"),
    },
    {
      behaviour: "the messages of a FIFO queue's groups are counted together",
      input: {
        queues: { "orders.fifo": FIFO },
        calls: [
          ...["a1", "a2", "a3", "b1", "c1"].map((body) => sendToGroup(body)),
          receive(4),
          ["GetQueueAttributes", { AttributeNames: ["ApproximateNumberOfMessages"] }],
        ],
        see: "Attributes",
      },
      answer: { ApproximateNumberOfMessages: "1" },
      source: recorded("test_fifo_approx_number_of_messages"),
    },
    {
      behaviour: "a queue is found by its name",
      input: { queues: orders, calls: [["GetQueueUrl", { QueueName: "orders" }]] },
      answer: { QueueUrl: `${URL}/orders` },
      source: apiReference("GetQueueUrl"),
    },
    {
      behaviour: "a name that no queue has is refused with the code that clients know",
      input: { queues: orders, calls: [["GetQueueUrl", { QueueName: "absent" }]] },
      answer: ABSENT,
      source: recorded("test_non_existent_queue"),
    },
    {
      behaviour: "a URL that no queue has is refused with the code that clients know",
      input: { queues: orders, calls: [["ReceiveMessage", { QueueUrl: `${URL}/absent` }]] },
      answer: ABSENT,
      source: recorded("test_non_existent_queue"),
    },
    {
      behaviour: "queues are listed by the beginning of their names",
      input: {
        queues: { "a-one": {}, "a-two": {}, "b-one": {} },
        calls: [["ListQueues", { QueueNamePrefix: "a-" }]],
      },
      answer: { QueueUrls: [`${URL}/a-one`, `${URL}/a-two`] },
      source: recorded("test_list_queues"),
    },
    {
      behaviour: "where no queue is found, there is no list",
      input: { queues: orders, calls: [["ListQueues", { QueueNamePrefix: "z" }]] },
      answer: {},
      source: apiReference("ListQueues"),
    },
    {
      behaviour: "queues are listed page by page where that is asked for",
      input: {
        queues: { "a-one": {}, "a-two": {}, "b-one": {} },
        calls: [
          ["ListQueues", { MaxResults: 2 }, "first"],
          ["ListQueues", { MaxResults: 2, NextToken: "$first.NextToken" }],
        ],
      },
      answer: { QueueUrls: [`${URL}/b-one`] },
      source: apiReference("ListQueues"),
    },
    {
      behaviour: "a purge deletes what is visible, in flight and delayed",
      input: {
        queues: orders,
        calls: [
          send("taken"),
          receive(1),
          send("waiting"),
          send("later", { DelaySeconds: 2 }),
          ["PurgeQueue", {}],
          wait(31),
          receive(10),
        ],
      },
      answer: {},
      source: recorded("test_purge_queue_deletes_inflight_messages"),
    },
    {
      behaviour: "a queue takes messages after a purge",
      input: { queues: orders, calls: [send("before"), ["PurgeQueue", {}], send("after"), receive(10)], see: BODIES },
      answer: ["after"],
      source: recorded("test_purge_queue"),
    },
    {
      behaviour: "a second purge within 60 seconds is refused",
      input: { queues: orders, calls: [["PurgeQueue", {}], wait(59), ["PurgeQueue", {}]] },
      answer: {
        error: "AWS.SimpleQueueService.PurgeQueueInProgress",
        type: "PurgeQueueInProgress",
        message: "Only one PurgeQueue operation on orders is allowed every 60 seconds.",
        status: 403,
      },
      source: recorded("test_successive_purge_calls_fail"),
    },
    {
      behaviour: "a purge after 60 seconds is accepted",
      input: { queues: orders, calls: [["PurgeQueue", {}], wait(60), ["PurgeQueue", {}]] },
      answer: {},
      source: apiReference("PurgeQueue"),
    },
    {
      behaviour: "a queue without tags lists none",
      input: { queues: orders, calls: [["ListQueueTags", {}]] },
      answer: {},
      source: recorded("test_queue_list_nonexistent_tags"),
    },
  ],
};
