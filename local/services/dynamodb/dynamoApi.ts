import { AwsError } from "../../base/awsError";
import type { Chaos } from "../../base/chaos";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { batchGetItem, batchWriteItem } from "./operations/batches";
import { describeContinuousBackups, updateContinuousBackups } from "./operations/continuousBackups";
import { createTable } from "./operations/createTable";
import { deleteTable } from "./operations/deleteTable";
import type { DynamoParts } from "./operations/dynamoOperation";
import { malformed } from "./operations/forward";
import { deleteItem, getItem, putItem, query, scan, updateItem } from "./operations/items";
import { describeStream, getRecords, getShardIterator, listStreams } from "./operations/streams";
import { describeTable, describeTimeToLive, listTables } from "./operations/tables";
import { listTagsOfResource, tagResource, untagResource } from "./operations/tags";
import { transactGetItems, transactWriteItems } from "./operations/transactions";
import { updateTable } from "./operations/updateTable";
import { updateTimeToLive } from "./operations/updateTimeToLive";
import { throttle } from "./throttle";

const PARTIQL =
  "PartiQL is not run here, because what a statement may touch could not be checked. Use Query, PutItem and the like.";
const REFUSED: Readonly<Record<string, string>> = {
  ExecuteStatement: PARTIQL,
  BatchExecuteStatement: PARTIQL,
  ExecuteTransaction: PARTIQL,
};

/** DynamoDB's API with that of its streams. */
export function dynamoApi(parts: DynamoParts, chaos: Chaos): AwsService {
  return awsApi({
    signingName: "dynamodb",
    protocol: "json-1.0",
    fault: throttle(chaos),
    parts,
    operations: {
      BatchGetItem: batchGetItem,
      BatchWriteItem: batchWriteItem,
      CreateTable: createTable,
      DeleteItem: deleteItem,
      DeleteTable: deleteTable,
      DescribeContinuousBackups: describeContinuousBackups,
      DescribeStream: describeStream,
      DescribeTable: describeTable,
      DescribeTimeToLive: describeTimeToLive,
      GetItem: getItem,
      GetRecords: getRecords,
      GetShardIterator: getShardIterator,
      ListStreams: listStreams,
      ListTables: listTables,
      ListTagsOfResource: listTagsOfResource,
      PutItem: putItem,
      Query: query,
      Scan: scan,
      TagResource: tagResource,
      TransactGetItems: transactGetItems,
      TransactWriteItems: transactWriteItems,
      UntagResource: untagResource,
      UpdateContinuousBackups: updateContinuousBackups,
      UpdateItem: updateItem,
      UpdateTable: updateTable,
      UpdateTimeToLive: updateTimeToLive,
    },
    unknown(operation) {
      const reason = Object.hasOwn(REFUSED, operation) ? `: ${REFUSED[operation]}` : ".";
      return new AwsError("UnknownOperationException", `The local cloud does not run dynamodb:${operation}${reason}`);
    },
    refused: ({ parameter }) => malformed(parameter),
  });
}
