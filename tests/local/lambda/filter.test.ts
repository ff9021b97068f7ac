import { expect } from "chai";
import { compileFilter } from "../../../local/services/lambda/filter";

const RECORD = {
  eventName: "INSERT",
  dynamodb: {
    NewImage: { kind: { S: "order" }, paid: { BOOL: true }, gone: { NULL: null }, tags: { SS: ["red", "blue"] } },
    SizeBytes: 26,
  },
};

const image = (rule: unknown) => ({ dynamodb: { NewImage: { kind: { S: rule } } } });
const size = (rule: unknown) => ({ dynamodb: { SizeBytes: rule } });

describe("an event filter", () => {
  const cases: [string, unknown, boolean][] = [
    ["an equal string", image(["order"]), true],
    ["one of several strings", image(["refund", "order"]), true],
    ["another string", image(["refund"]), false],
    ["an equal number", size([26]), true],
    ["a number written as a string", size(["26"]), false],
    ["an equal boolean", { dynamodb: { NewImage: { paid: { BOOL: [true] } } } }, true],
    ["null", { dynamodb: { NewImage: { gone: { NULL: [null] } } } }, true],
    ["null for a field that is missing", { dynamodb: { NewImage: { other: { NULL: [null] } } } }, false],
    ["an element of a list", { dynamodb: { NewImage: { tags: { SS: ["blue"] } } } }, true],
    ["no element of a list", { dynamodb: { NewImage: { tags: { SS: ["green"] } } } }, false],
    ["two fields that both match", { eventName: ["INSERT"], ...image(["order"]) }, true],
    ["two fields of which one does not match", { eventName: ["REMOVE"], ...image(["order"]) }, false],
    ["a prefix", image([{ prefix: "or" }]), true],
    ["another prefix", image([{ prefix: "Or" }]), false],
    ["a suffix", image([{ suffix: "er" }]), true],
    ["another suffix", image([{ suffix: "ers" }]), false],
    ["another case, ignored", image([{ "equals-ignore-case": "ORDER" }]), true],
    ["another word, case ignored", image([{ "equals-ignore-case": "ORDERS" }]), false],
    ["anything but another value", image([{ "anything-but": "refund" }]), true],
    ["anything but this value", image([{ "anything-but": ["refund", "order"] }]), false],
    [
      "anything but, of a missing field",
      { dynamodb: { NewImage: { other: { S: [{ "anything-but": "x" }] } } } },
      false,
    ],
    ["an existing field", image([{ exists: true }]), true],
    ["a field that must not exist", image([{ exists: false }]), false],
    ["a missing field that must exist", { dynamodb: { OldImage: { kind: { S: [{ exists: true }] } } } }, false],
    ["a missing field that must not exist", { dynamodb: { OldImage: { kind: { S: [{ exists: false }] } } } }, true],
    ["exists on what is no leaf", { dynamodb: { NewImage: [{ exists: true }] } }, false],
    ["a number in a range", size([{ numeric: [">", 0, "<=", 26] }]), true],
    ["a number outside a range", size([{ numeric: [">", 26, "<=", 30] }]), false],
    ["a number that equals", size([{ numeric: ["=", 26] }]), true],
    ["a number in a string, as DynamoDB writes them", image([{ numeric: ["=", 1] }]), false],
    ["one of two alternatives", { $or: [{ eventName: ["REMOVE"] }, size([26])] }, true],
    ["none of two alternatives", { $or: [{ eventName: ["REMOVE"] }, size([27])] }, false],
  ];
  for (const [what, pattern, expected] of cases) {
    it(`${expected ? "lets through" : "drops"} ${what}`, () => {
      expect(compileFilter(JSON.stringify(pattern))(RECORD)).to.equal(expected);
    });
  }

  const refused: [string, string, string][] = [
    ["no JSON", "{", "Expected property name"],
    ["no object", "[]", "Filter is not an object"],
    ["an empty object", "{}", "Empty objects are not allowed"],
    ["a bare value", '{"eventName":"INSERT"}', '"eventName" must be an object or an array (at "eventName")'],
    ["an empty list", '{"eventName":[]}', 'Empty arrays are not allowed (at "eventName")'],
    ["wildcards", '{"a":[{"wildcard":"x*"}]}', 'Unrecognized match type wildcard (at "a")'],
    ["networks", '{"a":{"b":[{"cidr":"10.0.0.0/8"}]}}', 'Unrecognized match type cidr (at "a.b")'],
    ["a prefix that is no string", '{"a":[{"prefix":1}]}', 'prefix match pattern must be a string (at "a")'],
    [
      "two operators at once",
      '{"a":[{"prefix":"x","suffix":"y"}]}',
      'Only one key allowed in match expression (at "a")',
    ],
    ["an unfinished range", '{"a":[{"numeric":[">"]}]}', 'Value of > must be numeric (at "a")'],
    [
      "nested anything-but",
      '{"a":[{"anything-but":{"prefix":"x"}}]}',
      'Unsupported anything-but pattern: prefix (at "a")',
    ],
    [
      "more than 4096 characters",
      `{"a":["${"x".repeat(4096)}"]}`,
      "the pattern has 4106 characters; 4096 is the limit",
    ],
  ];
  for (const [what, pattern, reason] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => compileFilter(pattern)).to.throw(reason);
    });
  }
});
