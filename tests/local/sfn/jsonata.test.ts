import { createHook } from "node:async_hooks";
import { expect } from "chai";
import * as fc from "fast-check";
import { type EvaluationProblem, Evaluator } from "../../../local/services/sfn/asl/jsonata/evaluator";
import { expressionIn, referencesOf } from "../../../local/services/sfn/asl/jsonata/expression";

const options = { now: () => 0 };
const LATE = "Expression evaluation timeout: Check for infinite loop";

function problemOf(evaluator: Evaluator, expression: string): string {
  try {
    evaluator.evaluate(expression, {});
  } catch (error) {
    return (error as EvaluationProblem).message;
  }
  throw new Error(`${expression} has a value`);
}

describe("JSONata in state machines", () => {
  describe("with little time", () => {
    const evaluator = new Evaluator({ ...options, longestMs: 100 });

    it("ends a function that calls itself for ever", () => {
      expect(problemOf(evaluator, "($f := function($x){ $f($x + 1) }; $f(1))")).to.equal(LATE);
    });

    it("ends one in a process with async hooks, which goes on: V8's own end of a context broke them", () => {
      const hook = createHook({ init() {}, before() {}, after() {} }).enable();
      try {
        for (let time = 0; time < 3; time += 1) {
          expect(problemOf(evaluator, `$match("${"a".repeat(50)}!", /^(a+)+$/)`)).to.equal(LATE);
          expect(evaluator.evaluate("1 + 1", {})).to.equal(2);
        }
      } finally {
        hook.disable();
      }
    });

    it("ends a regular expression in the middle of a match", () => {
      expect(problemOf(evaluator, `$match("${"a".repeat(50)}!", /^(a+)+$/)`)).to.equal(LATE);
    });
  });

  describe("with the time that it has", () => {
    const evaluator = new Evaluator(options);

    it("makes no text that is much longer than AWS allows", () => {
      expect(problemOf(evaluator, "$pad('x', 1000000000)")).to.match(/^Expression evaluation memory limit exceeded/);
    });

    it("reads and writes every JSON as it is", () => {
      fc.assert(
        fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
          const json = JSON.stringify(value);
          expect(JSON.stringify(evaluator.evaluate("$v", { v: JSON.parse(json) }))).to.equal(json);
        }),
        { numRuns: 100 },
      );
    });

    for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
      it(`sets nothing outside by a member called ${name}`, () => {
        const made = evaluator.evaluate(`$merge([{"${name}": {"polluted": 1}}, {"a": 1}])`, {});

        expect((made as { a: number }).a).to.equal(1);
        expect(({} as { polluted?: number }).polluted).to.equal(undefined);
        expect(evaluator.evaluate("$exists({}.polluted)", {})).to.equal(false);
      });
    }
  });

  describe("as text", () => {
    const texts: [text: unknown, expression: string | undefined][] = [
      ["{% 1 %}", "1"],
      ["{%1%}", "1"],
      ["{%%}", ""],
      ["{%}", undefined],
      [" {% 1 %}", undefined],
      ["a {% 1 %} b", undefined],
      [1, undefined],
      [null, undefined],
    ];
    for (const [text, expression] of texts) {
      it(`${JSON.stringify(text)} is ${expression === undefined ? "no expression" : `the expression "${expression}"`}`, () => {
        expect(expressionIn(text as string)).to.equal(expression);
      });
    }

    const variables: [expression: string, names: string[]][] = [
      ["$a.b + $c", ["a", "c"]],
      ["($x := 1; $x + $y)", ["y"]],
      ["$map($list, function($v, $i) { $v * $i * $factor })", ["map", "list", "factor"]],
      ["$states.input@$v.{'a': $v, 'b': $w}", ["states", "w"]],
      ["$items#$i.{'i': $i}", ["items"]],
      ["$a[$b > 1]^(>$c)", ["a", "b", "c"]],
      ["$states.input ~> |a|{'b': $c}|", ["states", "c"]],
    ];
    for (const [expression, names] of variables) {
      it(`${expression} needs ${names.join(", ")}`, () => {
        expect([...referencesOf(expression).variables].sort()).to.deep.equal([...names].sort());
      });
    }
  });
});
