import { ANY, type Table } from "../table";
import { apiReference, DEDUPLICATION, developerGuide, FIFO_LOGIC, recorded } from "./sources";
import { BODIES, FIFO, hide, invalidValue, receive, remove, send, sendToGroup, wait } from "./steps";
import type { SqsInput } from "./subject";

const byContent = { "orders.fifo": FIFO };
const byId = { "orders.fifo": { FifoQueue: "true" } };
const NO_DEDUPLICATION =
  "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
const NOT_OF_THIS_TYPE = "Reason: The request include parameter that is not valid for this queue type.";

function badId(parameter: string, id: string): object {
  return invalidValue(
    `Value ${id} for parameter ${parameter} is invalid. Reason: ${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

export const fifoOrder: Table<SqsInput> = {
  service: "Amazon SQS",
  topic: "FIFO queues: order and groups",
  rows: [
    {
      behaviour: "a receive takes as many messages of one group as it can, then those of the next",
      input: {
        queues: byContent,
        calls: [sendToGroup("a1"), sendToGroup("b1"), sendToGroup("a2"), sendToGroup("a3"), receive(10)],
        see: BODIES,
      },
      answer: ["a1", "a2", "a3", "b1"],
      source: recorded("test_fifo_receive_message_group_id_ordering"),
    },
    {
      behaviour: "a group with messages in flight gives no further one, and the next group is received from",
      input: {
        queues: byContent,
        calls: [...["a1", "a2", "a3", "a4", "b1", "c1"].map((body) => sendToGroup(body)), receive(2), receive(1)],
        see: BODIES,
      },
      answer: ["b1"],
      source: recorded("test_fifo_receive_message_visibility_timeout_shared_in_group"),
    },
    {
      behaviour: "after the visibility timeout a group comes whole and in order, behind those that waited longer",
      input: {
        queues: { "orders.fifo": { ...FIFO, VisibilityTimeout: "1" } },
        calls: [
          ...["a1", "a2", "a3", "a4", "b1", "c1"].map((body) => sendToGroup(body)),
          receive(2),
          receive(1),
          wait(2),
          receive(10),
        ],
        see: BODIES,
      },
      answer: ["c1", "a1", "a2", "a3", "a4", "b1"],
      source: recorded("test_fifo_receive_message_visibility_timeout_shared_in_group"),
    },
    {
      behaviour: "messages come in the same order when their timeout is over",
      input: {
        queues: { "orders.fifo": { ...FIFO, VisibilityTimeout: "1" } },
        calls: [sendToGroup("a0"), sendToGroup("a1"), sendToGroup("a2"), receive(10), wait(2), receive(10)],
        see: BODIES,
      },
      answer: ["a0", "a1", "a2"],
      source: recorded("test_fifo_messages_in_order_after_timeout"),
    },
    {
      behaviour: "a receive with a timeout of 0 keeps the groups' order",
      input: {
        queues: byContent,
        calls: [
          ...["a1", "b1", "b2", "c1", "a2"].map((body) => sendToGroup(body)),
          receive(3, { VisibilityTimeout: 0 }),
          receive(10, { VisibilityTimeout: 0 }),
        ],
        see: BODIES,
      },
      answer: ["c1", "a1", "a2", "b1", "b2"],
      source: recorded("test_fifo_receive_message_with_zero_visibility_timeout"),
    },
    {
      behaviour: "a group is received from again as soon as a message of it is given back, up to the next in flight",
      input: {
        queues: byContent,
        calls: [sendToGroup("a1"), sendToGroup("a2"), sendToGroup("b1"), receive(2), hide(0), receive(3)],
        see: BODIES,
      },
      answer: ["b1", "a1"],
      source: recorded("test_fifo_message_group_visibility_after_terminate_visibility_timeout"),
    },
    {
      behaviour: "the same holds when a shortened timeout of one message ends",
      input: {
        queues: byContent,
        calls: [sendToGroup("a1"), sendToGroup("a2"), sendToGroup("b1"), receive(2), hide(1), wait(2), receive(3)],
        see: BODIES,
      },
      answer: ["b1", "a1"],
      source: recorded("test_fifo_message_group_visibility_after_change_message_visibility"),
    },
    {
      behaviour: "a group is received from again when all of its messages in flight are deleted",
      input: {
        queues: byContent,
        calls: [
          ...["a1", "b1", "a2", "b2", "a3"].map((body) => sendToGroup(body)),
          receive(2),
          remove(0),
          remove(1),
          receive(10),
        ],
        see: BODIES,
      },
      answer: ["b1", "b2", "a3"],
      source: recorded("test_fifo_message_group_visibility_after_delete"),
    },
    {
      behaviour: "a group stays back when only some of its messages in flight are deleted",
      input: {
        queues: byContent,
        calls: [
          ...["a1", "b1", "a2", "b2", "a3", "c1"].map((body) => sendToGroup(body)),
          receive(2),
          remove(0),
          receive(10),
        ],
        see: BODIES,
      },
      answer: ["b1", "b2", "c1"],
      source: recorded("test_fifo_message_group_visibility_after_partial_delete"),
    },
    {
      behaviour: "a message sent to a group in flight waits for it",
      input: { queues: byContent, calls: [sendToGroup("a1"), receive(10), sendToGroup("a2"), receive(10)] },
      answer: {},
      source: FIFO_LOGIC,
    },
    {
      behaviour: "one consumer after the other gets a group's messages in the order of sending",
      input: {
        queues: byContent,
        calls: [sendToGroup("a1"), sendToGroup("a2"), receive(1), remove(), receive(1)],
        see: BODIES,
      },
      answer: ["a2"],
      source: recorded("test_fifo_queue_send_multiple_messages_multiple_single_receives"),
    },
    {
      behaviour: "a receive that is made again with its attempt id has the same messages",
      input: {
        queues: byContent,
        calls: [
          sendToGroup("a1"),
          sendToGroup("b1"),
          receive(1, { ReceiveRequestAttemptId: "one" }, "first"),
          receive(1, { ReceiveRequestAttemptId: "one" }, "second"),
        ],
        same: ["first.Messages.0.ReceiptHandle", "second.Messages.0.ReceiptHandle"],
      },
      answer: true,
      source: apiReference("ReceiveMessage"),
    },
    {
      behaviour: "a receive that is made again counts the visibility timeout anew",
      input: {
        queues: byContent,
        calls: [
          sendToGroup("a1"),
          receive(1, { ReceiveRequestAttemptId: "one" }),
          wait(20),
          receive(1, { ReceiveRequestAttemptId: "one" }),
          wait(20),
          receive(1, { ReceiveRequestAttemptId: "two" }),
        ],
      },
      answer: {},
      source: apiReference("ReceiveMessage"),
    },
    {
      behaviour: "a receive with another attempt id gets other messages",
      input: {
        queues: byContent,
        calls: [
          sendToGroup("a1"),
          sendToGroup("b1"),
          receive(1, { ReceiveRequestAttemptId: "one" }),
          receive(1, { ReceiveRequestAttemptId: "two" }),
        ],
        see: BODIES,
      },
      answer: ["b1"],
      source: apiReference("ReceiveMessage"),
    },
    {
      behaviour: "an attempt whose messages were deleted gets others",
      input: {
        queues: byContent,
        calls: [
          sendToGroup("a1"),
          sendToGroup("b1"),
          receive(1, { ReceiveRequestAttemptId: "one" }),
          remove(),
          receive(1, { ReceiveRequestAttemptId: "one" }),
        ],
        see: BODIES,
      },
      answer: ["b1"],
      source: apiReference("ReceiveMessage"),
    },
    {
      behaviour: "an attempt whose messages were purged gets none",
      input: {
        queues: byContent,
        calls: [
          sendToGroup("a1"),
          receive(1, { ReceiveRequestAttemptId: "one" }),
          ["PurgeQueue", {}],
          receive(1, { ReceiveRequestAttemptId: "one" }),
        ],
      },
      answer: {},
      source: apiReference("ReceiveMessage"),
    },
    {
      behaviour: "a message of a FIFO queue has a sequence number",
      input: { queues: byContent, calls: [sendToGroup("a1")] },
      answer: {
        MessageId: ANY,
        MD5OfMessageBody: "8a8bb7cd343aa2ad99b7d762030857a2",
        SequenceNumber: ANY,
      },
      source: developerGuide("Amazon SQS FIFO queue key terms", "FIFO-key-terms"),
    },
    {
      behaviour: "a message of a standard queue has no sequence number",
      input: { queues: { orders: {} }, calls: [send("m")] },
      answer: { MessageId: ANY, MD5OfMessageBody: "6f8f57715090da2632453988d9a1501b" },
      source: recorded("test_sequence_number"),
    },
    {
      behaviour: "a receive names group, deduplication id and sequence number",
      input: {
        queues: byId,
        calls: [
          send("m", { MessageGroupId: "g", MessageDeduplicationId: "d" }),
          receive(1, { AttributeNames: ["MessageGroupId", "MessageDeduplicationId", "SequenceNumber"] }),
        ],
        see: "Messages.0.Attributes",
      },
      answer: { MessageGroupId: "g", MessageDeduplicationId: "d", SequenceNumber: ANY },
      source: recorded("test_fifo_message_attributes"),
    },
    {
      behaviour: "a delay of its own is refused on a FIFO queue",
      input: { queues: byContent, calls: [sendToGroup("a1", { DelaySeconds: 2 })] },
      answer: invalidValue(`Value 2 for parameter DelaySeconds is invalid. ${NOT_OF_THIS_TYPE}`),
      source: recorded("test_fifo_queue_send_message_with_delay_seconds_fails"),
    },
    {
      behaviour: "a delay of 0 is accepted on a FIFO queue",
      input: { queues: byContent, calls: [sendToGroup("a1", { DelaySeconds: 0 }), receive(1)], see: BODIES },
      answer: ["a1"],
      source: recorded("test_send_message_with_delay_0_works_for_fifo"),
    },
    {
      behaviour: "a FIFO queue's own delay holds for each message, and keeps their order",
      input: {
        queues: { "orders.fifo": { ...FIFO, DelaySeconds: "2" } },
        calls: [sendToGroup("a1"), sendToGroup("a2"), wait(2), receive(3)],
        see: BODIES,
      },
      answer: ["a1", "a2"],
      source: recorded("test_fifo_queue_send_message_with_delay_on_queue_works"),
    },
  ],
};

export const fifoIds: Table<SqsInput> = {
  service: "Amazon SQS",
  topic: "FIFO queues: deduplication and ids",
  rows: [
    {
      behaviour: "a message with the same content is stored once",
      input: { queues: byContent, calls: [sendToGroup("a1"), sendToGroup("a1"), receive(10)], see: BODIES },
      answer: ["a1"],
      source: recorded("test_fifo_content_based_message_deduplication_arrives_once"),
    },
    {
      behaviour: "a duplicate is answered with the first one's id",
      input: {
        queues: byContent,
        calls: [
          ["SendMessage", { MessageBody: "a", MessageGroupId: "a" }, "first"],
          ["SendMessage", { MessageBody: "a", MessageGroupId: "a" }, "second"],
        ],
        same: ["first.MessageId", "second.MessageId"],
      },
      answer: true,
      source: DEDUPLICATION,
    },
    {
      behaviour: "a deduplication id goes before the content",
      input: {
        queues: byContent,
        calls: [
          sendToGroup("a1", { MessageDeduplicationId: "1" }),
          sendToGroup("a2", { MessageDeduplicationId: "1" }),
          sendToGroup("a1", { MessageDeduplicationId: "2" }),
          receive(10),
        ],
        see: BODIES,
      },
      answer: ["a1", "a1"],
      source: apiReference("SendMessage"),
    },
    {
      behaviour: "content deduplicates over all groups",
      input: {
        queues: byContent,
        calls: [send("m", { MessageGroupId: "a" }), send("m", { MessageGroupId: "b" }), receive(10)],
        see: BODIES,
      },
      answer: ["m"],
      source: recorded("test_fifo_deduplication_not_on_message_group_id"),
    },
    {
      behaviour: "with a scope of messageGroup, a duplicate is one of the same group",
      input: {
        queues: {
          "orders.fifo": { ...FIFO, DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" },
        },
        calls: [...["a", "b", "a"].map((MessageGroupId) => send("m", { MessageGroupId })), receive(10)],
        see: BODIES,
      },
      answer: ["m", "m"],
      source: developerGuide("High throughput for FIFO queues in Amazon SQS", "high-throughput-fifo"),
    },
    {
      behaviour: "a deleted message still has duplicates",
      input: { queues: byContent, calls: [sendToGroup("a1"), receive(1), remove(), sendToGroup("a1"), receive(1)] },
      answer: {},
      source: recorded("test_fifo_deduplication_arrives_once_after_delete"),
    },
    {
      behaviour: "a purged message still has duplicates",
      input: { queues: byContent, calls: [sendToGroup("a1"), ["PurgeQueue", {}], sendToGroup("a1"), receive(1)] },
      answer: {},
      source: DEDUPLICATION,
    },
    {
      behaviour: "after four minutes and 59 seconds a message is a duplicate",
      input: {
        queues: byContent,
        calls: [sendToGroup("a1"), receive(1), remove(), wait(299), sendToGroup("a1"), receive(1)],
      },
      answer: {},
      source: DEDUPLICATION,
    },
    {
      behaviour: "after five minutes a message is a new one",
      input: {
        queues: byContent,
        calls: [sendToGroup("a1"), receive(1), remove(), wait(300), sendToGroup("a1"), receive(1)],
        see: BODIES,
      },
      answer: ["a1"],
      source: DEDUPLICATION,
    },
    {
      behaviour: "a message needs a deduplication id where content does not deduplicate",
      input: { queues: byId, calls: [sendToGroup("a1")] },
      answer: invalidValue(NO_DEDUPLICATION),
      source: recorded("test_posting_to_fifo_requires_deduplicationid_group_id"),
    },
    {
      behaviour: "a message needs a group",
      input: { queues: byId, calls: [send("m", { MessageDeduplicationId: "d" })] },
      answer: {
        error: "MissingParameter",
        type: "MissingRequiredParameterException",
        message: "The request must contain the parameter MessageGroupId.",
        status: 400,
      },
      source: recorded("test_posting_to_fifo_requires_deduplicationid_group_id"),
    },
    {
      behaviour: "a batch entry without its group refuses the whole request",
      input: {
        queues: byId,
        calls: [
          [
            "SendMessageBatch",
            {
              Entries: [
                { Id: "1", MessageBody: "m", MessageGroupId: "g", MessageDeduplicationId: "1" },
                { Id: "2", MessageBody: "m", MessageDeduplicationId: "2" },
              ],
            },
          ],
        ],
      },
      answer: invalidValue("The request must contain the parameter MessageGroupId."),
      source: recorded("test_send_batch_missing_message_group_id_for_fifo_queue"),
    },
    {
      behaviour: "a batch entry without its deduplication id refuses the whole request",
      input: {
        queues: byId,
        calls: [
          [
            "SendMessageBatch",
            {
              Entries: [
                { Id: "1", MessageBody: "m", MessageGroupId: "g", MessageDeduplicationId: "1" },
                { Id: "2", MessageBody: "m", MessageGroupId: "g" },
              ],
            },
          ],
        ],
      },
      answer: invalidValue(NO_DEDUPLICATION),
      source: recorded("test_send_batch_missing_deduplication_id_for_fifo_queue"),
    },
    {
      behaviour: "ids have up to 128 characters",
      input: {
        queues: byId,
        calls: [send("m", { MessageGroupId: "g".repeat(128), MessageDeduplicationId: "d".repeat(128) }), receive(1)],
        see: BODIES,
      },
      answer: ["m"],
      source: apiReference("SendMessage"),
    },
    {
      behaviour: "ids may have every punctuation character of ASCII",
      input: {
        queues: byId,
        calls: [
          send("m", { MessageGroupId: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", MessageDeduplicationId: "a!" }),
          receive(1),
        ],
        see: BODIES,
      },
      answer: ["m"],
      source: apiReference("SendMessage"),
    },
    ...["g".repeat(129), "a b", "caf\u00e9"].map((id) => ({
      behaviour: `a group id like ${JSON.stringify(id.slice(0, 8))}${id.length > 8 ? " of 129 characters" : ""} is refused`,
      input: { queues: byContent, calls: [send("m", { MessageGroupId: id })] },
      answer: badId("MessageGroupId", id),
      source: apiReference("SendMessage"),
    })),
    ...["d".repeat(129), "a\tb"].map((id) => ({
      behaviour: `a deduplication id like ${JSON.stringify(id.slice(0, 8))}${id.length > 8 ? " of 129 characters" : ""} is refused`,
      input: { queues: byContent, calls: [send("m", { MessageGroupId: "g", MessageDeduplicationId: id })] },
      answer: badId("MessageDeduplicationId", id),
      source: apiReference("SendMessage"),
    })),
    {
      behaviour: "a deduplication id is refused on a standard queue",
      input: { queues: { orders: {} }, calls: [send("m", { MessageDeduplicationId: "d" })] },
      answer: invalidValue(`Value d for parameter MessageDeduplicationId is invalid. ${NOT_OF_THIS_TYPE}`),
      source: apiReference("SendMessage"),
    },
    {
      behaviour: "a group on a standard queue makes it a fair queue, and is given to the receiver",
      input: {
        queues: { orders: {} },
        calls: [send("m", { MessageGroupId: "tenant" }), receive(1, { AttributeNames: ["MessageGroupId"] })],
        see: "Messages.0.Attributes",
      },
      answer: { MessageGroupId: "tenant" },
      source: developerGuide("Amazon SQS fair queues", "sqs-fair-queues"),
    },
  ],
};
