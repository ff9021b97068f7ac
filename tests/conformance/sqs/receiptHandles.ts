import type { Table } from "../table";
import { apiReference, developerGuide } from "./sources";
import type { SqsInput } from "./subject";

const send = ["SendMessage", { MessageBody: "m" }] as const;

export const receiptHandles: Table<SqsInput> = {
  service: "Amazon SQS",
  topic: "receipt handles",
  rows: [
    {
      behaviour: "the latest receipt handle deletes the message",
      input: {
        queues: { orders: {} },
        calls: [
          send,
          ["ReceiveMessage", {}, "first"],
          ["DeleteMessage", { ReceiptHandle: "$first.Messages.0.ReceiptHandle" }],
          ["wait", 31],
          ["ReceiveMessage", {}],
        ],
      },
      answer: {},
      source: apiReference("DeleteMessage"),
    },
    {
      behaviour: "each receive gives a message another receipt handle, and its id stays",
      input: {
        queues: { orders: { VisibilityTimeout: "0" } },
        calls: [send, ["ReceiveMessage", {}], ["ReceiveMessage", {}]],
        see: "Messages.*.Body",
      },
      answer: ["m"],
      source: developerGuide("Amazon SQS queue and message identifiers", "sqs-queue-message-identifiers"),
    },
  ],
};
