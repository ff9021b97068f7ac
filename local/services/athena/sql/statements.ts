import { AwsError } from "../../../base/awsError";
import { QueryError } from "../queryError";
import { identifier, isSymbol, isWord, type Token, tokensOf } from "./tokens";

/** A statement: a query, or a question about the catalog. */
export type Statement =
  | { kind: "query" }
  | { kind: "explain"; query: string }
  | { kind: "show databases" }
  | { kind: "show tables"; database?: string | undefined }
  | { kind: "show columns" | "describe"; database?: string | undefined; table: string };

const QUERIES = ["SELECT", "WITH", "VALUES", "TABLE"];

/**
 * Refuses what the local cloud does not run, before it is queued, as Athena does with statements that it does not know.
 * @throws AwsError `InvalidRequestException` that names the statement, or where its words are not SQL
 */
export function statementOf(query: string): Statement {
  try {
    const tokens = tokensOf(query);
    while (isSymbol(tokens.at(-1), ";")) tokens.pop();
    if (
      isWord(
        tokens.find((token) => !isSymbol(token, "(")),
        ...QUERIES,
      )
    )
      return { kind: "query" };
    const known = aboutTheCatalog(query, tokens);
    if (known) return known;
    const [first, second] = tokens;
    const name = isWord(first, "SHOW", "EXPLAIN")
      ? `${first?.text} ${second?.text ?? ""}`
      : (first?.text ?? "an empty query");
    throw invalid(
      `Queries of this type are not supported: ${name.toUpperCase()} (the local cloud runs ${QUERIES.join(", ")}, ` +
        "EXPLAIN of these, SHOW DATABASES, SHOW TABLES, SHOW COLUMNS and DESCRIBE)",
    );
  } catch (error) {
    throw error instanceof QueryError ? invalid(error.message) : error;
  }
}

function aboutTheCatalog(query: string, tokens: readonly Token[]): Statement | undefined {
  const [first, second, third] = tokens;
  if (isWord(first, "EXPLAIN") && isWord(second, ...QUERIES))
    return { kind: "explain", query: query.slice(second?.at) };
  if (isWord(first, "DESCRIBE", "DESC")) return tableNamed("describe", tokens.slice(1));
  if (!isWord(first, "SHOW")) return undefined;
  if (isWord(second, "DATABASES", "SCHEMAS") && tokens.length === 2) return { kind: "show databases" };
  const isPlaced = isWord(third, "IN", "FROM");
  if (isWord(second, "COLUMNS") && isPlaced) return tableNamed("show columns", tokens.slice(3));
  if (!isWord(second, "TABLES")) return undefined;
  if (tokens.length === 2) return { kind: "show tables" };
  const database = identifier(tokens[3]);
  return isPlaced && database !== undefined && tokens.length === 4 ? { kind: "show tables", database } : undefined;
}

function tableNamed(kind: "show columns" | "describe", tokens: readonly Token[]): Statement | undefined {
  const [database, table] = [identifier(tokens[0]), identifier(tokens[2])];
  if (tokens.length === 1 && database !== undefined) return { kind, table: database };
  return tokens.length === 3 && isSymbol(tokens[1], ".") && table !== undefined ? { kind, database, table } : undefined;
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidRequestException", message);
}
