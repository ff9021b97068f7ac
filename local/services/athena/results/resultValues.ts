import {
  DuckDBDateValue,
  type DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from "@duckdb/node-api";
import { notSupported, QueryError } from "../queryError";
import { javaDouble, javaFloat } from "./javaNumbers";

/** A column of a result, as the API describes it. */
export interface ResultColumn {
  name: string;
  /** As Athena names it: `"varchar"`, `"row"`, `"timestamp with time zone"`. */
  type: string;
  precision: number;
  scale: number;
  caseSensitive: boolean;
}

const MAX_TEXT = 2_147_483_647;

const TYPES: Readonly<Partial<Record<DuckDBTypeId, readonly [type: string, precision: number]>>> = {
  [DuckDBTypeId.BOOLEAN]: ["boolean", 0],
  [DuckDBTypeId.TINYINT]: ["tinyint", 3],
  [DuckDBTypeId.SMALLINT]: ["smallint", 5],
  [DuckDBTypeId.INTEGER]: ["integer", 10],
  [DuckDBTypeId.BIGINT]: ["bigint", 19],
  // Sums over windows, which have no wider type in Trino.
  [DuckDBTypeId.HUGEINT]: ["bigint", 19],
  [DuckDBTypeId.FLOAT]: ["float", 17],
  [DuckDBTypeId.DOUBLE]: ["double", 17],
  [DuckDBTypeId.VARCHAR]: ["varchar", MAX_TEXT],
  [DuckDBTypeId.DATE]: ["date", 0],
  [DuckDBTypeId.TIMESTAMP]: ["timestamp", 3],
  [DuckDBTypeId.TIMESTAMP_TZ]: ["timestamp with time zone", 3],
  [DuckDBTypeId.LIST]: ["array", 0],
  [DuckDBTypeId.MAP]: ["map", 0],
  [DuckDBTypeId.STRUCT]: ["row", 0],
};

/** @throws QueryError for a type that Athena's answer would have in words that are not known here */
export function resultColumn(name: string, type: DuckDBType): ResultColumn {
  const caseSensitive = type.typeId === DuckDBTypeId.VARCHAR;
  if (type.typeId === DuckDBTypeId.DECIMAL) {
    const { width, scale } = type as DuckDBDecimalType;
    return { name, type: "decimal", precision: width, scale, caseSensitive };
  }
  if (type.alias === "JSON") return { name, type: "json", precision: 0, scale: 0, caseSensitive };
  const [known, precision] = TYPES[type.typeId] ?? [];
  if (known === undefined || precision === undefined) {
    throw notSupported(`a result of the type ${String(type).toLowerCase()} (column ${name})`);
  }
  return { name, type: known, precision, scale: 0, caseSensitive };
}

/** A value as Athena writes it; `undefined` for NULL. */
export function resultText(value: DuckDBValue, type: DuckDBType): string | undefined {
  if (value === null) return undefined;
  if (typeof value === "number") return type.typeId === DuckDBTypeId.FLOAT ? javaFloat(value) : numberText(value, type);
  if (value instanceof DuckDBDateValue || value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBTimestampTZValue) return `${timeText(value.micros)} UTC`;
  if (value instanceof DuckDBTimestampValue) return timeText(value.micros);
  if (value instanceof DuckDBListValue) {
    const { valueType } = type as unknown as { valueType: DuckDBType };
    return `[${value.items.map((item) => resultText(item, valueType) ?? "null").join(", ")}]`;
  }
  if (value instanceof DuckDBStructValue) {
    const { entryTypes, entryNames } = type as unknown as { entryTypes: DuckDBType[]; entryNames: string[] };
    const fields = Object.values(value.entries).map((item, index) => {
      const text = resultText(item, entryTypes[index] as DuckDBType) ?? "null";
      return entryNames[index] ? `${entryNames[index]}=${text}` : text;
    });
    return `{${fields.join(", ")}}`;
  }
  if (value instanceof DuckDBMapValue) {
    const { keyType, valueType } = type as unknown as { keyType: DuckDBType; valueType: DuckDBType };
    const entries = value.entries.map(
      (entry) => `${resultText(entry.key, keyType) ?? "null"}=${resultText(entry.value, valueType) ?? "null"}`,
    );
    return `{${entries.join(", ")}}`;
  }
  if (typeof value === "bigint" && BigInt.asIntN(64, value) !== value) {
    throw new QueryError("NUMERIC_VALUE_OUT_OF_RANGE", `bigint overflow: ${value}`);
  }
  return String(value);
}

function numberText(value: number, type: DuckDBType): string {
  return type.typeId === DuckDBTypeId.DOUBLE ? javaDouble(value) : String(value);
}

/** With milliseconds; what is finer is cut. */
function timeText(micros: bigint): string {
  const ms = micros >= 0n ? micros / 1000n : -((-micros + 999n) / 1000n);
  return new Date(Number(ms)).toISOString().replace("T", " ").replace("Z", "");
}
