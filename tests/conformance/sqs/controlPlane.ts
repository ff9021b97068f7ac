import { ANY, type Row, type Table } from "../table";
import { apiReference } from "./sources";
import type { SqsInput } from "./subject";

/** The local cloud's refusal of a call that a resource of the program stands for. */
const DECLARED = {
  error: "AWS.SimpleQueueService.UnsupportedOperation",
  type: "UnsupportedOperation",
  message: ANY,
  status: 400,
};

function declared(behaviour: string, operation: string, parameters: object, answer: object, by: string): Row<SqsInput> {
  return {
    behaviour,
    input: { queues: { orders: {} }, calls: [[operation, parameters]] },
    answer,
    source: apiReference(operation),
    difference: { answer: DECLARED, why: `here it is a resource of the program: ${by}` },
  };
}

export const controlPlane: Table<SqsInput> = {
  service: "Amazon SQS",
  topic: "changes of queues through the API",
  rows: [
    declared(
      "a queue is made at run time",
      "CreateQueue",
      { QueueName: "more" },
      { QueueUrl: "http://127.0.0.1:4510/000000000000/more" },
      "`aws.sqs.Queue`",
    ),
    declared("a queue is deleted at run time", "DeleteQueue", {}, {}, "`aws.sqs.Queue`"),
    declared(
      "a queue's attributes are changed at run time",
      "SetQueueAttributes",
      { Attributes: { VisibilityTimeout: "60" } },
      {},
      "`aws.sqs.Queue`",
    ),
    declared("a queue is tagged at run time", "TagQueue", { Tags: { team: "a" } }, {}, "`aws.sqs.Queue`"),
    declared("a queue's tags are taken away at run time", "UntagQueue", { TagKeys: ["team"] }, {}, "`aws.sqs.Queue`"),
    declared(
      "a permission is added to a queue at run time",
      "AddPermission",
      { Label: "l", AWSAccountIds: ["000000000000"], Actions: ["SendMessage"] },
      {},
      "`aws.sqs.QueuePolicy`",
    ),
    declared(
      "a permission is taken from a queue at run time",
      "RemovePermission",
      { Label: "l" },
      {},
      "`aws.sqs.QueuePolicy`",
    ),
  ],
};
