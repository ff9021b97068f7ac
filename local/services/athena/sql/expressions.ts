import { notSupported, syntaxError } from "../queryError";
import { AGGREGATE_FUNCTIONS, WINDOW_FUNCTIONS } from "./aggregateFunctions";
import {
  cast,
  choose,
  comparison,
  conjunction,
  type Expression,
  type FunctionCall,
  functionCall,
  isFunction,
  isNull,
  NULL,
  type Order,
  operation,
  operator,
  type QueryNode,
  type TypeNode,
} from "./ast";
import { COLLECTION_FUNCTIONS } from "./collectionFunctions";
import { currentTime } from "./currentTimes";
import { checkArity, type FunctionRules } from "./functionRule";
import { JSON_FUNCTIONS } from "./jsonFunctions";
import { castTo, checked, summed, typed, withCheck } from "./strictTypes";
import { NUMBER_FUNCTIONS, STRING_FUNCTIONS } from "./stringFunctions";
import { lenient, refuseZoned, TIME_FUNCTIONS, zoneOf } from "./timeFunctions";
import { fieldName, isWrittenInterval, plainStar } from "./writtenForms";

const FUNCTIONS: FunctionRules = {
  ...STRING_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...TIME_FUNCTIONS,
  ...COLLECTION_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...AGGREGATE_FUNCTIONS,
};

/** Operators, and what stands for them where DuckDB's differ. */
const OPERATORS: Readonly<Record<string, string | undefined>> = {
  "*": undefined,
  "~~": undefined,
  "!~~": undefined,
  "+": "trino_plus",
  "-": "trino_minus",
  "/": "trino_divide",
  "%": "trino_modulus",
  "||": "trino_concat",
};

/** The functions that the parser makes of INTERVAL. */
const INTERVALS = /^to_(years|months|weeks|days|hours|minutes|seconds)$/;
const COMPARISONS = /^COMPARE_(EQUAL|NOTEQUAL|LESSTHAN|GREATERTHAN|LESSTHANOREQUALTO|GREATERTHANOREQUALTO)$/;
const DISTINCTIONS = /^COMPARE_(NOT_)?DISTINCT_FROM$/;

interface Options {
  parameters: readonly Expression[];
  now: number;
}

interface Context {
  /** Comparisons of texts with what is none are refused, which DuckDB would cast. */
  checked: boolean;
}

type Names = ReadonlySet<string>;

/** Trino's expressions in DuckDB's words. */
export class Expressions {
  #parameters = 0;

  constructor(
    readonly options: Options,
    readonly query: (node: QueryNode, ctes: Names) => QueryNode,
  ) {}

  /** @throws QueryError where the query has not as many `?` as there are values */
  checkParameters(): void {
    const { length } = this.options.parameters;
    if (this.#parameters === length) return;
    throw syntaxError(`Incorrect number of parameters: expected ${this.#parameters} but found ${length}`);
  }

  /** An item of a SELECT: one without a name gets Trino's. */
  selected(expression: Expression, index: number, ctes: Names): Expression {
    if (expression.class === "STAR") return this.translate(expression, ctes);
    const translated = this.translate(expression, ctes);
    refuseZoned(translated);
    const names = expression.class === "COLUMN_REF" ? (expression.column_names as string[]) : fieldName(expression);
    return { ...translated, alias: expression.alias === "" ? (names.at(-1) ?? `_col${index}`) : expression.alias };
  }

  /** An argument of UNNEST: rows would become columns of their own in Trino. */
  unnestable(expression: Expression): Expression {
    refuseZoned(expression);
    return functionCall("trino_unnestable", expression);
  }

  translate(expression: Expression, ctes: Names, context: Context = { checked: true }): Expression {
    const inner = (child: Expression) => this.translate(child, ctes, context);
    switch (expression.class) {
      case "COLUMN_REF":
        return this.#column(expression);
      case "CONSTANT":
        return typed(expression);
      case "PARAMETER":
        return this.#parameter(expression, ctes);
      case "STAR":
        return plainStar(expression);
      case "FUNCTION":
        return this.#function(expression as FunctionCall, inner, ctes);
      case "CAST":
        return this.#cast(expression, inner);
      case "COMPARISON":
        return this.#comparison(expression, inner, context);
      case "CONJUNCTION":
        return { ...expression, children: (expression.children as Expression[]).map(inner) };
      case "BETWEEN":
        return this.#between(expression, inner);
      case "OPERATOR":
        return this.#operator(expression, inner, context);
      case "CASE":
        return {
          ...expression,
          case_checks: (expression.case_checks as { when_expr: Expression; then_expr: Expression }[]).map((check) => ({
            when_expr: inner(check.when_expr),
            then_expr: inner(check.then_expr),
          })),
          else_expr: inner(expression.else_expr as Expression),
        };
      case "SUBQUERY":
        return this.#subquery(expression, inner, ctes);
      case "WINDOW":
        return this.#window(expression, inner);
      case "LAMBDA":
        return { ...expression, expr: inner(expression.expr as Expression) };
      default:
        throw notSupported(`an expression of the kind ${expression.class}`);
    }
  }

  #column(expression: Expression): Expression {
    const [name = "", ...more] = expression.column_names as string[];
    return (more.length === 0 ? currentTime(name.toLowerCase(), this.options.now) : undefined) ?? expression;
  }

