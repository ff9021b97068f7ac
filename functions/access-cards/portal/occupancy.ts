import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Areas } from "../areas";
import { OCCUPANCY_TABLE_KEY, occupancyAreaKey, occupancyGateKey } from "../occupancy";

export interface OccupancyTable {
  dynamo: DynamoDBClient;
  occupancyTable: string;
}

export interface AreaOccupancy {
  area: string;
  inside: number;
  max_occupancy?: number;
  gates: { gate_id: string; entries: number; exits: number; denied: number }[];
}

/** Items that one read asks for, at most (DynamoDB API reference, `BatchGetItem`). */
const ITEMS_A_READ = 100;

/** Reads how many people are in each area, and what passed each gate; what has not been counted yet is 0. */
export async function readOccupancy(table: OccupancyTable, areas: Areas): Promise<AreaOccupancy[]> {
  const keys = Object.entries(areas).flatMap(([area, { gates }]) => [
    occupancyAreaKey(area),
    ...gates.map(occupancyGateKey),
  ]);
  const items = new Map<string, Record<string, AttributeValue>>();
  for (let start = 0; start < keys.length; start += ITEMS_A_READ) {
    await readItems(table, keys.slice(start, start + ITEMS_A_READ), items);
  }
  const number = (key: string, attribute: string) => Number(items.get(key)?.[attribute]?.N ?? 0);
  return Object.entries(areas).map(([area, { gates, maxOccupancy }]) => ({
    area,
    inside: number(occupancyAreaKey(area), "inside"),
    ...(maxOccupancy !== undefined && { max_occupancy: maxOccupancy }),
    gates: gates.map((gate_id) => {
      const key = occupancyGateKey(gate_id);
      return {
        gate_id,
        entries: number(key, "entries"),
        exits: number(key, "exits"),
        denied: number(key, "denied"),
      };
    }),
  }));
}

async function readItems(
  { dynamo, occupancyTable }: OccupancyTable,
  wanted: readonly string[],
  items: Map<string, Record<string, AttributeValue>>,
): Promise<void> {
  let keys: Record<string, AttributeValue>[] = wanted.map((key) => ({ [OCCUPANCY_TABLE_KEY]: { S: key } }));
  while (keys.length > 0) {
    const { Responses: responses, UnprocessedKeys: rest } = await dynamo.send(
      new BatchGetItemCommand({ RequestItems: { [occupancyTable]: { Keys: keys } } }),
    );
    for (const item of responses?.[occupancyTable] ?? []) items.set(item[OCCUPANCY_TABLE_KEY]?.S ?? "", item);
    keys = rest?.[occupancyTable]?.Keys ?? [];
  }
}
