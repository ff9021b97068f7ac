import { anythingBut, eventOperators, eventValues } from "./events/patterns";
import { batchAnswers, eventFilters, queueRecords } from "./lambda/eventSources";
import { causes } from "./sfn/causes";
import { comparisons } from "./sfn/comparisons";
import { contextObject, intrinsics } from "./sfn/data";
import { catchers } from "./sfn/errors";
import { histories } from "./sfn/history";
import { choices, maps, payloads, waits } from "./sfn/states";
import { filterPolicies } from "./sns/filterPolicies";
import { fifoTopics, publishing, publishingBatches } from "./sns/publish";
import { batches } from "./sqs/batches";
import { controlPlane } from "./sqs/controlPlane";
import { deadLetters, moveTasks } from "./sqs/deadLetters";
import { fifoIds, fifoOrder } from "./sqs/fifo";
import { messageAttributes } from "./sqs/messageAttributes";
import { messages } from "./sqs/messages";
import { queues } from "./sqs/queues";
import { receiptHandles } from "./sqs/receiptHandles";
import type { Table } from "./table";

/** Every table, for the page. */
export const tables: readonly Table<unknown>[] = [
  queues,
  controlPlane,
  messages,
  messageAttributes,
  batches,
  receiptHandles,
  fifoOrder,
  fifoIds,
  deadLetters,
  moveTasks,
  eventValues,
  eventOperators,
  anythingBut,
  batchAnswers,
  queueRecords,
  eventFilters,
  publishing,
  publishingBatches,
  fifoTopics,
  filterPolicies,
  catchers,
  causes,
  waits,
  choices,
  comparisons,
  maps,
  payloads,
  intrinsics,
  contextObject,
  histories,
];
