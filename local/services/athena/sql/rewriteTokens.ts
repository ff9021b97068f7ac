import { notSupported, QueryError, syntaxError } from "../queryError";
import { isSymbol, isWord, place, type Token } from "./tokens";
import { readType } from "./typeNames";

const INTERVAL_UNITS = ["SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "YEAR"];
/** Where only DuckDB goes on, from a keyword that begins a query. */
const BEGINNINGS: ReadonlySet<string> = new Set(["FROM", "PIVOT", "UNPIVOT", "SUMMARIZE", "DESCRIBE", "SHOW"]);
/** Words that DuckDB's grammar has and Trino's has not, but for names: refused wherever they stand as keywords. */
const FOREIGN: ReadonlySet<string> = new Set([
  ...["QUALIFY", "PIVOT", "UNPIVOT", "ASOF", "POSITIONAL", "SEMI", "ANTI", "ILIKE", "SIMILAR", "GLOB", "USING_SAMPLE"],
  ...["ISNULL", "NOTNULL", "TABLESAMPLE", "LISTAGG", "MATCH_RECOGNIZE", "NATURAL", "RECURSIVE", "COLLATE", "LATERAL"],
]);

/** Words that DuckDB reserves, and that are plain names to Trino: quoted, they are to both. */
const NAMES: ReadonlySet<string> = new Set([
  ...["ANALYSE", "ANALYZE", "ASYMMETRIC", "AT", "AUTHORIZATION", "BINARY", "CHECK", "COLLATION", "COLUMN", "COLUMNS"],
  ...[
    "CONCURRENTLY",
    "DEFAULT",
    "DEFERRABLE",
    "DO",
    "FOREIGN",
    "FREEZE",
    "GENERATED",
    "INITIALLY",
    "LAMBDA",
    "OVERLAPS",
  ],
  ...["PLACING", "PRIMARY", "REFERENCES", "RETURNING", "SHOW", "STRUCT", "SUMMARIZE", "SYMMETRIC", "TO", "UNIQUE"],
  ...["UNPACK", "VARIADIC", "VERBOSE"],
]);

/**
 * The query in words that DuckDB's parser reads the same way. Everything else is translated in the parsed query; these few
 * are not there any more, or never arrive there:
 * - Trino's names of types (`array(bigint)`, `row(id varchar)`, `timestamp(3)`) are no grammar of DuckDB's;
 * - a `DECIMAL` literal has as many digits as are written, and a `JSON` literal is read as `json_parse` does;
 * - a `TIMESTAMP` literal with a zone is a timestamp with time zone, where DuckDB drops the zone;
 * - numbers that JSON, in which the parsed query comes, would round are given as text, and so are doubles, which it would make decimals;
 * - `IF` without an ELSE gets one;
 * - an interval is `INTERVAL '<number>' <unit>` only: DuckDB also takes words inside of the text.
 *
 * @throws QueryError
 */
export function rewriteTokens(sql: string, tokens: readonly Token[]): string {
  const output: string[] = [];
  const casts: number[] = [];
  const elses = missingElses(tokens);
  let depth = 0;
  for (let index = 0; index < tokens.length; index++) {
    const [before, token, next] = [tokens[index - 1], tokens[index] as Token, tokens[index + 1]];
    checkGrammar(sql, before, token, next);
    if (isSymbol(token, "(")) {
      depth++;
      if (isWord(before, "CAST", "TRY_CAST")) casts.push(depth);
    }
    if (isSymbol(token, ")")) {
      if (casts.at(-1) === depth) casts.pop();
      depth--;
    }
    if (isWord(token, "AS") && casts.at(-1) === depth) {
      const type = readType(sql, tokens, index + 1);
      output.push("AS", type.duckdb);
      index = type.end - 1;
      continue;
    }
    if (isWord(token, "TIMESTAMP") && next?.kind === "string") {
      output.push(...timestampLiteral(next.text));
      index++;
      continue;
    }
    if (isWord(token, "DATE") && next?.kind === "string") checkDate(sql, token, next);
    if (isWord(token, "DECIMAL") && next?.kind === "string") {
      output.push(decimalLiteral(sql, token, next));
      index++;
      continue;
    }
    if (isWord(token, "JSON") && next?.kind === "string") {
      output.push(`json_parse(${next.text})`);
      index++;
      continue;
    }
    if (isWord(token, "INTERVAL") && next) checkInterval(sql, tokens, index);
    if (elses.has(index)) output.push(", NULL");
    output.push(plain(sql, token, next));
  }
  return output.join(" ");
}

function checkGrammar(sql: string, before: Token | undefined, token: Token, next: Token | undefined): void {
  if (token.kind !== "word") return;
  const word = token.text.toUpperCase();
  const begins = before === undefined || isSymbol(before, "(");
  const isName = isSymbol(before, ".") || isSymbol(next, ".") || isWord(before, "AS");
  if (begins && BEGINNINGS.has(word)) throw syntaxError(`${place(sql, token.at)}: mismatched input '${token.text}'`);
  if (FOREIGN.has(word) && !isName) throw notSupported(`${word} (${place(sql, token.at)})`);
}

/** Indexes of the `)` of an `IF` with two arguments. */
function missingElses(tokens: readonly Token[]): ReadonlySet<number> {
  const open: { isIf: boolean; commas: number }[] = [];
  const found = new Set<number>();
  for (const [index, token] of tokens.entries()) {
    const inner = open.at(-1);
    if (isSymbol(token, "(") || isSymbol(token, "[")) {
      open.push({ isIf: isSymbol(token, "(") && isWord(tokens[index - 1], "IF"), commas: 0 });
    } else if (isSymbol(token, ",") && inner) inner.commas++;
    else if (isSymbol(token, ")") || isSymbol(token, "]")) {
      if (inner?.isIf && inner.commas === 1) found.add(index);
      open.pop();
    }
  }
  return found;
}

function plain(sql: string, token: Token, next: Token | undefined): string {
  if (token.kind === "number") return numberLiteral(sql, token);
  const isName = isWord(token, ...NAMES) && !(isWord(token, "AT") && isWord(next, "TIME"));
  return isName ? `"${token.text}"` : token.text;
}

function numberLiteral(sql: string, { text, at }: Token): string {
  if (/[eE]/.test(text)) return `CAST('${text}' AS DOUBLE)`;
  if (text.length < 10) return text;
  const [whole = "", fraction] = text.split(".");
  if (fraction !== undefined) {
    const digits = whole.length + fraction.length;
    if (digits > 38) throw syntaxError(`${place(sql, at)}: Invalid numeric literal: ${text}`);
    return `CAST('${text}' AS DECIMAL(${digits},${fraction.length}))`;
  }
  if (BigInt(text) > 9_223_372_036_854_775_807n) {
    throw syntaxError(`${place(sql, at)}: Invalid numeric literal: ${text}`);
  }
  return BigInt(text) > 2_147_483_647n ? `CAST('${text}' AS BIGINT)` : text;
}

function checkDate(sql: string, { at }: Token, { text }: Token): void {
  const [, year, month, day] = text.match(/^'\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*'$/) ?? [];
  const date = new Date(`${year}-${month?.padStart(2, "0")}-${day?.padStart(2, "0")}`);
  if (date.getUTCDate() === Number(day)) return;
  throw new QueryError("INVALID_LITERAL", `${place(sql, at)}: ${text} is not a valid DATE literal`);
}

function decimalLiteral(sql: string, { at }: Token, { text }: Token): string {
  const [, whole = "", fraction = ""] = text.match(/^'[+-]?0*(\d*)(?:[.](\d*))?'$/) ?? [];
  const digits = whole.length + fraction.length;
  if (!/\d/.test(text) || digits > 38 || !/^'[+-]?\d*([.]\d*)?'$/.test(text)) {
    throw new QueryError("INVALID_LITERAL", `${place(sql, at)}: ${text} is not a valid DECIMAL literal`);
  }
  return `CAST(${text} AS DECIMAL(${Math.max(digits, 1)},${fraction.length}))`;
}

function timestampLiteral(text: string): string[] {
  if (/[.]\d{4}/.test(text)) throw notSupported(`TIMESTAMP ${text}, with more than three digits of a second,`);
  const [, zone] = text.match(/^'\s*\d{1,4}-\d{1,2}-\d{1,2}[ T][\d:.]+\s*([^\d:.].*?)?\s*'$/) ?? [];
  if (zone === undefined) return ["TIMESTAMP", text];
  if (/^(utc|z|[+-]00:?00)$/i.test(zone)) {
    return ["TIMESTAMPTZ", text.replace(zone, "+00").replace(/\s+\+00/, "+00")];
  }
  throw notSupported(`the time zone of TIMESTAMP ${text}`, "write the instant in UTC");
}

function checkInterval(sql: string, tokens: readonly Token[], index: number): void {
  const signed = isSymbol(tokens[index + 1], "-") || isSymbol(tokens[index + 1], "+");
  const [value, unit] = tokens.slice(index + (signed ? 2 : 1));
  if (!signed && value?.kind === "string" && /^'-?\d+'$/.test(value.text) && isWord(unit, ...INTERVAL_UNITS)) return;
  const token = tokens[index] as Token;
  if (value?.kind !== "string" && value?.kind !== "number") return;
  throw notSupported(
    `this interval (${place(sql, token.at)})`,
    `write INTERVAL '<whole number>' <unit>, the unit one of ${INTERVAL_UNITS.join(", ")}`,
  );
}
