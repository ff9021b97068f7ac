import type { Logger } from "@aws-lambda-powertools/logger";
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { beats, type Entry, type Extreme, fold, isNotEmpty, splitByFields } from "./fold";
import { markedPosition, markName, markOf, removableMarks } from "./mark";

/*
 * Why every event counts exactly once.
 *
 * A summary and its marks are one item, so that an UpdateItem adds a run of a shard's records and moves that shard's mark to the
 * last of them, both or neither. Its condition is that the mark stands below the first record of the run.
 *
 * - Lambda reads a shard with one invocation at a time (ParallelizationFactor 1) and in order, and passes a batch only when it
 *   succeeded or was given up (then it is at the failure destination). So when an invocation starts at record r, the mark of each
 *   summary is at or beyond the last of its records before r: nothing that is older can be missing below the mark.
 * - A record that comes again (a retry, a bisected batch, a batch cut otherwise, a stream read from the start) is at or below the mark:
 *   the condition fails, the answer carries the item, and only records above its mark are folded and written again.
 * - We rely on this: the records of a shard that are not applied yet come in order, also after a bisect, the first half before
 *   the second. AWS promises order for the first delivery only ("If records are processed more than once, they might be processed
 *   out of order", Lambda guide, "Implementing stateful DynamoDB stream processing in Lambda"); for the halves we infer it from a
 *   shard being read by one invocation at a time. A first half that came after the second would be below the mark, taken for a
 *   repeat, and lost. Only an invocation that crashed, ran out of time or threw has its batch bisected so. Any other failure is a
 *   partial batch response, which moves the checkpoint and needs order only from there on. Without BisectBatchOnFunctionError
 *   nothing rests on halves, but a record that crashes the function is given up together with its batch.
 * - An invocation that ran out of time may have a write under way while its successor handles the same records. Whichever comes
 *   first moves the mark to or beyond the other's first record, and the other's condition fails.
 * - The SDK repeats a write whose answer was lost. The repeat fails on the mark of the first, and counts as applied.
 *
 * The least and the greatest are part of the same write, under conditions of their own, for DynamoDB can add to a number but cannot keep
 * the lower of two. A run's extreme either beats the summary's, and is written on condition that it does, or it does not, and the write is made
 * on condition of that: no other write can come between the look and the write. Which of the two it is shows in the item that a failed condition
 * answers with; the first try takes it that there is nothing new, so only a new extreme costs one more write.
 *
 * A mark may go once its last record has left the stream, because then no record at or below it can be delivered; see mark.ts.
 */

/** Summaries written at once. */
const PARALLEL_WRITES = 24;

/** Distinct fields in one write; its expression stays within DynamoDB's limits of 4 KB and 300 operators. */
const MAX_FIELDS_PER_WRITE = 100;

/**
 * Each conflict takes at least one record off the run, tells which extremes are new, or comes from a rival that moves the mark or an extreme,
 * so a few rounds always do.
 */
const MAX_CONFLICTS = 10;

export interface SummaryWriter {
  dynamo: DynamoDBClient;
  summaryTable: string;
  /** Milliseconds since the Unix epoch. */
  now: () => number;
  logger: Pick<Logger, "warn">;
}

export interface Applied<T extends Entry> {
  /** Entries that this call added to the summary. */
  applied: number;
  /** Entries that were in the summary already. */
  alreadyApplied: number;
  /** Requests that write, those that a condition stopped included: DynamoDB charges for both. */
  writes: number;
  /** Why the last of the entries are not in the summary, and which they are; the others are. */
  failure?: { error: unknown; entries: readonly [T, ...T[]] };
}

/** Applies a shard's entries of several keys, some keys at once; one result a key. */
export async function applyGroups<T extends Entry>(
  writer: SummaryWriter,
  shardId: string,
  groups: ReadonlyMap<string, readonly T[]>,
): Promise<Applied<T>[]> {
  const results: Applied<T>[] = [];
  // The workers share one iterator: each takes the next group when it is free.
  const waiting = groups.values();
  const work = async () => {
    for (const group of waiting) results.push(await applyEntries(writer, shardId, group));
  };
  await Promise.all(Array.from({ length: PARALLEL_WRITES }, work));
  return results;
}

/**
 * Adds a shard's entries of one key to its summary, each exactly once, in one write unless some of them are there already.
 * @param entries of one key, in order
 */
async function applyEntries<T extends Entry>(
  writer: SummaryWriter,
  shardId: string,
  entries: readonly T[],
): Promise<Applied<T>> {
  const name = markName(shardId);
  const result: Applied<T> = { applied: 0, alreadyApplied: 0, writes: 0 };
  let pending = entries;
  let conflicts = 0;
  /** The summary as the last answer showed it. */
  let known: Item | undefined;
  while (isNotEmpty(pending)) {
    const { run, rest } = splitByFields(pending, MAX_FIELDS_PER_WRITE);
    result.writes += 1;
    const outcome = await writeRun(writer, name, run, known);
    if ("error" in outcome) return { ...result, failure: { error: outcome.error, entries: pending } };
    if ("written" in outcome) {
      result.applied += run.length;
      known = outcome.written;
      result.writes += await removeStaleMarks(writer, name, run[0].key, outcome.written);
      pending = rest;
      continue;
    }
    conflicts += 1;
    if (conflicts > MAX_CONFLICTS) {
      const error = new Error(
        `The summary kept changing under ${MAX_CONFLICTS} writes; its records need another delivery`,
      );
      return { ...result, failure: { error, entries: pending } };
    }
    known = outcome.conflict ?? {};
    const position = markedPosition(known, name);
    const above = pending.filter((entry) => entry.position > position);
    result.alreadyApplied += pending.length - above.length;
    pending = above;
  }
  return result;
}

