import { expect } from "chai";
import { parsePattern } from "../../../local/services/logs/filterPattern";

const LINE = JSON.stringify({
  status: 403,
  text: "403",
  path: "/gates/north-1/enter",
  latency: 12.5,
  ok: false,
  none: null,
  nested: { "two words": ["first", "second"] },
});

/** Pattern, message, whether it matches. */
const CASES: readonly [string, string, boolean][] = [
  ["", "anything", true],
  ["ERROR", "an ERROR", true],
  ["ERROR", "an error", false],
  ["ERROR failed", "failed with ERROR", true],
  ["ERROR failed", "ERROR", false],
  ['"timed out" -debug', "task timed out", true],
  ['"timed out" -debug', "debug: task timed out", false],
  ["?ERROR ?WARN", "WARN", true],
  ["?ERROR ?WARN", "INFO", false],
  ["{ $.status = 403 }", LINE, true],
  ["{ $.status = 404 }", LINE, false],
  ["{ $.text = 403 }", LINE, false],
  ['{ $.status = "403" }', LINE, false],
  ['{ $.text = "403" }', LINE, true],
  ["{$.status>=400}", LINE, true],
  ["{ $.status > 403 }", LINE, false],
  ["{ $.latency < 12.6 && $.latency != 12 }", LINE, true],
  ['{ $.path = "/gates/*/enter" }', LINE, true],
  ['{ $.path = "/gates/*/exit" }', LINE, false],
  ["{ $.path = *enter }", LINE, true],
  ['{ $.path != "/gates/*" }', LINE, false],
  ["{ $.ok IS FALSE }", LINE, true],
  ["{ $.ok IS TRUE }", LINE, false],
  ["{ $.none IS NULL }", LINE, true],
  ["{ $.none EXISTS }", LINE, true],
  ["{ $.missing NOT EXISTS }", LINE, true],
  ['{ $.missing != "a" }', LINE, false],
  ['{ $.nested["two words"][1] = second }', LINE, true],
  ["{ ($.status = 404 || $.status = 403) && $.ok IS FALSE }", LINE, true],
  ["{ $.status = 404 || $.status = 403 && $.ok IS TRUE }", LINE, false],
  ["{ $.constructor EXISTS }", LINE, false],
  ["{ $.status = 403 }", "no JSON", false],
  ["{ $.status = 403 }", '{"status":403', false],
];

describe("parsePattern", () => {
  for (const [pattern, message, expected] of CASES) {
    it(`${expected ? "takes" : "leaves"} ${message.slice(0, 24)} with ${pattern || "the empty pattern"}`, () => {
      expect(parsePattern(pattern)(message)).to.equal(expected);
    });
  }

  for (const [pattern, problem] of [
    ["[ip, user, ...]", "space-delimited patterns"],
    ["%4\\d\\d%", "regular expressions"],
    ["status=403", "must be in double quotes"],
    ["{ status = 403 }", "expected a selector such as $.status"],
    ["{ $.status }", "} is no comparison"],
    ["{ $.status = 403", "expected }"],
    ["{ $.status = 403 } x", "nothing may follow the }"],
    ["{ $.list[*] = 1 }", "[*] is not supported"],
    ["{ $.text > abc }", "compares numbers only"],
    ["{ $.ok IS MAYBE }", "IS goes with NULL, TRUE or FALSE only"],
  ] as const) {
    it(`refuses ${pattern}`, () => {
      expect(() => parsePattern(pattern)).to.throw(problem);
    });
  }
});
