import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  type DuckDBValue,
  listValue,
  mapValue,
  structValue,
} from "@duckdb/node-api";
import { isRecord } from "../../../base/isRecord";
import { type ColumnType, sqlType } from "../../glue/columnTypes";
import type { Table } from "../../glue/glue";
import { type SerdeProperties, serdeProperties } from "../../glue/serdeProperties";
import { notSupported, QueryError } from "../queryError";

type Json = unknown;

/** Limits of Trino's whole numbers. */
const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  tinyint: [-128n, 127n],
  smallint: [-32_768n, 32_767n],
  int: [-2_147_483_648n, 2_147_483_647n],
  bigint: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
};
/** Digits that a number of JavaScript keeps. */
const EXACT_DIGITS = 15;

/**
 * The OpenX JSON SerDe: one JSON object a line to the values of columns. Where that SerDe would answer something that depends on
 * what JavaScript's reading of JSON has lost (digits of a number), the query fails instead.
 * Source: Athena User Guide, "OpenX JSON SerDe".
 */
export class Serde {
  readonly #properties: SerdeProperties;

  /** @param columns those that the query needs, partition keys left out */
  constructor(
    readonly table: Pick<Table, "serdeParameters" | "types">,
    readonly columns: readonly string[],
  ) {
    this.#properties = serdeProperties(table);
  }

  /** @throws QueryError `HIVE_CURSOR_ERROR` or `HIVE_BAD_DATA` */
  row(line: string): DuckDBValue[] {
    const object = this.#parse(line);
    if (!object) return this.columns.map(() => null);
    const values = this.#folded(object);
    return this.columns.map((column) => {
      const key = this.#properties.mapping[column];
      const value = key === undefined ? values.get(column) : values.get(this.#fold(key));
      return this.#column(column, value);
    });
  }

  #parse(line: string): Record<string, Json> | undefined {
    try {
      const value: Json = JSON.parse(line);
      if (isRecord(value)) return value as Record<string, Json>;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    if (this.#properties.ignoreMalformed) return undefined;
    throw new QueryError("HIVE_CURSOR_ERROR", `Row is not a valid JSON Object - JSONException: ${line.slice(0, 200)}`);
  }

  #column(column: string, value: Json): DuckDBValue {
    const type = this.table.types.get(column);
    if (!type) throw new Error(`the table has no column ${column}`);
    try {
      return this.#value(type, value);
    } catch (error) {
      if (!(error instanceof QueryError) || error.code !== "HIVE_BAD_DATA") throw error;
      if (this.#properties.nullForInvalid) return null;
      throw new QueryError(
        "HIVE_BAD_DATA",
        `Error parsing field value for field ${column}: ${error.message.slice(15)}`,
      );
    }
  }

  #value(type: ColumnType, value: Json): DuckDBValue {
    if (value === null || value === undefined) return null;
    switch (type.kind) {
      case "array":
        if (!Array.isArray(value)) throw badData(type, value);
        return listValue(value.map((element) => this.#value(type.element, element)));
      case "map":
        return mapValue(
          Object.entries(objectOf(type, value)).map(([key, element]) => ({
            key: this.#value(type.key, key),
            value: this.#value(type.value, element),
          })),
        );
      case "struct": {
        const values = this.#folded(objectOf(type, value));
        return structValue(
          Object.fromEntries(type.fields.map((field) => [field.name, this.#value(field.type, values.get(field.name))])),
        );
      }
      case "decimal":
        return decimal(type, value);
      case "scalar":
        return scalar(type, value);
    }
  }

  #folded(object: Record<string, Json>): Map<string, Json> {
    return new Map(Object.entries(object).map(([key, value]) => [this.#fold(key), value]));
  }

  #fold(key: string): string {
    return this.#properties.caseInsensitive ? key.toLowerCase() : key;
  }
}

function scalar(type: ColumnType & { kind: "scalar" }, value: Json): DuckDBValue {
  switch (type.name) {
    case "string":
      if (typeof value === "string") return value;
      // The SerDe hands on what is not a text in the words of its own JSON writer.
      return typeof value === "number" ? String(exactly(value)) : JSON.stringify(value);
    case "boolean":
      if (typeof value === "boolean") return value;
      if (value === "true" || value === "false") return value === "true";
      throw badData(type, value);
    case "tinyint":
    case "smallint":
    case "int":
    case "bigint":
      return whole(type, value);
    case "float":
    case "double": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number !== "number" || Number.isNaN(number)) throw badData(type, value);
      return number;
    }
    case "date":
      return new DuckDBDateValue(Number(millisecondsOf(type, value, /^(\d{4})-(\d{2})-(\d{2})$/) / 86_400_000n));
    case "timestamp":
      return new DuckDBTimestampValue(
        millisecondsOf(type, value, /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z)?$/) * 1000n,
      );
  }
}

function whole(type: ColumnType & { kind: "scalar" }, value: Json): DuckDBValue {
  if (typeof value !== "number" && typeof value !== "string") throw badData(type, value);
  if (!/^[+-]?\d+$/.test(String(exactly(value)))) throw badData(type, value);
  const [least, greatest] = RANGES[type.name] ?? [0n, 0n];
  const number = BigInt(value);
  if (number < least || number > greatest) throw badData(type, value);
  return type.name === "bigint" ? number : Number(number);
}

function decimal(type: ColumnType & { kind: "decimal" }, value: Json): DuckDBValue {
  const [, sign = "", digits = "", fraction = ""] = String(exactly(value)).match(/^([+-]?)(\d+)(?:\.(\d+))?$/) ?? [];
  if (digits === "" || fraction.length > type.scale || digits.length + type.scale > type.precision) {
    throw badData(type, value);
  }
  const unscaled = BigInt(`${digits}${fraction.padEnd(type.scale, "0")}`);
  return new DuckDBDecimalValue(sign === "-" ? -unscaled : unscaled, type.precision, type.scale);
}

/** Since the epoch, in UTC. */
function millisecondsOf(type: ColumnType, value: Json, pattern: RegExp): bigint {
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = ""] =
    (typeof value === "string" ? value.match(pattern) : null) ?? [];
  if (year === undefined) throw badData(type, value);
  const ms = Date.UTC(
    ...([Number(year), Number(month) - 1, Number(day)] as const),
    ...([Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, "0").slice(0, 3))] as const),
  );
  const date = new Date(ms);
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day) || Number(hour) > 23) {
    throw badData(type, value);
  }
  return BigInt(ms);
}

function exactly<T extends Json>(value: T): T {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  if (!Number.isInteger(value) && String(value).replace(/\D/g, "").length <= EXACT_DIGITS) return value;
  throw notSupported(`the number ${value} in JSON, with more than ${EXACT_DIGITS} digits,`, "write it as a string");
}

function objectOf(type: ColumnType, value: Json): Record<string, Json> {
  if (isRecord(value)) return value as Record<string, Json>;
  throw badData(type, value);
}

function badData(type: ColumnType, value: Json): QueryError {
  return new QueryError(
    "HIVE_BAD_DATA",
    `For input string: "${typeof value === "string" ? value : JSON.stringify(value)}" is no ${sqlType(type)}`,
  );
}
