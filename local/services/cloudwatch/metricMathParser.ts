/** A node of a parsed expression; `position` counts characters of the text from 1. */
export type MathNode = { position: number } & (
  | { kind: "number"; value: number }
  | { kind: "id"; name: string }
  | { kind: "negative"; operand: MathNode }
  | { kind: "operator"; operator: Operator; left: MathNode; right: MathNode }
  | { kind: "list"; items: readonly MathNode[] }
  | { kind: "call"; name: string; arguments: readonly MathNode[] }
);

export type Operator = "+" | "-" | "*" | "/" | "^" | "<" | ">" | "<=" | ">=" | "==" | "!=" | "AND" | "OR";

interface Token {
  kind: "number" | "word" | "sign" | "end";
  text: string;
  position: number;
}

/** The loosest first. CloudWatch documents no order between comparisons and logic: this is that of every language with both. */
const LEVELS: readonly (readonly Operator[])[] = [
  ["OR"],
  ["AND"],
  ["==", "!=", "<", ">", "<=", ">="],
  ["+", "-"],
  ["*", "/"],
];

const SPELLINGS: Readonly<Record<string, Operator>> = { "||": "OR", "&&": "AND" };
const TOKEN = /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(&&|\|\||[<>=!]=|[-+*/^<>()[\],]))/y;

/**
 * Reads an expression of CloudWatch metric math. Parsers that are kept well (jsep, mathjs) give no positions in their trees or bring a
 * language of their own, in which `^`, `AND` or a list mean something else; this grammar is one page.
 *
 * @throws RangeError that names what is not understood, and where
 */
export function parseMetricMath(text: string): MathNode {
  const parser = new Parser(tokensOf(text));
  return parser.whole();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) {
      const rest = text.slice(from).trimStart();
      throw new RangeError(`"${rest.charAt(0)}" at ${text.length - rest.length + 1} is not part of metric math here`);
    }
    const [all, number, word, sign] = match;
    const token = number ?? word ?? sign ?? "";
    tokens.push({
      kind: number !== undefined ? "number" : word !== undefined ? "word" : "sign",
      text: token,
      position: from + all.length - token.length + 1,
    });
  }
  return [...tokens, { kind: "end", text: "the end", position: text.length + 1 }];
}

class Parser {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): MathNode {
    const node = this.#level(0);
    if (this.#next.kind !== "end") throw unexpected(this.#next, "an operator or the end");
    return node;
  }

  get #next(): Token {
    return this.#tokens[this.#index] as Token;
  }

  #level(depth: number): MathNode {
    const operators = LEVELS[depth];
    if (operators === undefined) return this.#unary();
    let left = this.#level(depth + 1);
    for (;;) {
      const { position } = this.#next;
      const operator = this.#operator();
      if (operator === undefined || !operators.includes(operator)) return left;
      this.#index++;
      left = { kind: "operator", operator, left, right: this.#level(depth + 1), position };
    }
  }

  #unary(): MathNode {
    const { position } = this.#next;
    if (this.#take("-")) return { kind: "negative", operand: this.#unary(), position };
    return this.#power();
  }

  #power(): MathNode {
    const base = this.#operand();
    const { position } = this.#next;
    return this.#take("^") ? { kind: "operator", operator: "^", left: base, right: this.#unary(), position } : base;
  }

  #operand(): MathNode {
    const token = this.#next;
    const { position, text } = token;
    if (token.kind === "end") throw unexpected(token, "a number, an id, a function or a parenthesis");
    this.#index++;
    if (token.kind === "number") return { kind: "number", value: Number(text), position };
    if (token.kind === "word" && this.#operatorOf(token) === undefined) {
      return this.#take("(")
        ? { kind: "call", name: text, arguments: this.#listUntil(")"), position }
        : { kind: "id", name: text, position };
    }
    if (text === "[") return { kind: "list", items: this.#listUntil("]"), position };
    if (text !== "(") throw unexpected(token, "a number, an id, a function or a parenthesis");
    const inner = this.#level(0);
    if (!this.#take(")")) throw unexpected(this.#next, '")"');
    return inner;
  }

  #listUntil(closing: string): MathNode[] {
    const items: MathNode[] = [];
    if (this.#take(closing)) return items;
    do items.push(this.#level(0));
    while (this.#take(","));
    if (!this.#take(closing)) throw unexpected(this.#next, `"," or "${closing}"`);
    return items;
  }

  #take(sign: string): boolean {
    const found = this.#next.kind === "sign" && this.#next.text === sign;
    if (found) this.#index++;
    return found;
  }

  #operator(): Operator | undefined {
    return this.#operatorOf(this.#next);
  }

  #operatorOf({ kind, text }: Token): Operator | undefined {
    const operator = SPELLINGS[text] ?? text;
    return kind !== "end" && LEVELS.flat().includes(operator as Operator) ? (operator as Operator) : undefined;
  }
}

function unexpected({ text, position }: Token, wanted: string): RangeError {
  return new RangeError(
    `${text === "the end" ? text : `"${text}"`} at ${position} is unexpected: ${wanted} must be there`,
  );
}
