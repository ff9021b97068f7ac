import { jsonIn } from "../../base/jsonIn";

/** Tells if a log event's text matches. */
export type LogPattern = (message: string) => boolean;

/**
 * Reads the filter pattern of a metric filter: terms (`ERROR "timed out" -debug`, `?ERROR ?WARN`), or a condition on a JSON line
 * (`{ ($.status = "403") && $.path = "/gates/*" }`).
 *
 * Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters, subscription filters, filter log events, and Live
 * Tail".
 *
 * @throws Error for what the pattern language does not know, and for its forms that are not supported here: `[..]` (space-delimited
 * fields) and `%..%` (regular expressions)
 */
export function parsePattern(text: string): LogPattern {
  const pattern = text.trim();
  if (pattern.startsWith("[") && !pattern.endsWith("]")) {
    throw new Error("If a filter pattern starts with '[' it must end with ']'");
  }
  if (pattern.startsWith("[")) throw new Error("space-delimited patterns ([...]) are not supported locally yet");
  if (pattern.includes("%")) throw new Error("regular expressions (%...%) are not supported locally yet");
  return pattern.startsWith("{") ? jsonPattern(pattern) : termPattern(pattern);
}

function termPattern(pattern: string): LogPattern {
  const terms = [...pattern.matchAll(/([?-]?)(?:"([^"]*)"|(\S+))/g)].map(([, sign = "", quoted, plain]) => {
    if (plain !== undefined && !/^\w+$/.test(plain)) {
      throw new Error(`the term ${plain} must be in double quotes: it is not of letters, digits and _ only`);
    }
    return { sign, text: quoted ?? plain ?? "" };
  });
  const signed = (wanted: string) => terms.filter(({ sign }) => sign === wanted).map(({ text }) => text);
  const [all, any, none] = [signed(""), signed("?"), signed("-")];
  return (message) =>
    all.every((term) => message.includes(term)) &&
    !none.some((term) => message.includes(term)) &&
    (any.length === 0 || any.some((term) => message.includes(term)));
}

function bare(text: string): string {
  return text.replace(/^"(.*)"$/s, "$1");
}

type Condition = (line: unknown) => boolean;

const TOKEN =
  /\s*(?:(\$(?:\.[\w-]+|\["[^"]+"\]|\[\d+\]|\[\*\])+)|("(?:[^"\\]|\\.)*")|(&&|\|\||!=|<=|>=|[(){}=<>])|([^\s(){}=<>!&|"]+))/y;

function jsonPattern(pattern: string): LogPattern {
  const tokens = tokensOf(pattern);
  let at = 0;
  const next = () => tokens[at++] ?? "";
  const expect = (token: string) => {
    const found = next();
    if (found !== token) throw new Error(`expected ${token} in the pattern ${pattern}, found ${found || "its end"}`);
  };
  const either = (): Condition => {
    const conditions = [both()];
    while (tokens[at] === "||") {
      at += 1;
      conditions.push(both());
    }
    return (line) => conditions.some((condition) => condition(line));
  };
  const both = (): Condition => {
    const conditions = [one()];
    while (tokens[at] === "&&") {
      at += 1;
      conditions.push(one());
    }
    return (line) => conditions.every((condition) => condition(line));
  };
  const one = (): Condition => {
    if (tokens[at] === "(") {
      at += 1;
      const condition = either();
      expect(")");
      return condition;
    }
    const selector = next();
    if (!selector.startsWith("$"))
      throw new Error(`expected a selector such as $.status in ${pattern}, found ${selector}`);
    return comparison(pathOf(selector), next(), next);
  };
  expect("{");
  const condition = either();
  expect("}");
  if (at !== tokens.length) throw new Error(`nothing may follow the } of the pattern ${pattern}`);
  return (message) => {
    const line = parseJson(message);
    return line !== undefined && condition(line);
  };
}

function tokensOf(pattern: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < pattern.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(pattern);
    if (match === null) throw new Error(`the pattern ${pattern} cannot be read from "${pattern.slice(from)}" on`);
    tokens.push(match.slice(1).find((group) => group !== undefined) ?? "");
  }
  return tokens;
}

/** Numbers compare with numbers, texts with texts: `$.status = 403` does not match `"status":"403"`. */
function comparison(path: readonly string[], operator: string, next: () => string): Condition {
  if (operator === "EXISTS") return (line) => valueAt(line, path) !== undefined;
  if (operator === "NOT") {
    if (next() !== "EXISTS") throw new Error("NOT goes with EXISTS only");
    return (line) => valueAt(line, path) === undefined;
  }
  if (operator === "IS") {
    const wanted = { NULL: null, TRUE: true, FALSE: false }[next()];
    if (wanted === undefined) throw new Error("IS goes with NULL, TRUE or FALSE only");
    return (line) => valueAt(line, path) === wanted;
  }
  const operand = next();
  if (!/^(!=|<=|>=|[=<>])$/.test(operator) || operand === "") {
    throw new Error(`${operator || "the end"} is no comparison: use =, !=, <, <=, >, >=, EXISTS, NOT EXISTS or IS`);
  }
  const number = operand.startsWith('"') ? Number.NaN : Number(operand);
  if (!Number.isNaN(number)) return (line) => compareNumbers(valueAt(line, path), operator, number);
  if (operator !== "=" && operator !== "!=") throw new Error(`${operator} compares numbers only, got ${operand}`);
  const matches = textMatcher(bare(operand));
  return (line) => {
    const value = valueAt(line, path);
    return typeof value === "string" && matches(value) === (operator === "=");
  };
}

function compareNumbers(value: unknown, operator: string, wanted: number): boolean {
  if (typeof value !== "number") return false;
  switch (operator) {
    case "=":
      return value === wanted;
    case "!=":
      return value !== wanted;
    case "<":
      return value < wanted;
    case "<=":
      return value <= wanted;
    case ">":
      return value > wanted;
    default:
      return value >= wanted;
  }
}

/** A `*` stands for any text. */
function textMatcher(pattern: string): (value: string) => boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return (value) => value === first;
  return (value) => {
    if (!value.startsWith(first)) return false;
    const last = rest.at(-1) ?? "";
    let from = first.length;
    for (const part of rest.slice(0, -1)) {
      const found = value.indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return value.length - last.length >= from && value.endsWith(last);
  };
}

/** `$.a["b"][0]` as `["a", "b", "0"]`. @throws Error for `[*]` */
function pathOf(selector: string): readonly string[] {
  if (selector.includes("[*]")) throw new Error(`${selector}: [*] is not supported locally yet`);
  return [...selector.slice(1).matchAll(/\.([\w-]+)|\["([^"]+)"\]|\[(\d+)\]/g)].map(([, a, b, c]) => a ?? b ?? c ?? "");
}

/** @returns `undefined` where the line has no such property */
function valueAt(line: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    line,
  );
}

/** The value of a selector in a JSON line, for what a metric is made of. @throws Error for what is no selector */
export function selectorOf(selector: string): (message: string) => unknown {
  if (!/^\$(\.[\w-]+|\["[^"]+"\]|\[\d+\])+$/.test(selector))
    throw new Error(`${selector} is no selector such as $.latency`);
  const path = pathOf(selector);
  return (message) => valueAt(parseJson(message), path);
}

function parseJson(message: string): unknown {
  return message.trimStart().startsWith("{") ? jsonIn(message) : undefined;
}
