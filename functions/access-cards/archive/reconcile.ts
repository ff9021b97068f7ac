import { type AttributeValue, BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import type { CardEventType } from "../event";
import type { Ledger } from "./fileAccount";
import {
  archivedAttribute,
  CARD_EVENT_TYPES,
  hourKey,
  hourOf,
  LEDGER_KEY,
  producedAttribute,
  type TypeCounts,
} from "./ledgerItem";

/** The ledger's counts for an hour. */
export interface HourTotals {
  /** `"2026-11-21T09"`, UTC */
  hour: string;
  produced: TypeCounts;
  archived: TypeCounts;
}

/** Events of one hour and type of which not as many are archived as were produced. */
export interface Difference {
  hour: string;
  type: CardEventType;
  produced: number;
  archived: number;
}

const HOUR_MS = 3_600_000;
/** Items that one read asks for, at most (DynamoDB API reference, `BatchGetItem`). */
const ITEMS_A_READ = 100;

/**
 * Reads the ledger's hours of a time range, those that have anything, in order.
 * @param from milliseconds; its hour is the first
 * @param to milliseconds, exclusive
 */
export async function readHours(ledger: Ledger, from: number, to: number): Promise<HourTotals[]> {
  const hours: string[] = [];
  for (let time = Math.floor(from / HOUR_MS) * HOUR_MS; time < to; time += HOUR_MS) {
    hours.push(hourOf({ occurred_at: time }));
  }
  const totals = new Map<string, HourTotals>();
  for (let start = 0; start < hours.length; start += ITEMS_A_READ) {
    const asked = hours.slice(start, start + ITEMS_A_READ);
    for (const item of await readItems(ledger, asked)) {
      const hour = item[LEDGER_KEY]?.S?.slice(hourKey("").length) ?? "";
      totals.set(hour, { hour, produced: counts(item, producedAttribute), archived: counts(item, archivedAttribute) });
    }
  }
  return hours.flatMap((hour) => totals.get(hour) ?? []);
}

/**
 * Says where archive and production differ. More produced than archived: not archived yet, refused since, or lost. More archived than
 * produced: something delivered some twice.
 */
export function reconcile(hours: readonly HourTotals[]): Difference[] {
  return hours.flatMap(({ hour, produced, archived }) =>
    CARD_EVENT_TYPES.map((type) => ({
      hour,
      type,
      produced: produced[type] ?? 0,
      archived: archived[type] ?? 0,
    })).filter((account) => account.produced !== account.archived),
  );
}

async function readItems({ dynamo, ledgerTable }: Ledger, hours: readonly string[]) {
  const items: Record<string, AttributeValue>[] = [];
  let keys = hours.map((hour) => ({ [LEDGER_KEY]: { S: hourKey(hour) } }));
  while (keys.length > 0) {
    const { Responses: responses, UnprocessedKeys: rest } = await dynamo.send(
      new BatchGetItemCommand({ RequestItems: { [ledgerTable]: { Keys: keys, ConsistentRead: true } } }),
    );
    items.push(...(responses?.[ledgerTable] ?? []));
    keys = (rest?.[ledgerTable]?.Keys ?? []) as typeof keys;
  }
  return items;
}

function counts(item: Record<string, AttributeValue>, attribute: (type: CardEventType) => string): TypeCounts {
  return Object.fromEntries(
    CARD_EVENT_TYPES.flatMap((type) => {
      const number = item[attribute(type)]?.N;
      return number === undefined ? [] : [[type, Number(number)]];
    }),
  );
}
