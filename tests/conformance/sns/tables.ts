import type { Calls } from "../calls";
import type { Table } from "../table";
import { controlPlane } from "./controlPlane";
import { filterPolicies } from "./filterPolicies";
import { fifoTopics, publishing, publishingBatches } from "./publish";
import type { FilterInput, SnsInput } from "./subject";

// Every table of SNS, in a list for each subject that answers it.

export const SNS_TOPIC_TABLES: readonly Table<SnsInput>[] = [publishing, publishingBatches, fifoTopics];
export const SNS_CONTROL_TABLES: readonly Table<Calls>[] = [controlPlane];
export const SNS_FILTER_TABLES: readonly Table<FilterInput>[] = [filterPolicies];
