import {
  type AttributeValue,
  BatchWriteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Clock } from "../../local/base/clock";
import { tableOf } from "../load/report";

/** The table that is folded, the one that takes it, and the function that folds. */
export interface RebuildTarget {
  eventTable: string;
  summaryTable: string;
  /** The function that has the program's `summarize` in it. */
  aggregatorName: string;
}

export interface RebuildDependencies {
  dynamo: DynamoDBClient;
  lambda: LambdaClient;
  clock: Clock;
  write(text: string): void;
  /** Ends the rebuild after the batch that is under way. */
  signal: AbortSignal;
}

/** The final account of a rebuild: whole numbers. */
export interface RebuildAccount {
  /** Events that were read and handed over. */
  read: number;
  /** Contributions to summaries that the aggregator has written. */
  applied: number;
  /** Events that went to the failure queue. */
  failed: number;
  /** Events in the table when all was done. */
  stored: number;
  summaries: number;
  /** Contributions that the summaries count. */
  counted: number;
  /** The rebuild came to its end. */
  isComplete: boolean;
}

type Item = Record<string, AttributeValue>;

/** Stream records that the function gets at once: as many as by default from the stream. */
const BATCH_EVENTS = 500;

/** Bytes of events in one call: Lambda takes 6 MB (Lambda Developer Guide, "Lambda quotas"), with what JSON adds to a text. */
const BATCH_BYTES = 2_000_000;

/** Calls for one batch, each from the first record on that DynamoDB did not take. */
const TRIES = 6;

/** Keys of one write, the most that DynamoDB takes (API Reference, `BatchWriteItem`). */
const KEYS_A_WRITE = 25;

const FIRST_PAUSE_MS = 500;
const LINE_INTERVAL_MS = 5_000;

/**
 * Hands all events of the event table to the aggregator, as if they had just come: the deployed `summarize` folds them, each once.
 *
 * Nobody may send events meanwhile, and the aggregator must be done with those before: it would count what the rebuild counts, too. Where that
 * happens, the account does not balance.
 *
 * @throws Error where the summary table is not empty, or the function fails
 */
export async function rebuild(target: RebuildTarget, deps: RebuildDependencies): Promise<RebuildAccount> {
  const { dynamo, write, signal } = deps;
  const { Table: { ItemCount: about = 0 } = {} } = await dynamo.send(
    new DescribeTableCommand({ TableName: target.eventTable }),
  );
  const deliver = delivery(target.aggregatorName, deps);
  const progress = lines(deps, about);
  const folded = { read: 0, applied: 0, failed: 0 };
  for await (const batch of batches(scan(dynamo, target.eventTable))) {
    if (signal.aborted) break;
    const { applied, failed } = await deliver(batch);
    folded.read += batch.length;
    folded.applied += applied;
    folded.failed += failed;
    progress(folded.read);
  }
  const account = { ...folded, ...(await result(dynamo, target)), isComplete: !signal.aborted };
  write(`${report(account)}\n${verdict(account)}\n`);
  return account;
}

/** Tells whether each event is in its summaries once, or in the failure queue. */
export function isBalanced({ read, applied, stored, counted, isComplete }: RebuildAccount): boolean {
  return isComplete && read === stored && applied === counted;
}

/** @throws Error where there are summaries already, and nobody has said that they may go */
export async function emptySummaries(
  { summaryTable }: RebuildTarget,
  { dynamo, write }: Pick<RebuildDependencies, "dynamo" | "write">,
  mayEmpty: boolean,
): Promise<void> {
  let deleted = 0;
  let keys: Item[] = [];
  const remove = async () => {
    await deleteAll(dynamo, summaryTable, keys);
    deleted += keys.length;
    keys = [];
  };
  for await (const { SummaryID } of scan(dynamo, summaryTable, "SummaryID")) {
    if (!mayEmpty) {
      throw new Error(
        `the summary table ${summaryTable} is not empty, and a rebuild would count its events again: --empty deletes all summaries first`,
      );
    }
    if (SummaryID !== undefined) keys.push({ SummaryID });
    if (keys.length === KEYS_A_WRITE) await remove();
  }
  if (keys.length > 0) await remove();
  if (deleted > 0) write(`deleted ${deleted} summaries\n`);
}

