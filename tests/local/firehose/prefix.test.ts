import { expect } from "chai";
import { checkPattern, checkTimeZone, formatInstant } from "../../../local/services/firehose/dateFormat";
import { evaluatePrefix, isTooLong, keysOf, parsePrefix } from "../../../local/services/firehose/prefix";

const INSTANT = Date.parse("2026-03-01T23:04:05.678Z");
const FACTS = { arrival: INSTANT, timeZone: "UTC" };

describe("formatInstant", () => {
  for (const [pattern, expected] of [
    ["yyyy/MM/dd/HH/", "2026/03/01/23/"],
    ["yy-M-d-H-m-s", "26-3-1-23-4-5"],
    ["uuuu.DDD", "2026.060"],
    ["D", "60"],
    ["MMM d, yyyy", "Mar 1, 2026"],
    ["MMMM", "March"],
    ["HH:mm:ss.SSS", "23:04:05.678"],
    ["SSSSSS", "678000"],
    ["S", "6"],
    ["'year='yyyy''", "year=2026'"],
    ["'it''s' yyyy", "it's 2026"],
  ] as const) {
    it(`writes ${pattern} as Java does`, () => {
      checkPattern(pattern);

      expect(formatInstant(pattern, INSTANT, "UTC")).to.equal(expected);
    });
  }

  it("goes by the time zone, its daylight saving included", () => {
    const at = (text: string) => formatInstant("yyyy-MM-dd HH D", Date.parse(text), "Europe/Zurich");

    expect(at("2026-03-01T23:04:05Z")).to.equal("2026-03-02 00 61");
    expect(at("2026-07-01T12:00:00Z")).to.equal("2026-07-01 14 182");
  });

  for (const [pattern, message] of [
    [
      "YYYY",
      '"YYYY" of the pattern "YYYY" is not supported locally yet (it is the year of the week; the year is yyyy)',
    ],
    ["yyyyy", '"yyyyy" of the pattern'],
    ["EEE", '"EEE" of the pattern'],
    ["'yyyy", "has a quotation without end"],
  ] as const) {
    it(`refuses ${pattern}`, () => {
      expect(() => checkPattern(pattern)).to.throw(message);
    });
  }

  it("refuses a zone that nobody knows", () => {
    expect(() => checkTimeZone("Mars/Olympus")).to.throw('"Mars/Olympus" is no time zone of IANA\'s');
  });
});

describe("a prefix", () => {
  it("is evaluated, expression by expression", () => {
    const prefix = parsePrefix(
      "a/!{timestamp:yyyy}-!{timestamp:'week of' MM}/k=!{partitionKeyFromLambda:kind}/!{firehose:error-output-type}",
    );

    const evaluated = evaluatePrefix(prefix, { ...FACTS, keys: { kind: "x" }, errorType: "processing-failed" });

    expect(evaluated).to.equal("a/2026-week of 03/k=x/processing-failed");
    expect(keysOf(prefix)).to.deep.equal(["kind"]);
  });

  it("has another random string every time", () => {
    const prefix = parsePrefix("!{firehose:random-string}");

    const [first, second] = [evaluatePrefix(prefix, FACTS), evaluatePrefix(prefix, FACTS)];

    expect(first).to.match(/^[\w-]{11}$/);
    expect(first).not.to.equal(second);
  });

  for (const [text, message] of [
    ["!{timestamp:QQ}", '"QQ" of the pattern "QQ" is not supported'],
    ["!{date:yyyy}", '"!{date:yyyy}" has the expression !{date:yyyy}, which Firehose does not know'],
    ["!{firehose:random}", "has the expression !{firehose:random}, which Firehose does not know"],
    ["!{partitionKeyFromLambda:}", "which Firehose does not know"],
    ["!{partitionKeyFromQuery:a}", "return the key from a Lambda processor"],
    ["a/!{timestamp:yyyy", "has an expression without its end"],
  ] as const) {
    it(`is refused as ${text}`, () => {
      expect(() => parsePrefix(text)).to.throw(message);
    });
  }

  it("is too long with more than 512 characters", () => {
    const prefix = parsePrefix("!{partitionKeyFromLambda:a}/");
    const isLong = (length: number) => isTooLong(prefix, { ...FACTS, keys: { a: "x".repeat(length) } });

    expect([isLong(511), isLong(512)]).to.deep.equal([false, true]);
  });
});
