import { ANY, type Table } from "../table";
import { apiReference, recorded } from "./sources";
import { invalidValue } from "./steps";
import type { SqsInput } from "./subject";

const orders = { orders: {} };
const URL = "http://127.0.0.1:4510/000000000000";
const ARN = "arn:aws:sqs:us-east-1:000000000000";
const ALL = { AttributeNames: ["All"] };
const SIXTY = { Attributes: { VisibilityTimeout: "60" } };
const PERMISSION = { Label: "partner", AWSAccountIds: ["111122223333"], Actions: ["SendMessage"] };

export const controlPlane: Table<SqsInput> = {
  service: "Amazon SQS",
  topic: "changes of queues through the API",
  rows: [
    {
      behaviour: "a queue is made at run time",
      input: { queues: {}, calls: [["CreateQueue", { QueueName: "more" }]] },
      answer: { QueueUrl: `${URL}/more` },
      source: apiReference("CreateQueue"),
    },
    {
      behaviour: "a queue that was made at run time is used",
      input: {
        queues: {},
        calls: [
          ["CreateQueue", { QueueName: "more.fifo", Attributes: { FifoQueue: "true" } }, "made"],
          [
            "SendMessage",
            { QueueUrl: "$made.QueueUrl", MessageBody: "a", MessageGroupId: "g", MessageDeduplicationId: "d" },
          ],
          ["ReceiveMessage", { QueueUrl: "$made.QueueUrl" }],
        ],
        see: "Messages.*.Body",
      },
      answer: ["a"],
      source: apiReference("CreateQueue"),
    },
    {
      behaviour: "a queue of the same name and attributes is answered instead of made",
      input: {
        queues: { orders: { VisibilityTimeout: "60" } },
        calls: [["CreateQueue", { QueueName: "orders", ...SIXTY }]],
      },
      answer: { QueueUrl: `${URL}/orders` },
      source: apiReference("CreateQueue"),
    },
    {
      behaviour: "a queue of the same name with another attribute is refused",
      input: { queues: orders, calls: [["CreateQueue", { QueueName: "orders", ...SIXTY }]] },
      answer: {
        error: "QueueAlreadyExists",
        type: "QueueNameExists",
        message: "A queue already exists with the same name and a different value for attribute VisibilityTimeout",
        status: 400,
      },
      source: recorded("test_create_queue_with_different_attributes_raises_exception"),
    },
    {
      behaviour: "a queue's name is free a minute after it was deleted",
      input: {
        queues: orders,
        calls: [
          ["DeleteQueue", {}],
          ["wait", 59],
          ["CreateQueue", { QueueName: "orders" }],
        ],
      },
      answer: {
        error: "AWS.SimpleQueueService.QueueDeletedRecently",
        type: "QueueDeletedRecently",
        message: "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
        status: 400,
      },
      source: apiReference("CreateQueue"),
    },
    {
      behaviour: "a name with other characters is refused",
      input: { queues: {}, calls: [["CreateQueue", { QueueName: "or ders" }]] },
      answer: invalidValue("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"),
      source: apiReference("CreateQueue"),
    },
    {
      behaviour: "a FIFO queue without its suffix is refused",
      input: { queues: {}, calls: [["CreateQueue", { QueueName: "orders", Attributes: { FifoQueue: "true" } }]] },
      answer: invalidValue(ANY as string),
      source: apiReference("CreateQueue"),
    },
    {
      behaviour: "a queue that was deleted is not there",
      input: {
        queues: orders,
        calls: [
          ["DeleteQueue", {}],
          ["GetQueueUrl", { QueueName: "orders" }],
        ],
      },
      answer: {
        error: "AWS.SimpleQueueService.NonExistentQueue",
        type: "QueueDoesNotExist",
        message: "The specified queue does not exist.",
        status: 400,
      },
      source: apiReference("DeleteQueue"),
    },
    {
      behaviour: "a queue's attributes are changed at run time",
      input: {
        queues: orders,
        calls: [
          ["SetQueueAttributes", SIXTY],
          ["GetQueueAttributes", ALL],
        ],
        see: "Attributes.VisibilityTimeout",
      },
      answer: "60",
      source: apiReference("SetQueueAttributes"),
    },
    {
      behaviour: "an attribute out of its range is refused",
      input: { queues: orders, calls: [["SetQueueAttributes", { Attributes: { VisibilityTimeout: "43201" } }]] },
      answer: { error: "InvalidAttributeValue", message: ANY, status: 400 },
      source: apiReference("SetQueueAttributes"),
    },
    {
      behaviour: "a queue is tagged as it is made, and later",
      input: {
        queues: {},
        calls: [
          ["CreateQueue", { QueueName: "more", tags: { team: "a", cost: "1" } }, "made"],
          ["TagQueue", { QueueUrl: "$made.QueueUrl", Tags: { team: "b" } }],
          ["ListQueueTags", { QueueUrl: "$made.QueueUrl" }],
        ],
      },
      answer: { Tags: { team: "b", cost: "1" } },
      source: apiReference("TagQueue"),
    },
    {
      behaviour: "a queue's tags are taken away at run time",
      input: {
        queues: orders,
        calls: [
          ["TagQueue", { Tags: { team: "a" } }],
          ["UntagQueue", { TagKeys: ["team", "absent"] }],
          ["ListQueueTags", {}],
        ],
      },
      answer: {},
      source: apiReference("UntagQueue"),
    },
    {
      behaviour: "a permission is added to a queue at run time",
      input: {
        queues: orders,
        calls: [
          ["AddPermission", PERMISSION],
          ["GetQueueAttributes", { AttributeNames: ["Policy"] }],
        ],
        see: "Attributes.Policy",
      },
      answer: JSON.stringify({
        Version: "2008-10-17",
        Id: `${ARN}:orders/SQSDefaultPolicy`,
        Statement: [
          {
            Sid: "partner",
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::111122223333:root" },
            Action: "SQS:SendMessage",
            Resource: `${ARN}:orders`,
          },
        ],
      }),
      source: apiReference("AddPermission"),
    },
    {
      behaviour: "a permission is taken from a queue at run time",
      input: {
        queues: orders,
        calls: [
          ["AddPermission", PERMISSION],
          ["RemovePermission", { Label: "partner" }],
          ["GetQueueAttributes", { AttributeNames: ["Policy"] }],
        ],
      },
      answer: {},
      source: apiReference("AddPermission"),
    },
    {
      behaviour: "a permission that was not added is not taken away",
      input: { queues: orders, calls: [["RemovePermission", { Label: "absent" }]] },
      answer: invalidValue("Value absent for parameter Label is invalid. Reason: can't find label on existing policy."),
      source: apiReference("AddPermission"),
    },
  ],
};
