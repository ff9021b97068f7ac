import type { Resource } from "../../engine/deployment";
import { type ConsoleParts, ofType, placeOf, type View } from "../parts";
import { resourceAskedFor } from "./page";

export const TABLE = "aws:dynamodb/table:Table";

/** Every table of the program. */
export const tables: View = async (parts) => ({
  tables: await Promise.all(ofType(parts.program, TABLE).map((resource) => tableLine(parts, resource))),
});

/** One table, with its indexes. */
export const table: View = async (parts, query) => {
  const resource = resourceAskedFor(parts.program, TABLE, query, "table");
  return { table: await tableLine(parts, resource) };
};

async function tableLine({ call, program }: ConsoleParts, resource: Resource): Promise<object> {
  const { state } = resource;
  const { Table: described = {} } = (await call("dynamodb", "DescribeTable", { TableName: state.name })) as {
    Table?: Record<string, unknown>;
  };
  return {
    ...placeOf(program, resource),
    name: String(state.name),
    keys: described.KeySchema ?? [],
    attributes: described.AttributeDefinitions ?? [],
    indexes: [...listOf(described.GlobalSecondaryIndexes), ...listOf(described.LocalSecondaryIndexes)],
    items: Number(described.ItemCount ?? 0),
    bytes: Number(described.TableSizeBytes ?? 0),
    hasStream: state.streamEnabled === true,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
