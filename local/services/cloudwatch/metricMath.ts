import { type MathNode, type Operator, parseMetricMath } from "./metricMathParser";
import { isStatistic } from "./metricSeries";

/** One metric, as a query over periods names it. */
export interface MetricReference {
  namespace: string;
  metricName: string;
  dimensions: Readonly<Record<string, string>>;
  statistic: string;
  periodSeconds: number;
}

/** One entry of `metrics` in an alarm or a scaling policy: a metric or an expression over other entries. */
export type MetricExpression = {
  id: string;
  returnData: boolean;
  label?: string;
} & ({ metric: MetricReference } | { expression: string });

/** Entries that were checked and can be evaluated. */
export interface MetricMath {
  /** All metrics have this period. */
  periodSeconds: number;
  /**
   * The value of the entry that returns data, in one period.
   * @param read the value of a metric in that period; `undefined` where it has no data
   */
  value(read: (metric: MetricReference) => number | undefined): number | undefined;
}

/** Entries that were checked, of which any can be evaluated: those of a widget of a dashboard. */
export interface MetricEntries {
  /** All metrics have this period. */
  periodSeconds: number;
  /** The value of one entry in one period. @param read as in {@link MetricMath} */
  value(id: string, read: (metric: MetricReference) => number | undefined): number | undefined;
}

type Value = number | undefined;
type Scope = (id: string) => Value;
/** The kind of a value: one that varies with time, or the same number always. */
type Shape = "series" | "number";

interface Compiled {
  shape: Shape;
  at(scope: Scope): Value;
}

const ID = /^[a-z]\w{0,254}$/;

/**
 * Checks the entries of an alarm or a scaling policy and makes them ready to evaluate. Arithmetic, comparison and logic, `IF`, `FILL`
 * with a value, `MAX`, `MIN`, `SUM` and `AVG` of a list, `CEIL`, `FLOOR` and `ABS` are supported.
 *
 * Missing data, by CloudWatch's rules: an operator gives a value where both sides have one; a list function takes those that have one;
 * a division by zero gives none; only `FILL` makes one up.
 * Source: CloudWatch User Guide, "Using math expressions with CloudWatch metrics".
 *
 * @throws RangeError that names the entry, what is wrong with it, and where in its expression
 */
export function compileMetricMath(entries: readonly MetricExpression[]): MetricMath {
  const returning = entries.filter(({ returnData }) => returnData);
  const [result] = returning;
  if (result === undefined || returning.length > 1) {
    const names = returning.map(({ id }) => id).join(", ") || "none does";
    throw new RangeError(`exactly one metric or expression must return data (returnData), got ${names}`);
  }
  const { periodSeconds, value } = compileMetrics(entries);
  return { periodSeconds, value: (read) => value(result.id, read) };
}

/**
 * As {@link compileMetricMath}, with any number of entries that return data.
 * @throws RangeError that names the entry, what is wrong with it, and where in its expression
 */
export function compileMetrics(entries: readonly MetricExpression[]): MetricEntries {
  checkIds(entries);
  const compiled = new Compilation(entries);
  const plain = entries.find(({ id, returnData }) => returnData && compiled.shapeOf(id) !== "series");
  if (plain) throw new RangeError(`the expression "${plain.id}" must vary with time, and it is a plain number`);
  return { periodSeconds: periodOf(entries), value: (id, read) => compiled.value(id, read) };
}

function checkIds(entries: readonly MetricExpression[]): void {
  const seen = new Set<string>();
  for (const { id } of entries) {
    if (!ID.test(id)) {
      throw new RangeError(`the id "${id}" must begin with a lower-case letter, and hold letters, digits and _ only`);
    }
    if (seen.has(id)) throw new RangeError(`the id "${id}" is there twice`);
    seen.add(id);
  }
}

function periodOf(entries: readonly MetricExpression[]): number {
  const metrics = entries.flatMap((entry) => ("metric" in entry ? [entry.metric] : []));
  for (const { statistic } of metrics) {
    if (!isStatistic(statistic)) {
      throw new RangeError(
        `the statistic "${statistic}" is not supported locally: use SampleCount, Sum, Average, Minimum, Maximum or p0 to p100`,
      );
    }
  }
  const periods = [...new Set(metrics.map(({ periodSeconds }) => periodSeconds))];
  const [period] = periods;
  if (period === undefined) throw new RangeError("there must be at least one metric");
  if (periods.length > 1)
    throw new RangeError(`all metrics must have the same period, got ${periods.join(", ")} seconds`);
  return period;
}

/** Compiles each entry when it is first asked for, so that entries may stand in any order. */
class Compilation {
  readonly #entries: ReadonlyMap<string, MetricExpression>;
  readonly #compiled = new Map<string, Compiled>();
  readonly #open: string[] = [];

  constructor(entries: readonly MetricExpression[]) {
    this.#entries = new Map(entries.map((entry) => [entry.id, entry]));
    for (const { id } of entries) this.shapeOf(id);
  }

  shapeOf(id: string): Shape {
    const entry = this.#entries.get(id);
    return entry && "expression" in entry ? this.#expression(entry.id, entry.expression).shape : "series";
  }

  value(id: string, read: (metric: MetricReference) => Value): Value {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    return "metric" in entry ? read(entry.metric) : this.#compiled.get(id)?.at((other) => this.value(other, read));
  }

