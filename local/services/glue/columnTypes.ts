/** A type of Hive's, taken apart. */
export type ColumnType =
  | { kind: "scalar"; name: ScalarName }
  | { kind: "decimal"; precision: number; scale: number }
  | { kind: "array"; element: ColumnType }
  | { kind: "map"; key: ColumnType; value: ColumnType }
  | { kind: "struct"; fields: readonly { name: string; type: ColumnType }[] };

export type ScalarName = keyof typeof SCALARS;

/** Hive's name, that of Athena's SQL, and DuckDB's. A timestamp has milliseconds in Athena; DuckDB's own have more. */
const SCALARS = {
  string: { sql: "varchar", duckdb: "VARCHAR" },
  boolean: { sql: "boolean", duckdb: "BOOLEAN" },
  tinyint: { sql: "tinyint", duckdb: "TINYINT" },
  smallint: { sql: "smallint", duckdb: "SMALLINT" },
  int: { sql: "integer", duckdb: "INTEGER" },
  bigint: { sql: "bigint", duckdb: "BIGINT" },
  float: { sql: "real", duckdb: "FLOAT" },
  double: { sql: "double", duckdb: "DOUBLE" },
  date: { sql: "date", duckdb: "DATE" },
  timestamp: { sql: "timestamp(3)", duckdb: "TIMESTAMP" },
} as const;

const SYNONYMS: Readonly<Record<string, ScalarName>> = { integer: "int" };

/** @throws Error that names the part of the type that is not known */
export function parseColumnType(text: string): ColumnType {
  const parser = new TypeParser(text);
  const type = parser.type();
  parser.end();
  return type;
}

/** As `DESCRIBE` and messages have it: `"row(id varchar, at timestamp(3))"`. */
export function sqlType(type: ColumnType): string {
  switch (type.kind) {
    case "scalar":
      return SCALARS[type.name].sql;
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "array":
      return `array(${sqlType(type.element)})`;
    case "map":
      return `map(${sqlType(type.key)}, ${sqlType(type.value)})`;
    case "struct":
      return `row(${type.fields.map((field) => `${field.name} ${sqlType(field.type)}`).join(", ")})`;
  }
}

/** The type of the column in DuckDB, as its SQL writes it. */
export function duckdbType(type: ColumnType): string {
  switch (type.kind) {
    case "scalar":
      return SCALARS[type.name].duckdb;
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "array":
      return `${duckdbType(type.element)}[]`;
    case "map":
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`;
    case "struct":
      return `STRUCT(${type.fields.map((field) => `"${field.name}" ${duckdbType(field.type)}`).join(", ")})`;
  }
}

class TypeParser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(readonly text: string) {
    this.#tokens = text.toLowerCase().match(/[\w$-]+|[<>(),:]/g) ?? [];
    if (this.#tokens.join("") !== text.toLowerCase().replace(/\s/g, ""))
      throw this.#wrong("it has characters of no type");
  }

  type(): ColumnType {
    const name = this.#next();
    if (name === "array") return this.#within("<", ">", () => ({ kind: "array", element: this.type() }));
    if (name === "map") {
      return this.#within("<", ">", () => {
        const key = this.type();
        this.#expect(",");
        return { kind: "map", key, value: this.type() };
      });
    }
    if (name === "struct") return this.#within("<", ">", () => ({ kind: "struct", fields: this.#fields() }));
    if (name === "decimal") return this.#decimal();
    if (name === "varchar") {
      throw this.#wrong("varchar(n) is not supported locally yet: declare the column as string");
    }
    const scalar = SYNONYMS[name] ?? name;
    if (Object.hasOwn(SCALARS, scalar)) return { kind: "scalar", name: scalar as ScalarName };
    const known = [...Object.keys(SCALARS), "decimal", "array", "map", "struct"].join(", ");
    throw this.#wrong(`"${name}" is not supported locally (supported: ${known})`);
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw this.#wrong(`"${this.#tokens[this.#at]}" follows its end`);
  }

  #decimal(): ColumnType {
    if (this.#tokens[this.#at] !== "(") return { kind: "decimal", precision: 10, scale: 0 };
    return this.#within("(", ")", () => {
      const precision = Number(this.#next());
      if (this.#tokens[this.#at] !== ",") return { kind: "decimal", precision, scale: 0 };
      this.#expect(",");
      return { kind: "decimal", precision, scale: Number(this.#next()) };
    });
  }

  #fields(): { name: string; type: ColumnType }[] {
    const fields: { name: string; type: ColumnType }[] = [];
    do {
      if (fields.length > 0) this.#expect(",");
      const name = this.#next();
      this.#expect(":");
      fields.push({ name, type: this.type() });
    } while (this.#tokens[this.#at] === ",");
    return fields;
  }

  #within<T>(open: string, close: string, read: () => T): T {
    this.#expect(open);
    const result = read();
    this.#expect(close);
    return result;
  }

  #expect(token: string): void {
    const found = this.#next();
    if (found !== token) throw this.#wrong(`"${token}" is expected where "${found}" stands`);
  }

  #next(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw this.#wrong("it ends too early");
    return token;
  }

  #wrong(why: string): Error {
    return new Error(`the column type "${this.text}": ${why}`);
  }
}
