import type { EngineSession } from "../engine/engineSession";
import { notSupported, QueryError, syntaxError } from "../queryError";
import type { Expression, QueryNode, SelectNode } from "./ast";
import { rewriteTokens } from "./rewriteTokens";
import { isSymbol, isWord, place, tokensOf } from "./tokens";

/** Athena's parsed query, still in its own words. */
export interface ParsedQuery {
  node: QueryNode;
}

/** Words that a query may begin with. */
const QUERIES = ["SELECT", "WITH", "VALUES", "TABLE"];

/** The part of a session that reading and writing SQL takes. */
type ParserSession = Pick<EngineSession, "value" | "close"> & { readonly isOver?: boolean };

/** Reads and writes SQL by DuckDB's own parser, in a session that has no data. */
export class Parser {
  #session: Promise<ParserSession> | undefined;

  constructor(private readonly openSession: () => Promise<ParserSession>) {}

  /** @throws QueryError `SYNTAX_ERROR`, or `NOT_SUPPORTED` for a statement that is none of a query */
  async parse(sql: string): Promise<ParsedQuery> {
    const tokens = tokensOf(sql);
    while (isSymbol(tokens.at(-1), ";")) tokens.pop();
    const [first] = tokens.filter((token) => !isSymbol(token, "("));
    if (!first) throw syntaxError("line 1:1: mismatched input '<EOF>'");
    if (!isWord(first, ...QUERIES))
      throw notSupported(`a statement that begins with ${first.text.toUpperCase()}`, "only queries are");
    const more = tokens.find((token) => isSymbol(token, ";"));
    if (more) throw syntaxError(`${place(sql, more.at)}: mismatched input ';'. Expecting: <EOF>`);
    return { node: await this.tree(rewriteTokens(sql, tokens)) };
  }

  /**
   * The literal that an execution parameter is: a number, a text in single quotes, TRUE, FALSE, NULL, or a DATE or TIMESTAMP.
   * @throws QueryError for anything else
   */
  async literal(text: string): Promise<Expression> {
    const { node } = await this.parse(`SELECT ${text}`).catch((error: unknown) => {
      if (!(error instanceof QueryError)) throw error;
      throw notALiteral(text);
    });
    const select = node as SelectNode;
    const [value, ...others] = select.select_list ?? [];
    const isPlain = node.type === "SELECT_NODE" && select.from_table.type === "EMPTY" && node.modifiers.length === 0;
    if (!isPlain || !value || others.length > 0 || value.alias !== "" || !isLiteral(value)) throw notALiteral(text);
    if (select.where_clause || select.having || select.group_expressions.length > 0) throw notALiteral(text);
    return value;
  }

  /** SQL of DuckDB's for a query. */
  async write(node: QueryNode): Promise<string> {
    const session = await this.#open();
    const document = JSON.stringify({ error: false, statements: [{ node, named_param_map: [] }] });
    return String(await session.value("SELECT json_deserialize_sql(CAST(? AS JSON))", document));
  }

  async close(): Promise<void> {
    (await this.#session)?.close();
    this.#session = undefined;
  }

  /** Parses SQL that is already DuckDB's. @throws QueryError `SYNTAX_ERROR` */
  async tree(sql: string): Promise<QueryNode> {
    const session = await this.#open();
    const text = await session.value("SELECT json_serialize_sql(CAST(? AS VARCHAR))", sql);
    // Places in the text are of no use after that, and are larger than JSON's numbers here.
    const document = JSON.parse(String(text), (key, value) => (key === "query_location" ? 0 : value)) as {
      error: boolean;
      error_message?: string;
      statements?: { node: QueryNode }[];
    };
    const [statement, ...others] = document.statements ?? [];
    if (document.error || !statement || others.length > 0)
      throw syntaxError(document.error_message ?? "mismatched input");
    return statement.node;
  }

  /** Those who ask at the same time get the same session; one that is over, or could not be opened, is followed by another. */
  #open(): Promise<ParserSession> {
    this.#session =
      this.#session?.then(
        (session) => (session.isOver === true ? this.openSession() : session),
        () => this.openSession(),
      ) ?? this.openSession();
    return this.#session;
  }
}

function isLiteral(expression: Expression): boolean {
  if (expression.class === "CONSTANT") return true;
  if (expression.class !== "CAST" || expression.try_cast === true) return false;
  return (expression.child as Expression).class === "CONSTANT";
}

function notALiteral(text: string): QueryError {
  return syntaxError(
    `the execution parameter ${text} is no literal: write texts in single quotes, with '' for each one inside`,
  );
}