async function deleteAll(dynamo: DynamoDBClient, table: string, keys: readonly Item[]): Promise<void> {
  let requests = keys.map((Key) => ({ DeleteRequest: { Key } }));
  while (requests.length > 0) {
    const { UnprocessedItems = {} } = await dynamo.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
    );
    requests = (UnprocessedItems[table] ?? []) as typeof requests;
  }
}

/** All items of a table; of them one attribute alone where it is named. */
async function* scan(dynamo: DynamoDBClient, TableName: string, attribute?: string): AsyncGenerator<Item> {
  const projection = attribute === undefined ? {} : { ProjectionExpression: attribute };
  for await (const { Items = [] } of paginateScan(
    { client: dynamo },
    { TableName, ConsistentRead: true, ...projection },
  ))
    yield* Items;
}

async function* batches(items: AsyncIterable<Item>): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  let bytes = 0;
  for await (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item));
    if (batch.length === BATCH_EVENTS || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

interface Answer {
  batchItemFailures?: { itemIdentifier: string }[];
  account?: { applied: number; failed: number };
  errorMessage?: string;
}

/** Hands batches over, under sequence numbers of a shard of their own, by which the function knows a repeat. */
function delivery(FunctionName: string, { lambda, clock }: RebuildDependencies) {
  const shardId = `rebuild-${clock.now()}`;
  let sequence = 0;
  const call = async (Records: object[]): Promise<Answer> => {
    const Payload = Buffer.from(JSON.stringify({ Records, shardId, wantsAccount: true }));
    const { FunctionError, Payload: answered } = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
    const answer = JSON.parse(Buffer.from(answered ?? "null").toString()) as Answer;
    if (FunctionError !== undefined) throw new Error(`${FunctionName} failed: ${answer.errorMessage ?? FunctionError}`);
    return answer;
  };
  return async (batch: readonly Item[]): Promise<{ applied: number; failed: number }> => {
    let records = batch.map((NewImage) => {
      return { eventName: "INSERT", dynamodb: { SequenceNumber: String(++sequence), NewImage } };
    });
    const sum = { applied: 0, failed: 0 };
    for (let tries = 1; ; tries++) {
      const { account, batchItemFailures: [retry] = [] } = await call(records);
      if (account === undefined) throw new Error(`${FunctionName} gives no account: deploy the program anew first`);
      sum.applied += account.applied;
      sum.failed += account.failed;
      if (retry === undefined) return sum;
      if (tries === TRIES)
        throw new Error(`DynamoDB did not take a batch in ${TRIES} tries: the function's log says why`);
      records = records.slice(records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === retry.itemIdentifier));
      await new Promise<void>((resolve) => clock.after(FIRST_PAUSE_MS * 2 ** (tries - 1), resolve));
    }
  };
}

async function result(dynamo: DynamoDBClient, { eventTable, summaryTable }: RebuildTarget) {
  const found = { stored: 0, summaries: 0, counted: 0 };
  for await (const _event of scan(dynamo, eventTable, "eventId")) found.stored++;
  for await (const { ItemCount } of scan(dynamo, summaryTable, "ItemCount")) {
    found.summaries++;
    found.counted += Number(ItemCount?.N ?? 0);
  }
  return found;
}

function lines({ clock, write }: RebuildDependencies, about: number) {
  let writtenAt = clock.now();
  return (read: number) => {
    if (clock.now() - writtenAt < LINE_INTERVAL_MS) return;
    writtenAt = clock.now();
    write(`folded ${read} events, of about ${Math.max(about, read)}\n`);
  };
}

function report({ read, applied, failed, stored, summaries, counted }: RebuildAccount): string {
  return tableOf([
    ["read", read, "events of the event table"],
    ["stored", stored, "events in it when all was done"],
    ["applied", applied, "contributions to summaries"],
    ["counted", counted, `by ${summaries} summaries`],
    ["failed", failed, "events that are in the failure queue"],
  ]);
}

function verdict(account: RebuildAccount): string {
  if (isBalanced(account)) return `rebuilt ${account.summaries} summaries of ${account.read} events`;
  const again = "once nobody sends events, run this again with --empty";
  if (!account.isComplete) return `interrupted: the summaries are NOT complete; ${again}`;
  return `the account does NOT balance: events came meanwhile, or were still to be counted; ${again}`;
}