  #parameter(expression: Expression, ctes: Names): Expression {
    const index = Number(expression.identifier) - 1;
    this.#parameters = Math.max(this.#parameters, index + 1);
    const value = this.options.parameters[index];
    if (value) return { ...this.translate(value, ctes), alias: expression.alias };
    throw syntaxError(
      `Incorrect number of parameters: expected ${index + 1} but found ${this.options.parameters.length}`,
    );
  }

  #function(node: FunctionCall, inner: (child: Expression) => Expression, ctes: Names): Expression {
    const name = node.function_name.toLowerCase();
    if (node.is_operator) return this.#infix(node, inner);
    if (INTERVALS.test(name) && isWrittenInterval(node)) return node;
    if (name === "like_escape" || name === "not_like_escape") return { ...node, children: node.children.map(inner) };
    if (name === "now" && node.children.length === 0)
      return currentTime("current_timestamp", this.options.now) as Expression;
    if (name === "timezone" && node.schema === "main") {
      // `x AT TIME ZONE zone`
      const [zone, time] = node.children;
      return this.#function({ ...functionCall("at_timezone"), children: [time, zone] as Expression[] }, inner, ctes);
    }
    if (name === "nullif") {
      const [left, right] = node.children.map(inner) as [Expression, Expression];
      return choose(checked(comparison("COMPARE_EQUAL", left, right)), NULL, left);
    }
    if (name === "greatest" || name === "least") {
      const children = node.children.map(inner);
      children.forEach(refuseZoned);
      return choose(
        conjunction(
          "OR",
          children.map((child) => operation("OPERATOR_IS_NULL", child)),
        ),
        NULL,
        functionCall(name, ...children),
      );
    }
    const rule = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!rule) throw notSupported(`the function ${name}`);
    checkArity(rule, name, node.children.length);
    if (!rule.isAggregate && (node.distinct || node.filter || node.order_bys.orders.length > 0)) {
      throw syntaxError(`DISTINCT, FILTER and ORDER BY are not for the function ${name}, which is no aggregate`);
    }
    const args = node.children.map(inner);
    if (!(name in TIME_FUNCTIONS)) args.forEach(refuseZoned);
    const filter = node.filter && inner(node.filter);
    const orders = node.order_bys.orders.map((order) => ({ ...order, expression: inner(order.expression) }));
    const translated = { ...node, schema: "", filter, order_bys: { ...node.order_bys, orders } };
    const built = rule.build({ name, node: translated, written: node.children, args });
    return { ...summed(name, built), alias: node.alias };
  }

  #infix(node: FunctionCall, inner: (child: Expression) => Expression): Expression {
    const { function_name: name } = node;
    if (!Object.hasOwn(OPERATORS, name)) throw notSupported(`the operator ${name}`);
    const args = node.children.map(inner);
    args.forEach(refuseZoned);
    const macro = OPERATORS[name];
    if (macro === undefined || args.length === 1) return { ...operator(name, ...args), alias: node.alias };
    return {
      ...functionCall(macro, ...args.map((arg) => (name === "||" && isNull(arg) ? cast(arg, "VARCHAR") : arg))),
      alias: node.alias,
    };
  }

  #cast(expression: Expression, inner: (child: Expression) => Expression): Expression {
    const { id } = expression.cast_type as TypeNode;
    const child = inner(expression.child as Expression);
    const local = zoneOf(child);
    const source = local && (id === "DATE" || id === "TIMESTAMP") ? local : child;
    refuseZoned(source);
    const translated = castTo(expression, source);
    return { ...(expression.try_cast ? operation("OPERATOR_TRY", translated) : translated), alias: expression.alias };
  }

  #comparison(expression: Expression, inner: (child: Expression) => Expression, context: Context): Expression {
    if (!COMPARISONS.test(expression.type) && !DISTINCTIONS.test(expression.type)) {
      throw notSupported(`the comparison ${expression.type}`);
    }
    const [left, right] = [
      lenient(inner(expression.left as Expression)),
      lenient(inner(expression.right as Expression)),
    ];
    const translated = { ...expression, left, right };
    refuseZoned(left);
    refuseZoned(right);
    return context.checked ? checked(translated) : translated;
  }

  #between(expression: Expression, inner: (child: Expression) => Expression): Expression {
    const parts = Object.fromEntries(
      ["input", "lower", "upper"].map((part) => [part, lenient(inner(expression[part] as Expression))]),
    );
    Object.values(parts).forEach(refuseZoned);
    return { ...expression, ...parts };
  }

  #operator(expression: Expression, inner: (child: Expression) => Expression, context: Context): Expression {
    const children = (expression.children as Expression[]).map(inner);
    children.forEach(refuseZoned);
    switch (expression.type) {
      case "OPERATOR_NOT":
      case "OPERATOR_IS_NULL":
      case "OPERATOR_IS_NOT_NULL":
      case "OPERATOR_COALESCE":
      case "OPERATOR_TRY":
      case "ARRAY_CONSTRUCTOR":
        return { ...expression, children };
      case "COMPARE_IN":
      case "COMPARE_NOT_IN": {
        const [value, ...list] = children.map(lenient) as [Expression, ...Expression[]];
        const translated = { ...expression, children: [value, ...list] };
        return context.checked
          ? withCheck(
              translated,
              list.map((item) => [value, item]),
            )
          : translated;
      }
      case "ARRAY_EXTRACT":
        return { ...functionCall("trino_subscript", ...children), alias: expression.alias };
      case "STRUCT_EXTRACT":
        return { ...expression, children: [children[0], (expression.children as Expression[])[1]] };
      default:
        throw notSupported(`the operator ${expression.type}`);
    }
  }

  #subquery(expression: Expression, inner: (child: Expression) => Expression, ctes: Names): Expression {
    const { node } = expression.subquery as { node: QueryNode };
    const child = expression.child as Expression | null | undefined;
    return {
      ...expression,
      subquery: { ...(expression.subquery as object), node: this.query(node, ctes) },
      ...(child && { child: inner(child) }),
    };
  }

  #window(expression: Expression, inner: (child: Expression) => Expression): Expression {
    const name = String(expression.function_name).toLowerCase();
    const rule = Object.hasOwn(AGGREGATE_FUNCTIONS, name) ? AGGREGATE_FUNCTIONS[name] : undefined;
    if (!rule && !WINDOW_FUNCTIONS.has(name)) throw notSupported(`the window function ${name}`);
    const children = ((expression.children as Expression[] | undefined) ?? []).map(inner);
    children.forEach(refuseZoned);
    const built = rule?.build({ name, node: functionCall(name, ...children), written: children, args: children });
    if (isFunction(built) && built.distinct) throw notSupported(`${name} over a window`);
    const orders = ((expression.orders as Order[] | undefined) ?? []).map((order) => ({
      ...order,
      expression: inner(order.expression),
    }));
    const optional = Object.fromEntries(
      ["start_expr", "end_expr", "offset_expr", "default_expr", "filter_expr"].flatMap((part) => {
        const value = expression[part] as Expression | null | undefined;
        return value ? [[part, innerFrame(part, value, inner)]] : [];
      }),
    );
    return {
      ...expression,
      ...(isFunction(built) && { function_name: built.function_name, children: built.children }),
      ...(!built && { children }),
      partitions: ((expression.partitions as Expression[] | undefined) ?? []).map(inner),
      orders,
      ...optional,
    };
  }
}

/** How many rows a frame or a LAG goes stays as it is. */
function innerFrame(part: string, value: Expression, inner: (child: Expression) => Expression): Expression {
  return part === "default_expr" || part === "filter_expr" || value.class !== "CONSTANT" ? inner(value) : value;
}
