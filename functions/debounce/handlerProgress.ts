import { type AttributeValue, type DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../shared/clock";
import type { WorkerLog } from "../shared/queueWorker/worker";

/*
 * How processors know what handlers have not seen yet: as in stream processing, by a watermark. A handler that has work writes down,
 * twice a second, when the oldest of the webhooks that it has in hand or has just handled was sent. Queues hand out messages roughly
 * in the order in which they were sent, so what was sent before has been seen. A handler without work has nothing to tell and takes
 * its line away; one that has died is no longer believed after a few seconds. Where nobody tells anything, nothing is known to wait.
 */

/** Key of the item in the tracking table that handlers write to. It is no entity: their ids hold no zero character. */
const ITEM_KEY = { entityId: { S: "\0handlers" } };

const REPORT_EVERY_MS = 500;
/** After it a line is that of a handler that has died. */
const BELIEVED_MS = 5000;
/** After it another handler takes such a line away. */
const STALE_MS = 60_000;

/** The work that a handler has in hand. */
export interface HandlerProgress {
  /**
   * A webhook has been received for the first time. Those that come again were seen before, and tell nothing of the queue.
   * @returns to be called when it has been handled, or has failed
   */
  begin(sentAt: number): () => void;
}

export interface HandlerProgressDependencies {
  clock: Clock;
  log: WorkerLog;
  /** @param until what was sent before has been seen; `undefined` for a handler without work */
  report(until: number | undefined): Promise<void>;
}

export function createHandlerProgress({ clock, log, report }: HandlerProgressDependencies): HandlerProgress {
  const inHand = new Map<object, number>();
  /** When the oldest of those that were handled since the last report was sent. */
  let handled = Number.POSITIVE_INFINITY;
  let reporting = false;

  const tell = async (): Promise<void> => {
    const until = Math.min(handled, ...inHand.values());
    handled = Number.POSITIVE_INFINITY;
    await report(until === Number.POSITIVE_INFINITY ? undefined : until).catch((error: unknown) => {
      log.warn("could not tell how far the queue has been handled", { error });
    });
    const isIdle = until === Number.POSITIVE_INFINITY && inHand.size === 0 && handled === Number.POSITIVE_INFINITY;
    reporting = !isIdle;
    if (reporting) clock.after(REPORT_EVERY_MS, () => void tell());
  };

  return {
    begin(sentAt) {
      const entry = {};
      inHand.set(entry, sentAt);
      if (!reporting) {
        reporting = true;
        void tell();
      }
      return () => {
        inHand.delete(entry);
        handled = Math.min(handled, sentAt);
      };
    },
  };
}

export interface ProgressTable {
  dynamo: DynamoDBClient;
  table: string;
  clock: Clock;
}

/** Writes one handler's line. @param name of the handler, that no other one has */
export function createProgressReport({ dynamo, table, clock }: ProgressTable, name: string) {
  let stale: string[] = [];
  return async (until: number | undefined): Promise<void> => {
    const removed = [...(until === undefined ? [name] : []), ...stale];
    const names = [...new Set([name, ...stale])];
    const placeOf = (attribute: string) => `#h${names.indexOf(attribute)}`;
    const now = clock.now();
    const { Attributes = {} } = await dynamo.send(
      new UpdateItemCommand({
        TableName: table,
        Key: ITEM_KEY,
        UpdateExpression: [
          ...(until === undefined ? [] : [`SET ${placeOf(name)} = :line`]),
          ...(removed.length === 0 ? [] : [`REMOVE ${removed.map(placeOf).join(", ")}`]),
        ].join(" "),
        ExpressionAttributeNames: Object.fromEntries(names.map((attribute) => [placeOf(attribute), attribute])),
        ...(until !== undefined && {
          ExpressionAttributeValues: { ":line": { M: { at: { N: String(now) }, until: { N: String(until) } } } },
        }),
        ReturnValues: "ALL_NEW",
      }),
    );
    stale = linesOf(Attributes)
      .filter((line) => line.at < now - STALE_MS && line.name !== name)
      .map((line) => line.name)
      .slice(0, 20);
  };
}

/**
 * @returns up to when all that was sent has been seen, in milliseconds since the Unix epoch; infinity where nothing is known to wait
 */
export async function readHandledUntil(
  { dynamo, table, clock }: ProgressTable,
  abortSignal: AbortSignal,
): Promise<number> {
  const { Item = {} } = await dynamo.send(
    new GetItemCommand({ TableName: table, Key: ITEM_KEY, ConsistentRead: true }),
    { abortSignal },
  );
  const now = clock.now();
  const believed = linesOf(Item).filter(({ at }) => at >= now - BELIEVED_MS);
  return Math.min(Number.POSITIVE_INFINITY, ...believed.map(({ until }) => until));
}

function linesOf(item: Record<string, AttributeValue>): { name: string; at: number; until: number }[] {
  return Object.entries(item).flatMap(([name, { M: line }]) =>
    line === undefined ? [] : [{ name, at: Number(line.at?.N), until: Number(line.until?.N) }],
  );
}
