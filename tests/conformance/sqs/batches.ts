import { ANY, type Table } from "../table";
import { apiReference, recorded } from "./sources";
import { BODIES, receive } from "./steps";
import type { SqsInput } from "./subject";

const orders = { orders: {} };
const OPERATIONS = ["SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"] as const;

function refused(error: string, message: string): object {
  return { error: `AWS.SimpleQueueService.${error}`, type: error, message, status: 400 };
}

/** The members of a sound entry of each batch operation, besides its id. */
const SOUND: Readonly<Record<(typeof OPERATIONS)[number], object>> = {
  SendMessageBatch: { MessageBody: "m" },
  DeleteMessageBatch: { ReceiptHandle: "garbage" },
  ChangeMessageVisibilityBatch: { ReceiptHandle: "garbage", VisibilityTimeout: 1 },
};

function batch(operation: (typeof OPERATIONS)[number], ids: readonly string[]): SqsInput {
  return { queues: orders, calls: [[operation, { Entries: ids.map((Id) => ({ Id, ...SOUND[operation] })) }]] };
}

const BAD_ID = refused(
  "InvalidBatchEntryId",
  "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
);

export const batches: Table<SqsInput> = {
  service: "Amazon SQS",
  topic: "batches",
  rows: [
    ...OPERATIONS.flatMap((operation) => [
      {
        behaviour: `${operation} takes ten entries at most`,
        input: batch(
          operation,
          Array.from({ length: 20 }, (_, at) => `${at}`),
        ),
        answer: refused(
          "TooManyEntriesInBatchRequest",
          "Maximum number of entries per request are 10. You have sent 20.",
        ),
        source: recorded("test_change_message_visibility_batch_with_too_large_batch"),
      },
      {
        behaviour: `${operation} needs an entry`,
        input: batch(operation, []),
        answer: refused("EmptyBatchRequest", ANY),
        source: recorded("test_send_message_batch_with_empty_list"),
      },
      {
        behaviour: `${operation} needs distinct ids`,
        input: batch(operation, ["a", "b", "a"]),
        answer: refused("BatchEntryIdsNotDistinct", "Id a repeated."),
        source: apiReference(operation),
      },
      ...["", "testLongId".repeat(10), "invalid:id"].map((id) => ({
        behaviour: `${operation} refuses the id ${id.length > 20 ? "of 100 letters" : JSON.stringify(id)}`,
        input: batch(operation, [id]),
        answer: BAD_ID,
        source: recorded("test_delete_message_batch_invalid_msg_id"),
      })),
    ]),
    {
      behaviour: "a batch without failures has no list of failures",
      input: batch("SendMessageBatch", ["1", "a_B-9"]),
      answer: {
        Successful: [
          { Id: "1", MessageId: ANY, MD5OfMessageBody: ANY },
          { Id: "a_B-9", MessageId: ANY, MD5OfMessageBody: ANY },
        ],
      },
      source: apiReference("SendMessageBatch"),
    },
    {
      behaviour: "a batch of failures has no list of successes",
      input: {
        queues: orders,
        calls: [["SendMessageBatch", { Entries: [{ Id: "bad", MessageBody: "\u0001" }] }]],
      },
      answer: { Failed: [{ Id: "bad", SenderFault: true, Code: "InvalidMessageContents", Message: ANY }] },
      source: recorded("test_batch_send_with_invalid_char_should_succeed"),
    },
    {
      behaviour: "an entry that is refused leaves the others alone",
      input: {
        queues: orders,
        calls: [
          [
            "SendMessageBatch",
            {
              Entries: [
                { Id: "1", MessageBody: "good" },
                { Id: "2", MessageBody: "\u0001" },
              ],
            },
          ],
          receive(10),
        ],
        see: BODIES,
      },
      answer: ["good"],
      source: recorded("test_batch_send_with_invalid_char_should_succeed"),
    },
    {
      behaviour: "the messages of a batch have 1 MiB together",
      input: {
        queues: orders,
        calls: [
          [
            "SendMessageBatch",
            {
              Entries: [
                {
                  Id: "1",
                  MessageBody: "a".repeat(1_048_568),
                  MessageAttributes: { k: { DataType: "String", StringValue: "x" } },
                },
                { Id: "2", MessageBody: "a" },
              ],
            },
          ],
        ],
      },
      answer: refused(
        "BatchRequestTooLong",
        "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
      ),
      source: recorded("test_send_message_batch_with_oversized_contents"),
    },
    {
      behaviour: "the queue's own limit holds for each message of a batch, not for all together",
      input: {
        queues: { orders: { MaximumMessageSize: "2048" } },
        calls: [
          [
            "SendMessageBatch",
            {
              Entries: [
                {
                  Id: "1",
                  MessageBody: "a".repeat(2040),
                  MessageAttributes: { k: { DataType: "String", StringValue: "x" } },
                },
                { Id: "2", MessageBody: "a" },
              ],
            },
          ],
        ],
      },
      answer: {
        Successful: [
          {
            Id: "1",
            MessageId: ANY,
            MD5OfMessageBody: "f44facf5a7ee0af446ecf3e0f854441e",
            MD5OfMessageAttributes: "a45daa70926828a2f0a1db3418e6feb4",
          },
          { Id: "2", MessageId: ANY, MD5OfMessageBody: "0cc175b9c0f1b6a831c399e269772661" },
        ],
      },
      source: recorded("test_send_message_batch_with_oversized_contents_with_updated_maximum_message_size"),
    },
    {
      behaviour: "a visibility of an entry beyond 12 hours fails that entry",
      input: {
        queues: orders,
        calls: [
          ["SendMessage", { MessageBody: "m" }],
          receive(1),
          [
            "ChangeMessageVisibilityBatch",
            {
              Entries: [{ Id: "1", ReceiptHandle: "$received.Messages.0.ReceiptHandle", VisibilityTimeout: 43_201 }],
            },
          ],
        ],
        see: "Failed.*.Code",
      },
      answer: ["InvalidParameterValue"],
      source: apiReference("ChangeMessageVisibilityBatch"),
    },
    {
      behaviour: "a deduplication id on a standard queue fails that entry",
      input: {
        queues: orders,
        calls: [["SendMessageBatch", { Entries: [{ Id: "1", MessageBody: "m", MessageDeduplicationId: "d" }] }]],
        see: "Failed.*.Code",
      },
      answer: ["InvalidParameterValue"],
      source: apiReference("SendMessageBatch"),
    },
  ],
};