type Item = Record<string, AttributeValue>;

async function writeRun(
  { dynamo, summaryTable, now }: SummaryWriter,
  name: string,
  run: readonly [Entry, ...Entry[]],
  known: Item | undefined,
): Promise<{ written: Item } | { conflict: Item | undefined } | { error: unknown }> {
  const { count, sums, extremes, first, last, createdAt } = fold(run);
  const fields = [...sums.keys()];
  try {
    const { conditions, settings, names, values } = extremeTerms(extremes, known);
    const mark = "attribute_not_exists(#mark) OR #mark < :first";
    const { Attributes: item = {} } = await dynamo.send(
      new UpdateItemCommand({
        TableName: summaryTable,
        Key: { SummaryID: { S: run[0].key } },
        ConditionExpression: conditions.length === 0 ? mark : [`(${mark})`, ...conditions].join(" AND "),
        UpdateExpression: `SET ${["#mark = :mark", "UpdatedAt = :now", ...settings].join(", ")} ADD ${[
          "ItemCount :count",
          ...fields.map((_, index) => `#f${index} :f${index}`),
        ].join(", ")}`,
        ExpressionAttributeNames: {
          "#mark": name,
          ...Object.fromEntries(fields.map((field, index) => [`#f${index}`, field])),
          ...names,
        },
        ExpressionAttributeValues: {
          ":first": { S: first },
          ":mark": { S: markOf(last, createdAt) },
          ":now": { S: new Date(now()).toISOString() },
          ":count": { N: String(count) },
          ...Object.fromEntries([...sums.values()].map((sum, index) => [`:f${index}`, { N: sum }])),
          ...values,
        },
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    return { written: item };
  } catch (error) {
    return error instanceof ConditionalCheckFailedException ? { conflict: error.Item } : { error };
  }
}

/** The parts of a write's expressions that keep extremes. @throws Error for a field that holds no number, as DynamoDB throws for a sum */
function extremeTerms(extremes: ReadonlyMap<string, Extreme>, known: Item | undefined) {
  const terms = [...extremes].map(([field, extreme], index) => {
    const isNew = known !== undefined && isNewExtreme(extreme, field, known[field]);
    const [name, value] = [`#e${index}`, `:e${index}`];
    const [worse, noWorse] = extreme.kind === "min" ? [">", "<="] : ["<", ">="];
    return {
      condition: isNew ? `(attribute_not_exists(${name}) OR ${name} ${worse} ${value})` : `${name} ${noWorse} ${value}`,
      settings: isNew ? [`${name} = ${value}`] : [],
      name: [name, field] as const,
      value: [value, { N: extreme.value }] as const,
    };
  });
  return {
    conditions: terms.map(({ condition }) => condition),
    settings: terms.flatMap(({ settings }) => settings),
    names: Object.fromEntries(terms.map(({ name }) => name)),
    values: Object.fromEntries(terms.map(({ value }) => value)),
  };
}

function isNewExtreme(extreme: Extreme, field: string, value: AttributeValue | undefined): boolean {
  if (value === undefined) return true;
  if (value.N !== undefined) return beats(extreme, value.N);
  throw Object.assign(new Error(`The field "${field}" of the summary holds no number`), {
    name: "ValidationException",
  });
}

/** @returns the writes it took, 0 or 1; a failure leaves the marks to a later call */
async function removeStaleMarks(
  { dynamo, summaryTable, now, logger }: SummaryWriter,
  own: string,
  key: string,
  item: Item,
): Promise<number> {
  const stale = removableMarks(item, own, now() / 1000);
  if (stale.length === 0) return 0;
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName: summaryTable,
        Key: { SummaryID: { S: key } },
        ConditionExpression: stale.map((_, index) => `#m${index} = :m${index}`).join(" AND "),
        UpdateExpression: `REMOVE ${stale.map((_, index) => `#m${index}`).join(", ")}`,
        ExpressionAttributeNames: Object.fromEntries(stale.map((entry, index) => [`#m${index}`, entry.name])),
        ExpressionAttributeValues: Object.fromEntries(stale.map((entry, index) => [`:m${index}`, { S: entry.mark }])),
      }),
    );
  } catch (error) {
    // Tidying up is never worth failing a batch that is applied: the next write of this summary tries again. Marks that moved
    // meanwhile are another writer's; any other failure may last, and then the item grows until nothing can be added to it.
    if (!(error instanceof ConditionalCheckFailedException)) {
      logger.warn("Marks that nobody needs any more could not be removed", { key, marks: stale.length, error });
    }
  }
  return 1;
}
