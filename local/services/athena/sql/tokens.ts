import { syntaxError } from "../queryError";

export interface Token {
  kind: "word" | "quoted" | "string" | "number" | "symbol";
  /** As written. */
  text: string;
  /** Place of the token's first character in the query. */
  at: number;
}

const SPACE = /\s+|--[^\n]*|\/\*[\s\S]*?\*\//y;
const RULES: readonly [Token["kind"], RegExp][] = [
  ["string", /'(?:[^']|'')*'/y],
  ["quoted", /"(?:[^"]|"")*"/y],
  ["number", /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w$])/y],
  ["word", /[A-Za-z_][A-Za-z0-9_]*(?![\w$])/y],
  ["symbol", /->|<>|!=|<=|>=|\|\||[-+*/%<>=(),.;?[\]]/y],
];

/**
 * Trino's tokens, and no others: what only DuckDB knows (`::`, `$$text$$`, `{...}`, `e'..'`, `**`, ...) ends here, so that
 * it cannot mean anything.
 *
 * @throws QueryError `SYNTAX_ERROR` with line and column
 */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    const space = SPACE.exec(sql);
    if (space) {
      at = SPACE.lastIndex;
      continue;
    }
    if (at >= sql.length) return tokens;
    const token = tokenAt(sql, at);
    if (!token) throw syntaxError(`${place(sql, at)}: mismatched input '${sql.slice(at, at + 1)}'`);
    // A string right behind a word is a string of another kind (e'..', x'..'), unless it is a literal's type or a keyword.
    const before = tokens.at(-1);
    if (token.kind === "string" && before?.kind === "word" && before.text.length === 1 && before.at + 1 === at) {
      throw syntaxError(`${place(sql, before.at)}: strings that begin with ${before.text}' are not supported locally`);
    }
    tokens.push(token);
    at += token.text.length;
  }
}

/** `"line 1:8"` */
export function place(sql: string, at: number): string {
  const before = sql.slice(0, at).split("\n");
  return `line ${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

/** Tells if a token is one of these keywords, in whatever case. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "word" && words.includes(token.text.toUpperCase());
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === "symbol" && token.text === symbol;
}

/** Reads an identifier: without its quotes, or in small letters where it has none. */
export function identifier(token: Token | undefined): string | undefined {
  if (token?.kind === "word") return token.text.toLowerCase();
  return token?.kind === "quoted" ? token.text.slice(1, -1).replaceAll('""', '"').toLowerCase() : undefined;
}

function tokenAt(sql: string, at: number): Token | undefined {
  for (const [kind, rule] of RULES) {
    rule.lastIndex = at;
    const [text] = rule.exec(sql) ?? [];
    if (text !== undefined) return { kind, text, at };
  }
  return undefined;
}
