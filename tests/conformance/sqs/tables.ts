import type { Table } from "../table";
import { batches } from "./batches";
import { controlPlane } from "./controlPlane";
import { deadLetters, moveTasks } from "./deadLetters";
import { fifoIds, fifoOrder } from "./fifo";
import { messageAttributes } from "./messageAttributes";
import { messages } from "./messages";
import { queues } from "./queues";
import { receiptHandles } from "./receiptHandles";
import type { SqsInput } from "./subject";

/** Every table of SQS. */
export const SQS_TABLES: readonly Table<SqsInput>[] = [
  ...[queues, controlPlane, messages, messageAttributes, batches, receiptHandles],
  ...[fifoOrder, fifoIds, deadLetters, moveTasks],
];
