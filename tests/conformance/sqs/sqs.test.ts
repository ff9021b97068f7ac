import { runTables } from "../runTables";
import { batches } from "./batches";
import { controlPlane } from "./controlPlane";
import { deadLetters, moveTasks } from "./deadLetters";
import { fifoIds, fifoOrder } from "./fifo";
import { messageAttributes } from "./messageAttributes";
import { messages } from "./messages";
import { queues } from "./queues";
import { receiptHandles } from "./receiptHandles";
import { startSqsSubject } from "./subject";

describe("conformance", () => {
  runTables(
    () => startSqsSubject(),
    [
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
    ],
  );
});
