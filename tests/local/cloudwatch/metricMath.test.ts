import { expect } from "chai";
import fc from "fast-check";
import { compileMetricMath, type MetricExpression } from "../../../local/services/cloudwatch/metricMath";

const metric = (id: string, change: { periodSeconds?: number; statistic?: string } = {}): MetricExpression => ({
  id,
  returnData: false,
  metric: { namespace: "N", metricName: id, dimensions: {}, statistic: "Sum", periodSeconds: 60, ...change },
});
const result = (expression: string, id = "result"): MetricExpression => ({ id, returnData: true, expression });

/** The value of an expression over the metrics a, b and c. */
function evaluate(expression: string, values: Record<string, number | undefined> = {}): number | undefined {
  const math = compileMetricMath([metric("a"), metric("b"), metric("c"), result(expression)]);
  return math.value(({ metricName }) => values[metricName]);
}

function refusal(entries: readonly MetricExpression[]): string {
  try {
    compileMetricMath(entries);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
  }
  throw new Error("it was not refused");
}

describe("metric math", () => {
  for (const [expression, values, expected] of [
    ["a + b * c", { a: 1, b: 2, c: 3 }, 7],
    ["(a + b) * c", { a: 1, b: 2, c: 3 }, 9],
    ["a - b - c", { a: 9, b: 3, c: 1 }, 5],
    ["a / b / c", { a: 12, b: 3, c: 2 }, 2],
    ["-a ^ 2", { a: 3 }, -9],
    ["a ^ 2 ^ 3", { a: 2 }, 256],
    ["a^-1", { a: 4 }, 0.25],
    ["a * -b", { a: 2, b: 3 }, -6],
    ["a + 1.5e1", { a: 1 }, 16],
    ["a + .5", { a: 1 }, 1.5],
    ["a>b", { a: 2, b: 1 }, 1],
    ["a <= b", { a: 2, b: 1 }, 0],
    ["a == b", { a: 1, b: 1 }, 1],
    ["a != b", { a: 1, b: 1 }, 0],
    ["a > 1 AND b > 1", { a: 2, b: 0 }, 0],
    ["a > 1 && b > 1 || c", { a: 2, b: 0, c: 5 }, 1],
    ["a OR b", { a: 0, b: 0 }, 0],
    ["a + 1 > b", { a: 2, b: 2 }, 1],
    ["IF(a > 0, b / a, c)", { a: 2, b: 6, c: 1 }, 3],
    ["IF(a > 0, b / a, c)", { a: 0, b: 6, c: 1 }, 1],
    ["IF(a, b)", { a: 0, b: 6 }, undefined],
    ["FILL(a, 7) + b", { b: 1 }, 8],
    ["FILL(a, b)", { b: 3 }, 3],
    ["FILL(a, 7)", { a: 0 }, 0],
    ["MAX([a, b])", { a: 2, b: 5 }, 5],
    ["MIN([a, b, c])", { a: 2, b: 5, c: 3 }, 2],
    ["SUM([a, b, a + b])", { a: 2, b: 5 }, 14],
    ["AVG([a, b])", { a: 2, b: 5 }, 3.5],
    ["CEIL(a) + FLOOR(b) + ABS(c)", { a: 1.2, b: 1.8, c: -4 }, 7],
  ] as const) {
    it(`evaluates ${expression} with ${JSON.stringify(values)} to ${expected}`, () => {
      expect(evaluate(expression, values)).to.equal(expected);
    });
  }

  for (const [what, expression, values, expected] of [
    ["an operator without one side", "a + b", { a: 1 }, undefined],
    ["a condition", "IF(a > 1, b, c)", { b: 1, c: 1 }, undefined],
    ["the side of a condition that is not taken", "IF(a > 1, b, c)", { a: 2, b: 1 }, 1],
    ["some of a list", "SUM([a, b])", { b: 4 }, 4],
    ["some of an average", "AVG([a, b])", { b: 4 }, 4],
    ["all of a list", "MAX([a, b])", {}, undefined],
    ["a function's argument", "CEIL(a)", {}, undefined],
    ["a division by zero", "a / b", { a: 5, b: 0 }, undefined],
    ["nothing by nothing", "a / b", { a: 0, b: 0 }, undefined],
  ] as const) {
    it(`treats as CloudWatch does what is missing: ${what}`, () => {
      expect(evaluate(expression, values)).to.equal(expected);
    });
  }

  it("evaluates expressions over expressions, in any order of the entries", () => {
    const math = compileMetricMath([
      result("perTask + 1"),
      { id: "perTask", returnData: false, expression: "visible / FILL(running, 0)" },
      metric("visible"),
      metric("running"),
    ]);

    const value = math.value(({ metricName }) => (metricName === "visible" ? 90 : 3));

    expect(value).to.equal(31);
    expect(math.periodSeconds).to.equal(60);
  });

  it("gives a metric back as it is", () => {
    const math = compileMetricMath([{ ...metric("a", { periodSeconds: 300 }), returnData: true }]);

    expect([math.value(() => 4), math.value(() => undefined), math.periodSeconds]).to.deep.equal([4, undefined, 300]);
  });

  it("computes what JavaScript computes", () => {
    const leaf = fc.constantFrom("a", "b", "c", "2", "7");
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaf,
        fc
          .tuple(tie("expression"), fc.constantFrom("+", "-", "*", "/", "<", ">="), tie("expression"))
          .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
      ),
    }));
    fc.assert(
      fc.property(expression, fc.tuple(fc.integer(), fc.integer(), fc.integer()), (text, [a, b, c]) => {
        const whole = `a * 0 + ${text}`;
        const known = new Function("a", "b", "c", `return Number(${whole})`)(a, b, c) as number;

        const value = evaluate(whole, { a, b, c });

        // A division by zero deep inside loses the value here, and may not in JavaScript: 1 < 1 / 0.
        if (value !== undefined) expect(value).to.equal(known + 0);
        else expect(whole).to.contain("/");
      }),
    );
  });

  for (const [what, expression, message] of [
    [
      "an unknown function",
      "a + RATE(b)",
      "the function RATE at 5 is not supported locally: use CEIL, FLOOR, ABS, MAX",
    ],
    ["a function of lower case", "max([a, b])", "the function max at 1 is not supported locally"],
    ["an unknown id", "a + d", '"d" at 5 is the id of no entry'],
    ["a sign that it has not", "a % b", '"%" at 3 is not part of metric math here'],
    ["an assignment", "a = b", '"=" at 3 is not part of metric math here'],
    ["text", "SEARCH('x', 'Sum', 60)", `"'" at 8 is not part of metric math here`],
    ["an open parenthesis", "(a + b", 'the end at 7 is unexpected: ")" must be there'],
    ["a closing one", "a + b)", '")" at 6 is unexpected: an operator or the end must be there'],
    ["a missing operand", "a +", "the end at 4 is unexpected: a number, an id, a function or a parenthesis"],
    ["a stray operator", "a + * b", '"*" at 5 is unexpected'],
    ["an operator in words", "AND", '"AND" at 1 is unexpected'],
    ["nothing", " ", "the end at 2 is unexpected"],
    ["two operands", "a b", '"b" at 3 is unexpected: an operator or the end'],
    ["too few arguments", "IF(a)", "IF at 1 must have 2 to 3 arguments, got 1"],
    ["too many", "ABS(a, b)", "ABS at 1 must have 1 argument, got 2"],
    ["the largest of one metric", "MAX(a)", "MAX at 1 must have a list such as [a, b] locally"],
    [
      "a number in a list",
      "MAX([a, 1])",
      "the list at 5 must hold metrics and expressions only, and item 2 is a plain number",
    ],
    ["a list by itself", "[a, b]", "the list at 1 must be the argument of MAX, MIN, SUM or AVG"],
    ["a filler that looks back", "FILL(a, REPEAT)", "REPEAT at 9 is not supported locally: fill with a value"],
    ["to fill a number", "FILL(1, 2) + a", "FILL at 1 must have a metric or an expression as its first argument"],
    ["a plain number", "1 + 2", 'the expression "result" must vary with time, and it is a plain number'],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(refusal([metric("a"), metric("b"), metric("c"), result(expression)])).to.contain(message);
    });
  }

  for (const [what, entries, message] of [
    ["no result", [metric("a")], "exactly one metric or expression must return data (returnData), got none does"],
    [
      "two results",
      [{ ...metric("a"), returnData: true }, result("a")],
      "exactly one metric or expression must return data (returnData), got a, result",
    ],
    ["no metric", [result("e", "result"), { id: "e", returnData: false, expression: "1" }], "must vary with time"],
    ["an id of upper case", [{ ...metric("A"), returnData: true }], 'the id "A" must begin with a lower-case letter'],
    ["an id twice", [metric("a"), metric("a"), result("a")], 'the id "a" is there twice'],
    ["two periods", [metric("a"), metric("b", { periodSeconds: 300 }), result("a + b")], "got 60, 300 seconds"],
    ["a statistic", [metric("a", { statistic: "IQM" }), result("a")], 'the statistic "IQM" is not supported locally'],
    [
      "a circle",
      [metric("a"), result("e"), { id: "e", returnData: false, expression: "result + a" }],
      "result -> e -> result",
    ],
    [
      "an error in an entry that nobody refers to",
      [metric("a"), result("a"), { id: "e", returnData: false, expression: "a +" }],
      'the expression "e" (a +): the end at 4',
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(refusal(entries)).to.contain(message);
    });
  }
});
