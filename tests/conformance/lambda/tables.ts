import type { DiscardedBatch } from "../../../local/services/lambda/sources/failureDocument";
import type { QueueMessage } from "../../../local/services/sqs/sqs";
import type { Calls } from "../calls";
import type { PatternInput } from "../patternRows";
import type { Table } from "../table";
import { lambdaControl } from "./controlPlane";
import { batchAnswers, discardedBatches, eventFilters, queueRecords } from "./eventSources";
import type { BatchInput } from "./subject";

// Every table of Lambda, in a list for each subject that answers it.

export const LAMBDA_BATCH_TABLES: readonly Table<BatchInput>[] = [batchAnswers];
export const LAMBDA_RECORD_TABLES: readonly Table<QueueMessage>[] = [queueRecords];
export const LAMBDA_DISCARD_TABLES: readonly Table<DiscardedBatch>[] = [discardedBatches];
export const LAMBDA_FILTER_TABLES: readonly Table<PatternInput>[] = [eventFilters];
export const LAMBDA_CONTROL_TABLES: readonly Table<Calls>[] = [lambdaControl];
