import { AwsError } from "../../base/awsError";
import type { Chaos } from "../../base/chaos";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { batchGetItem, batchWriteItem } from "./operations/batches";
import type { DynamoParts } from "./operations/dynamoOperation";
import { malformed } from "./operations/forward";
import { deleteItem, getItem, putItem, query, scan, updateItem } from "./operations/items";
import { describeStream, getRecords, getShardIterator, listStreams } from "./operations/streams";
import { describeTable, describeTimeToLive, listTables } from "./operations/tables";
import { transactGetItems, transactWriteItems } from "./operations/transactions";
import { throttle } from "./throttle";

const PARTIQL =
  "PartiQL is not run here, because what a statement may touch could not be checked. Use Query, PutItem and the like.";
const DECLARED = "tables are resources of the Pulumi program here: declare an aws.dynamodb.Table.";
const REFUSED: Readonly<Record<string, string>> = {
  ExecuteStatement: PARTIQL,
  BatchExecuteStatement: PARTIQL,
  ExecuteTransaction: PARTIQL,
  CreateTable: DECLARED,
  UpdateTable: DECLARED,
  DeleteTable: DECLARED,
  UpdateTimeToLive: DECLARED,
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
      DeleteItem: deleteItem,
      DescribeStream: describeStream,
      DescribeTable: describeTable,
      DescribeTimeToLive: describeTimeToLive,
      GetItem: getItem,
      GetRecords: getRecords,
      GetShardIterator: getShardIterator,
      ListStreams: listStreams,
      ListTables: listTables,
      PutItem: putItem,
      Query: query,
      Scan: scan,
      TransactGetItems: transactGetItems,
      TransactWriteItems: transactWriteItems,
      UpdateItem: updateItem,
    },
    unknown(operation) {
      const reason = Object.hasOwn(REFUSED, operation) ? `: ${REFUSED[operation]}` : ".";
      return new AwsError("UnknownOperationException", `The local cloud does not run dynamodb:${operation}${reason}`);
    },
    refused: ({ parameter }) => malformed(parameter),
  });
}
