import { notSupported, syntaxError } from "../queryError";
import { isSymbol, isWord, place, type Token } from "./tokens";

/** Trino's names of types that have no parts, and DuckDB's. */
const SCALARS: Readonly<Record<string, string>> = {
  BOOLEAN: "BOOLEAN",
  TINYINT: "TINYINT",
  SMALLINT: "SMALLINT",
  INTEGER: "INTEGER",
  INT: "INTEGER",
  BIGINT: "BIGINT",
  REAL: "FLOAT",
  DOUBLE: "DOUBLE",
  VARCHAR: "VARCHAR",
  STRING: "VARCHAR",
  DATE: "DATE",
  TIMESTAMP: "TIMESTAMP",
  DECIMAL: "DECIMAL(38,0)",
};

/** Digits of a second that a timestamp has here: those of Athena's tables. */
const TIMESTAMP_PRECISION = 3;

/**
 * Reads the type that begins at a token.
 * @param end of the token after the type
 * @throws QueryError for a type that is not known, or that would lose what it says here
 */
export function readType(sql: string, tokens: readonly Token[], start: number): { duckdb: string; end: number } {
  let at = start;
  const expect = (symbol: string) => {
    const token = tokens[at++];
    if (!isSymbol(token, symbol)) {
      throw syntaxError(
        `${place(sql, token?.at ?? sql.length)}: mismatched input '${token?.text ?? "<EOF>"}'. Expecting: '${symbol}'`,
      );
    }
  };
  const numbers = (): number[] => {
    if (!isSymbol(tokens[at], "(")) return [];
    const found: number[] = [];
    do {
      at++;
      found.push(Number(tokens[at++]?.text));
    } while (isSymbol(tokens[at], ","));
    expect(")");
    return found;
  };
  const fields = (): string => {
    const parts: string[] = [];
    do {
      if (parts.length > 0) at++;
      const name = tokens[at++];
      if (
        (name?.kind !== "word" && name?.kind !== "quoted") ||
        isSymbol(tokens[at], ",") ||
        isSymbol(tokens[at], ")")
      ) {
        throw notSupported("a row type with fields that have no names", "name them: row(id varchar)");
      }
      parts.push(`"${name.text.replaceAll('"', "")}" ${type()}`);
    } while (isSymbol(tokens[at], ","));
    return parts.join(", ");
  };
  const timestamp = (): string => {
    const [precision = TIMESTAMP_PRECISION] = numbers();
    if (precision !== TIMESTAMP_PRECISION) throw notSupported(`timestamp(${precision})`, "use timestamp");
    if (!isWord(tokens[at], "WITH")) return "TIMESTAMP";
    at += 3;
    return "TIMESTAMPTZ";
  };
  function type(): string {
    const token = tokens[at++];
    const name = token?.kind === "word" ? token.text.toUpperCase() : "";
    if (name === "ARRAY") {
      expect("(");
      const element = type();
      expect(")");
      return `${element}[]`;
    }
    if (name === "MAP") {
      expect("(");
      const key = type();
      expect(",");
      const value = type();
      expect(")");
      return `MAP(${key}, ${value})`;
    }
    if (name === "ROW") {
      expect("(");
      const list = fields();
      expect(")");
      return `STRUCT(${list})`;
    }
    if (name === "TIMESTAMP") return timestamp();
    if (name === "DECIMAL" && isSymbol(tokens[at], "(")) {
      const [precision = 38, scale = 0] = numbers();
      return `DECIMAL(${precision},${scale})`;
    }
    if ((name === "VARCHAR" || name === "CHAR") && isSymbol(tokens[at], "(")) {
      throw notSupported(`the type ${name.toLowerCase()}(n)`, "use varchar, and substr to cut");
    }
    if (name === "JSON") throw notSupported("a CAST to json", "use json_parse");
    const known = Object.hasOwn(SCALARS, name) ? SCALARS[name] : undefined;
    if (known !== undefined) return known;
    throw notSupported(
      `the type ${token?.text ?? ""}`,
      `supported: ${Object.keys(SCALARS).join(", ")}, array, map, row`,
    );
  }
  const duckdb = type();
  return { duckdb, end: at };
}
