import { ANY, type Table } from "../table";
import { apiReference, developerGuide, recorded, VISIBILITY } from "./sources";
import { BODIES, FIFO, hide, invalidValue, RECEIVE_COUNTS, receive, remove, send, sendToGroup, wait } from "./steps";
import type { SqsInput } from "./subject";

const orders = { orders: {} };
const NO_HANDLE = {
  error: "ReceiptHandleIsInvalid",
  message: 'The input receipt handle "garbage" is not a valid receipt handle.',
  status: 404,
};
const EXPIRED = invalidValue(ANY);

export const receiptHandles: Table<SqsInput> = {
  service: "Amazon SQS",
  topic: "receipt handles and visibility",
  rows: [
    {
      behaviour: "the latest receipt handle deletes the message for good",
      input: { queues: orders, calls: [send("m"), receive(1), remove(), wait(31), receive(1)] },
      answer: {},
      source: apiReference("DeleteMessage"),
    },
    {
      behaviour: "a message keeps its id from receive to receive",
      input: {
        queues: orders,
        calls: [send("m"), receive(1, { VisibilityTimeout: 0 }, "first"), receive(1, {}, "second")],
        same: ["first.Messages.0.MessageId", "second.Messages.0.MessageId"],
      },
      answer: true,
      source: developerGuide("Amazon SQS queue and message identifiers", "sqs-queue-message-identifiers"),
    },
    {
      behaviour: "each receive gives another receipt handle",
      input: {
        queues: orders,
        calls: [send("m"), receive(1, { VisibilityTimeout: 0 }, "first"), receive(1, {}, "second")],
        same: ["first.Messages.0.ReceiptHandle", "second.Messages.0.ReceiptHandle"],
      },
      answer: false,
      source: recorded("test_receive_after_visibility_timeout"),
    },
    {
      behaviour: "an older receipt handle deletes a standard queue's message after it was received again",
      input: {
        queues: orders,
        calls: [send("m"), receive(1, {}, "first"), wait(31), receive(1), remove(0, "first"), wait(31), receive(1)],
      },
      answer: {},
      source: developerGuide("Amazon SQS queue and message identifiers", "sqs-queue-message-identifiers"),
    },
    {
      behaviour: "a receipt handle deletes a standard queue's message after its visibility timeout",
      input: {
        queues: orders,
        calls: [
          send("m"),
          receive(1, { VisibilityTimeout: 1 }),
          wait(2),
          remove(),
          ["GetQueueAttributes", { AttributeNames: ["ApproximateNumberOfMessages"] }],
        ],
      },
      answer: { Attributes: { ApproximateNumberOfMessages: "0" } },
      source: recorded("test_remove_message_with_old_receipt_handle"),
    },
    {
      behaviour: "deleting a message again is no error",
      input: { queues: orders, calls: [send("m"), receive(1), remove(), remove(), remove()] },
      answer: {},
      source: recorded("test_delete_message_with_deleted_receipt_handle"),
    },
    {
      behaviour: "a delete with what is no receipt handle is refused",
      input: { queues: orders, calls: [["DeleteMessage", { ReceiptHandle: "garbage" }]] },
      answer: NO_HANDLE,
      source: recorded("test_delete_message_with_illegal_receipt_handle"),
    },
    {
      behaviour: "a change of visibility with what is no receipt handle is refused",
      input: {
        queues: orders,
        calls: [["ChangeMessageVisibility", { ReceiptHandle: "garbage", VisibilityTimeout: 60 }]],
      },
      answer: NO_HANDLE,
      source: recorded("test_invalid_receipt_handle_should_return_error_message"),
    },
    {
      behaviour: "another queue's receipt handle is no receipt handle",
      input: {
        queues: { orders: {}, other: {} },
        calls: [
          send("m"),
          receive(1),
          ["DeleteMessage", { QueueUrl: "$other", ReceiptHandle: "$received.Messages.0.ReceiptHandle" }],
        ],
      },
      answer: { ...NO_HANDLE, message: ANY },
      source: apiReference("DeleteMessage"),
    },
    {
      behaviour: "an entry of a delete batch with what is no receipt handle fails alone",
      input: {
        queues: orders,
        calls: [
          send("m"),
          receive(1),
          [
            "DeleteMessageBatch",
            {
              Entries: [
                { Id: "bad", ReceiptHandle: "garbage" },
                { Id: "good", ReceiptHandle: "$received.Messages.0.ReceiptHandle" },
              ],
            },
          ],
        ],
      },
      answer: {
        Successful: [{ Id: "good" }],
        Failed: [{ Id: "bad", SenderFault: true, Code: "ReceiptHandleIsInvalid", Message: NO_HANDLE.message }],
      },
      source: apiReference("DeleteMessageBatch"),
    },
    {
      behaviour: "an entry of a visibility batch with what is no receipt handle fails alone",
      input: {
        queues: orders,
        calls: [
          [
            "ChangeMessageVisibilityBatch",
            { Entries: [{ Id: "bad", ReceiptHandle: "garbage", VisibilityTimeout: 10 }] },
          ],
        ],
      },
      answer: {
        Failed: [{ Id: "bad", SenderFault: true, Code: "ReceiptHandleIsInvalid", Message: NO_HANDLE.message }],
      },
      source: apiReference("ChangeMessageVisibilityBatch"),
    },
    {
      behaviour: "a call without a receipt handle misses a parameter",
      input: { queues: orders, calls: [["DeleteMessage", {}]] },
      answer: {
        error: "MissingParameter",
        type: "MissingRequiredParameterException",
        message: "The request must contain the parameter ReceiptHandle.",
        status: 400,
      },
      source: apiReference("DeleteMessage"),
    },
    {
      behaviour: "a message is hidden until its visibility timeout ends, and counts the next receive",
      input: {
        queues: { orders: { VisibilityTimeout: "2" } },
        calls: [send("m"), receive(1), wait(2), receive(1, RECEIVE_COUNTS)],
        see: "Messages.*.Attributes",
      },
      answer: [{ ApproximateReceiveCount: "2" }],
      source: recorded("test_receive_after_visibility_timeout"),
    },
    {
      behaviour: "a receive's own timeout goes before the queue's",
      input: { queues: orders, calls: [send("m"), receive(1, { VisibilityTimeout: 60 }), wait(31), receive(1)] },
      answer: {},
      source: recorded("test_receive_message_with_visibility_timeout_updates_timeout"),
    },
    {
      behaviour: "a receive with a timeout of 0 leaves the message visible, for once",
      input: { queues: orders, calls: [send("m"), receive(1, { VisibilityTimeout: 0 }), receive(1), receive(1)] },
      answer: {},
      source: recorded("test_receive_terminate_visibility_timeout"),
    },
    {
      behaviour: "a change of visibility counts from now, again and again",
      input: {
        queues: { orders: { VisibilityTimeout: "2" } },
        calls: [send("m"), receive(1), wait(1), hide(2), wait(1), hide(2), wait(1), receive(1, {}, "later")],
      },
      answer: {},
      source: recorded("test_extend_message_visibility_timeout_set_in_queue"),
    },
    {
      behaviour: "a change of visibility to 0 gives the message back at once",
      input: { queues: orders, calls: [send("m"), receive(1), hide(0), receive(1)], see: BODIES },
      answer: ["m"],
      source: recorded("test_delete_message_deletes_with_change_visibility_timeout"),
    },
    {
      behaviour: "a change of visibility holds for one receive only",
      input: { queues: orders, calls: [send("m"), receive(1), hide(0), receive(1), receive(1)] },
      answer: {},
      source: recorded("test_change_message_visibility_not_permanent"),
    },
    {
      behaviour: "an older receipt handle of a standard queue changes the visibility, too",
      input: {
        queues: orders,
        calls: [send("m"), receive(1, { VisibilityTimeout: 0 }, "first"), receive(1), hide(0, 0, "first"), receive(1)],
        see: BODIES,
      },
      answer: ["m"],
      source: recorded("test_terminate_visibility_timeout_after_receive"),
    },
    {
      behaviour: "a change of visibility after the timeout is accepted, and changes nothing",
      input: {
        queues: orders,
        calls: [send("m"), receive(1, { VisibilityTimeout: 1 }), wait(2), hide(60), receive(1)],
        see: BODIES,
      },
      answer: ["m"],
      source: recorded("test_change_message_visibility_after_visibility_timeout_expiration", "test_sqs.snapshot.json"),
    },
    {
      behaviour: "a change of visibility of a deleted message is refused",
      input: { queues: orders, calls: [send("m"), receive(1), remove(), hide(42)] },
      answer: invalidValue(ANY),
      source: recorded("test_change_visibility_on_deleted_message_raises_invalid_parameter_value"),
    },
    {
      behaviour: "a message is hidden for 12 hours in all, from its receive",
      input: { queues: orders, calls: [send("m"), receive(1), wait(20), hide(43_181)] },
      answer: invalidValue(
        "Value 43181 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
      ),
      source: VISIBILITY,
    },
    {
      behaviour: "the last second of the 12 hours may be used",
      input: { queues: orders, calls: [send("m"), receive(1), wait(20), hide(43_180)] },
      answer: {},
      source: VISIBILITY,
    },
    {
      behaviour: "the 12 hours begin anew with the next receive",
      input: {
        queues: orders,
        calls: [send("m"), receive(1, { VisibilityTimeout: 43_200 }), wait(43_200), receive(1), hide(43_200)],
      },
      answer: {},
      source: VISIBILITY,
    },
    {
      behaviour: "a FIFO queue's receipt handle ends with its visibility timeout",
      input: {
        queues: { "orders.fifo": { ...FIFO, VisibilityTimeout: "1" } },
        calls: [sendToGroup("a1"), receive(1), wait(2), remove()],
      },
      answer: EXPIRED,
      source: recorded("test_fifo_delete_message_with_expired_receipt_handle"),
    },
    {
      behaviour: "a FIFO queue's older receipt handle does not delete what was received again",
      input: {
        queues: { "orders.fifo": { ...FIFO, VisibilityTimeout: "1" } },
        calls: [sendToGroup("a1"), receive(1, {}, "first"), wait(2), receive(1), remove(0, "first")],
      },
      answer: EXPIRED,
      source: apiReference("DeleteMessage"),
    },
    {
      behaviour: "a FIFO queue's receipt handle changes no visibility after the timeout",
      input: {
        queues: { "orders.fifo": { ...FIFO, VisibilityTimeout: "1" } },
        calls: [sendToGroup("a1"), receive(1), wait(2), hide(10)],
      },
      answer: invalidValue(ANY),
      source: apiReference("ChangeMessageVisibility"),
    },
  ],
};