  #expression(id: string, text: string): Compiled {
    const known = this.#compiled.get(id);
    if (known) return known;
    if (this.#open.includes(id)) {
      throw new RangeError(`the expression "${this.#open[0]}" refers to itself: ${[...this.#open, id].join(" -> ")}`);
    }
    this.#open.push(id);
    try {
      const compiled = compile(parseMetricMath(text), (other, position) => {
        if (!this.#entries.has(other)) throw new RangeError(`"${other}" at ${position} is the id of no entry`);
        return this.shapeOf(other);
      });
      this.#compiled.set(id, compiled);
      return compiled;
    } catch (error) {
      if (!(error instanceof RangeError) || error.message.startsWith("the expression ")) throw error;
      throw new RangeError(`the expression "${id}" (${text}): ${error.message}`);
    } finally {
      this.#open.pop();
    }
  }
}

type ShapeOf = (id: string, position: number) => Shape;

function compile(node: MathNode, shapeOf: ShapeOf): Compiled {
  switch (node.kind) {
    case "number":
      return { shape: "number", at: () => node.value };
    case "id":
      return { shape: shapeOf(node.name, node.position), at: (scope) => scope(node.name) };
    case "negative":
      return pointwise([compile(node.operand, shapeOf)], ([value = 0]) => -value);
    case "operator": {
      const calculate = OPERATORS[node.operator];
      const sides = [compile(node.left, shapeOf), compile(node.right, shapeOf)];
      return pointwise(sides, ([left = 0, right = 0]) => calculate(left, right));
    }
    case "list":
      throw new RangeError(`the list at ${node.position} must be the argument of MAX, MIN, SUM or AVG`);
    case "call":
      return call(node, shapeOf);
  }
}

/** A value where every part has one, and where what comes out is a number. */
function pointwise(parts: readonly Compiled[], calculate: (values: readonly number[]) => number): Compiled {
  return {
    shape: parts.some(({ shape }) => shape === "series") ? "series" : "number",
    at(scope) {
      const values = parts.map((part) => part.at(scope)).filter((value) => value !== undefined);
      if (values.length < parts.length) return undefined;
      const result = calculate(values);
      return Number.isFinite(result) ? result : undefined;
    },
  };
}

const OPERATORS: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "^": (left, right) => left ** right,
  "<": (left, right) => Number(left < right),
  ">": (left, right) => Number(left > right),
  "<=": (left, right) => Number(left <= right),
  ">=": (left, right) => Number(left >= right),
  "==": (left, right) => Number(left === right),
  "!=": (left, right) => Number(left !== right),
  AND: (left, right) => Number(left !== 0 && right !== 0),
  OR: (left, right) => Number(left !== 0 || right !== 0),
};

const OF_ONE: Readonly<Record<string, (value: number) => number>> = {
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  ABS: Math.abs,
};

const OF_A_LIST: Readonly<Record<string, (values: readonly number[]) => number>> = {
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  AVG: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

type Call = Extract<MathNode, { kind: "call" }>;

function call(node: Call, shapeOf: ShapeOf): Compiled {
  const { name, position } = node;
  const ofOne = OF_ONE[name];
  const ofList = OF_A_LIST[name];
  if (ofOne) {
    return pointwise(checked(node, 1, 1, shapeOf), ([value = 0]) => ofOne(value));
  }
  if (ofList) return listFunction(node, ofList, shapeOf);
  if (name === "IF") return condition(checked(node, 2, 3, shapeOf));
  if (name === "FILL") return fill(node, shapeOf);
  const known = [...Object.keys(OF_ONE), ...Object.keys(OF_A_LIST), "IF", "FILL"].join(", ");
  throw new RangeError(`the function ${name} at ${position} is not supported locally: use ${known}`);
}

function checked(node: Call, least: number, most: number, shapeOf: ShapeOf): Compiled[] {
  const { name, position, arguments: given } = node;
  if (given.length < least || given.length > most) {
    const count = least === most ? `${least}` : `${least} to ${most}`;
    throw new RangeError(
      `${name} at ${position} must have ${count} argument${most === 1 ? "" : "s"}, got ${given.length}`,
    );
  }
  return given.map((argument) => compile(argument, shapeOf));
}

function listFunction(
  { name, position, arguments: given }: Call,
  calculate: (values: readonly number[]) => number,
  shapeOf: ShapeOf,
): Compiled {
  const [list] = given;
  if (given.length !== 1 || list?.kind !== "list" || list.items.length === 0) {
    throw new RangeError(
      `${name} at ${position} must have a list such as [a, b] locally: over one metric it is a number of the whole time that is looked at`,
    );
  }
  const items = list.items.map((item) => compile(item, shapeOf));
  const plain = items.findIndex(({ shape }) => shape === "number");
  if (plain >= 0) {
    throw new RangeError(
      `the list at ${list.position} must hold metrics and expressions only, and item ${plain + 1} is a plain number: use IF`,
    );
  }
  return {
    shape: "series",
    at(scope) {
      const values = items.map((item) => item.at(scope)).filter((value) => value !== undefined);
      return values.length === 0 ? undefined : calculate(values);
    },
  };
}

function condition([test, yes, no]: readonly Compiled[]): Compiled {
  return {
    shape: [test, yes, no].some((part) => part?.shape === "series") ? "series" : "number",
    at(scope) {
      const decided = test?.at(scope);
      if (decided === undefined) return undefined;
      return (decided !== 0 ? yes : no)?.at(scope);
    },
  };
}

function fill(node: Call, shapeOf: ShapeOf): Compiled {
  const filler = node.arguments[1];
  if (filler?.kind === "id" && (filler.name === "REPEAT" || filler.name === "LINEAR")) {
    throw new RangeError(`${filler.name} at ${filler.position} is not supported locally: fill with a value`);
  }
  const [value, other] = checked(node, 2, 2, shapeOf);
  if (value?.shape !== "series") {
    throw new RangeError(`FILL at ${node.position} must have a metric or an expression as its first argument`);
  }
  return { shape: "series", at: (scope) => value.at(scope) ?? other?.at(scope) };
}
