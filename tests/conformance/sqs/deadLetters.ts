import { ANY, type Table } from "../table";
import { apiReference, DEAD_LETTERS, developerGuide, recorded } from "./sources";
import { BODIES, FIFO, invalidValue, RECEIVE_COUNTS, receive, send, sendToGroup, wait } from "./steps";
import type { SqsInput } from "./subject";

const ARN = "arn:aws:sqs:us-east-1:000000000000";

function redrive(to: string, maxReceiveCount: number): { RedrivePolicy: string } {
  return { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN}:${to}`, maxReceiveCount }) };
}

/** A queue whose messages are dead after some receives; the calls are on it, for it was made last and is named. */
function withDeadLetters(maxReceiveCount: number, attributes: Record<string, string> = {}): SqsInput["queues"] {
  return { dead: {}, orders: { VisibilityTimeout: "0", ...redrive("dead", maxReceiveCount), ...attributes } };
}

const toOrders = { QueueUrl: "$orders" };
const fromDead = { QueueUrl: "$dead" };
const fifo = { "dead.fifo": FIFO, "orders.fifo": { ...FIFO, VisibilityTimeout: "0", ...redrive("dead.fifo", 2) } };
const MOVE_TASKS = "test_sqs_move_task.snapshot.json";

export const deadLetters: Table<SqsInput> = {
  service: "Amazon SQS",
  topic: "dead-letter queues",
  rows: [
    {
      behaviour: "a message goes to the dead-letter queue at the receive after the last allowed one",
      input: {
        queues: withDeadLetters(1),
        calls: [send("m", toOrders), receive(1, toOrders), receive(1, toOrders), receive(1, fromDead)],
        see: BODIES,
      },
      answer: ["m"],
      source: recorded("test_dead_letter_queue_max_receive_count"),
    },
    {
      behaviour: "the receive that finds a dead letter gets nothing",
      input: { queues: withDeadLetters(1), calls: [send("m", toOrders), receive(1, toOrders), receive(1, toOrders)] },
      answer: {},
      source: recorded("test_dead_letter_queue_max_receive_count"),
    },
    {
      behaviour: "receives count on in the dead-letter queue: the first from there is 2 after maxReceiveCount 1",
      input: {
        queues: withDeadLetters(1),
        calls: [
          send("m", toOrders),
          receive(1, toOrders),
          receive(1, toOrders),
          receive(1, { ...fromDead, ...RECEIVE_COUNTS }),
        ],
        see: "Messages.*.Attributes",
      },
      answer: [{ ApproximateReceiveCount: "2" }],
      source: recorded("test_dead_letter_queue_message_attributes", "test_sqs.validation.json"),
    },
    {
      behaviour: "a dead letter says from which queue it came",
      input: {
        queues: withDeadLetters(1),
        calls: [
          send("m", toOrders),
          receive(1, toOrders),
          receive(1, toOrders),
          receive(1, { ...fromDead, AttributeNames: ["DeadLetterQueueSourceArn"] }),
        ],
        see: "Messages.*.Attributes",
      },
      answer: [{ DeadLetterQueueSourceArn: `${ARN}:orders` }],
      source: apiReference("ReceiveMessage"),
    },
    {
      behaviour: "a dead letter keeps its id",
      input: {
        queues: withDeadLetters(1),
        calls: [
          ["SendMessage", { MessageBody: "m", ...toOrders }, "sent"],
          receive(1, toOrders),
          receive(1, toOrders),
          receive(1, fromDead),
        ],
        same: ["sent.MessageId", "received.Messages.0.MessageId"],
      },
      answer: true,
      source: recorded("test_dead_letter_queue_max_receive_count"),
    },
    {
      behaviour: "a dead letter keeps the time when it was sent",
      input: {
        queues: withDeadLetters(1),
        calls: [
          send("m", toOrders),
          receive(1, { ...toOrders, AttributeNames: ["SentTimestamp"] }, "first"),
          wait(5),
          receive(1, toOrders),
          receive(1, { ...fromDead, AttributeNames: ["SentTimestamp"] }, "dead"),
        ],
        same: ["first.Messages.0.Attributes.SentTimestamp", "dead.Messages.0.Attributes.SentTimestamp"],
      },
      answer: true,
      source: DEAD_LETTERS,
    },
    {
      behaviour: "a dead letter of a standard queue is retained from when it was first sent",
      input: {
        queues: { dead: { MessageRetentionPeriod: "100" }, orders: { VisibilityTimeout: "0", ...redrive("dead", 1) } },
        calls: [
          send("m", toOrders),
          receive(1, toOrders),
          wait(60),
          receive(1, toOrders),
          wait(40),
          receive(1, fromDead),
        ],
      },
      answer: {},
      source: DEAD_LETTERS,
    },
    {
      behaviour: "a dead letter of a FIFO queue is retained from when it came to the dead-letter queue",
      input: {
        queues: {
          "dead.fifo": { ...FIFO, MessageRetentionPeriod: "100" },
          "orders.fifo": { ...FIFO, VisibilityTimeout: "0", ...redrive("dead.fifo", 1) },
        },
        calls: [
          sendToGroup("a1", { QueueUrl: "$orders_fifo" }),
          receive(1, { QueueUrl: "$orders_fifo" }),
          wait(60),
          receive(1, { QueueUrl: "$orders_fifo" }),
          wait(40),
          receive(1, { QueueUrl: "$dead_fifo" }),
        ],
        see: BODIES,
      },
      answer: ["a1"],
      source: DEAD_LETTERS,
    },
    {
      behaviour: "a dead letter of a FIFO queue keeps its group and its id",
      input: {
        queues: fifo,
        calls: [
          sendToGroup("a1", { QueueUrl: "$orders_fifo" }),
          receive(1, { QueueUrl: "$orders_fifo" }),
          receive(1, { QueueUrl: "$orders_fifo" }),
          receive(1, { QueueUrl: "$orders_fifo" }),
          receive(1, { QueueUrl: "$dead_fifo", AttributeNames: ["MessageGroupId"] }),
        ],
        see: "Messages.*.Attributes",
      },
      answer: [{ MessageGroupId: "a" }],
      source: recorded("test_dead_letter_queue_with_fifo_and_content_based_deduplication"),
    },
    {
      behaviour: "a dead letter of a FIFO queue lets the group go on",
      input: {
        queues: fifo,
        calls: [
          sendToGroup("a1", { QueueUrl: "$orders_fifo" }),
          sendToGroup("a2", { QueueUrl: "$orders_fifo" }),
          receive(1, { QueueUrl: "$orders_fifo" }),
          receive(1, { QueueUrl: "$orders_fifo" }),
          receive(1, { QueueUrl: "$orders_fifo" }),
        ],
        see: BODIES,
      },
      answer: ["a2"],
      source: recorded("test_message_groups_with_dead_letter_queue_and_fifo", "test_sqs.validation.json"),
    },
    {
      behaviour: "a chain of dead-letter queues counts the receives of each queue anew",
      input: {
        queues: {
          last: {},
          dead: { VisibilityTimeout: "0", ...redrive("last", 1) },
          orders: { VisibilityTimeout: "0", ...redrive("dead", 1) },
        },
        calls: [send("m", toOrders), receive(1, toOrders), receive(1, toOrders), receive(1, fromDead)],
        see: BODIES,
      },
      answer: ["m"],
      source: recorded("test_dead_letter_queue_chain"),
    },
    {
      behaviour: "the source queues of a dead-letter queue are listed",
      input: {
        queues: { dead: {}, one: redrive("dead", 50), two: redrive("dead", 50), other: {} },
        calls: [["ListDeadLetterSourceQueues", fromDead]],
      },
      answer: {
        queueUrls: ["http://127.0.0.1:4510/000000000000/one", "http://127.0.0.1:4510/000000000000/two"],
      },
      source: recorded("test_dead_letter_queue_list_sources"),
    },
    {
      behaviour: "a queue that is nobody's dead-letter queue has no source queues",
      input: { queues: { dead: {} }, calls: [["ListDeadLetterSourceQueues", {}]] },
      answer: { queueUrls: [] },
      source: apiReference("ListDeadLetterSourceQueues"),
    },
    {
      behaviour: "source queues are listed page by page where that is asked for",
      input: {
        queues: { dead: {}, one: redrive("dead", 50), two: redrive("dead", 50) },
        calls: [
          ["ListDeadLetterSourceQueues", { ...fromDead, MaxResults: 1 }, "first"],
          ["ListDeadLetterSourceQueues", { ...fromDead, MaxResults: 1, NextToken: "$first.NextToken" }],
        ],
      },
      answer: { queueUrls: ["http://127.0.0.1:4510/000000000000/two"] },
      source: apiReference("ListDeadLetterSourceQueues"),
    },
  ],
};

const started = { SourceArn: `${ARN}:dead` };
/** Makes one dead letter of `orders`. */
const oneDead = [send("m", toOrders), receive(1, toOrders), receive(1, toOrders)];

export const moveTasks: Table<SqsInput> = {
  service: "Amazon SQS",
  topic: "message move tasks",
  rows: [
    {
      behaviour: "a task without a destination moves each message to the queue that it came from",
      input: {
        queues: { ...withDeadLetters(1), more: { VisibilityTimeout: "0", ...redrive("dead", 1) } },
        calls: [
          ...oneDead,
          send("other", { QueueUrl: "$more" }),
          receive(1, { QueueUrl: "$more" }),
          receive(1, { QueueUrl: "$more" }),
          ["StartMessageMoveTask", started],
          wait(1),
          receive(10, { QueueUrl: "$more" }),
        ],
        see: BODIES,
      },
      answer: ["other"],
      source: recorded("test_move_task_workflow_with_multiple_sources_as_default_destination", MOVE_TASKS),
    },
    {
      behaviour: "a task that is done says what it moved, and names no destination that nobody gave",
      input: {
        queues: withDeadLetters(1),
        calls: [...oneDead, ["StartMessageMoveTask", started], wait(1), ["ListMessageMoveTasks", started]],
      },
      answer: {
        Results: [
          {
            Status: "COMPLETED",
            SourceArn: `${ARN}:dead`,
            ApproximateNumberOfMessagesMoved: 1,
            ApproximateNumberOfMessagesToMove: 1,
            StartedTimestamp: ANY,
          },
        ],
      },
      source: recorded("test_move_task_workflow_with_default_destination", MOVE_TASKS),
    },
    {
      behaviour: "a task with a destination moves everything there",
      input: {
        queues: { ...withDeadLetters(1), other: {} },
        calls: [
          ...oneDead,
          ["StartMessageMoveTask", { ...started, DestinationArn: `${ARN}:other` }],
          wait(1),
          receive(10, { QueueUrl: "$other" }),
        ],
        see: BODIES,
      },
      answer: ["m"],
      source: recorded("test_basic_move_task_workflow", MOVE_TASKS),
    },
    {
      behaviour: "a moved message is a new one, and counts its receives anew",
      input: {
        queues: withDeadLetters(1),
        calls: [...oneDead, ["StartMessageMoveTask", started], wait(1), receive(1, { ...toOrders, ...RECEIVE_COUNTS })],
        see: "Messages.*.Attributes",
      },
      answer: [{ ApproximateReceiveCount: "1" }],
      source: developerGuide("Configure a dead-letter queue redrive", "sqs-configure-dead-letter-queue-redrive"),
    },
    {
      behaviour: "a task fails at a message that was sent to the dead-letter queue itself",
      input: {
        queues: withDeadLetters(1),
        calls: [send("m", fromDead), ["StartMessageMoveTask", started], wait(1), ["ListMessageMoveTasks", started]],
        see: "Results.*.FailureReason",
      },
      answer: ["CouldNotDetermineMessageSource"],
      source: developerGuide("Troubleshooting dead-letter queue and DLQ redrive issues", "troubleshooting-dlq-redrive"),
    },
    {
      behaviour: "a queue that is nobody's dead-letter queue is not the source of a task",
      input: { queues: { orders: {} }, calls: [["StartMessageMoveTask", { SourceArn: `${ARN}:orders` }]] },
      answer: invalidValue("Source queue must be configured as a Dead Letter Queue."),
      source: recorded("test_source_needs_redrive_policy", MOVE_TASKS),
    },
    {
      behaviour: "a task's destination must exist",
      input: {
        queues: withDeadLetters(1),
        calls: [["StartMessageMoveTask", { ...started, DestinationArn: `${ARN}:absent` }]],
      },
      answer: {
        error: "ResourceNotFoundException",
        message: "The resource that you specified for the DestinationArn parameter doesn't exist.",
        status: 404,
      },
      source: recorded("test_destination_needs_to_exist", MOVE_TASKS),
    },
    {
      behaviour: "one task runs for a queue at a time",
      input: {
        queues: withDeadLetters(1),
        calls: [
          ...[1, 2, 3].map((number) => send(`${number}`, fromDead)),
          ["StartMessageMoveTask", { ...started, DestinationArn: `${ARN}:orders`, MaxNumberOfMessagesPerSecond: 1 }],
          ["StartMessageMoveTask", started],
        ],
      },
      answer: invalidValue(
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      ),
      source: recorded("test_start_multiple_move_tasks", MOVE_TASKS),
    },
    {
      behaviour: "a handle that is none cancels nothing",
      input: { queues: withDeadLetters(1), calls: [["CancelMessageMoveTask", { TaskHandle: "foobared" }]] },
      answer: invalidValue("Value for parameter TaskHandle is invalid."),
      source: recorded("test_cancel_with_invalid_task_handle", MOVE_TASKS),
    },
    {
      behaviour: "a handle of a task that never was cancels nothing",
      input: {
        queues: withDeadLetters(1),
        calls: [
          [
            "CancelMessageMoveTask",
            { TaskHandle: Buffer.from(JSON.stringify({ taskId: "x", sourceArn: `${ARN}:dead` })).toString("base64") },
          ],
        ],
      },
      answer: { error: "ResourceNotFoundException", message: "Task does not exist.", status: 404 },
      source: recorded("test_cancel_with_invalid_task_id_in_task_handle", MOVE_TASKS),
    },
    {
      behaviour: "a handle of a queue that is not there cancels nothing",
      input: {
        queues: withDeadLetters(1),
        calls: [
          [
            "CancelMessageMoveTask",
            { TaskHandle: Buffer.from(JSON.stringify({ taskId: "x", sourceArn: `${ARN}:absent` })).toString("base64") },
          ],
        ],
      },
      answer: {
        error: "ResourceNotFoundException",
        message: "The resource that you specified for the SourceArn parameter doesn't exist.",
        status: 404,
      },
      source: recorded("test_cancel_with_invalid_source_arn_in_task_handle", MOVE_TASKS),
    },
    {
      behaviour: "a task that runs lists its handle, and is cancelled with it",
      input: {
        queues: withDeadLetters(1),
        calls: [
          ...[1, 2, 3].map((number) => send(`${number}`, fromDead)),
          ["StartMessageMoveTask", { ...started, DestinationArn: `${ARN}:orders`, MaxNumberOfMessagesPerSecond: 1 }],
          ["ListMessageMoveTasks", started, "tasks"],
          ["CancelMessageMoveTask", { TaskHandle: "$tasks.Results.0.TaskHandle" }],
          ["ListMessageMoveTasks", started],
        ],
        see: "Results.*.Status",
      },
      answer: ["CANCELLED"],
      source: recorded("test_move_task_cancel", MOVE_TASKS),
    },
    {
      behaviour: "a rate is 500 messages a second at most",
      input: {
        queues: withDeadLetters(1),
        calls: [["StartMessageMoveTask", { ...started, MaxNumberOfMessagesPerSecond: 501 }]],
      },
      answer: invalidValue(ANY),
      source: apiReference("StartMessageMoveTask"),
    },
  ],
};
