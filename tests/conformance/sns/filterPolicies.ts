import { matching, refusing } from "../patternRows";
import type { Row, Source, Table } from "../table";
import type { FilterInput } from "./subject";

const guide = (title: string, page: string): Source => ({
  title: `${title} (Amazon SNS Developer Guide)`,
  address: `https://docs.aws.amazon.com/sns/latest/dg/${page}.html`,
});
const texts = guide("String value matching", "string-value-matching");
const numbers = guide("Numeric value matching", "numeric-value-matching");
const keys = guide("Attribute key matching", "attribute-key-matching");
const logic = guide("AND/OR logic", "and-or-logic");
const constraints = guide("Filter policy constraints in Amazon SNS", "subscription-filter-policy-constraints");
const payload = guide("Message body property matching", "sns-subscription-filter-policies");

const refused = (reason: string) => ({
  error: "InvalidParameter",
  message: `Invalid parameter: ${reason}`,
  status: 400,
});
const policy = (reason: string) => refused(`FilterPolicy: ${reason}`);
const text = (value: string) => ({ type: "String", value });
const list = (...values: unknown[]) => ({ type: "String.Array", value: JSON.stringify(values) });

/** The same rows against attributes of a message instead of a body. */
function onAttributes(rows: readonly Row<FilterInput>[]): readonly Row<FilterInput>[] {
  return rows.map((row) => ({ ...row, input: { ...row.input, scope: "MessageAttributes" } }));
}

const letters = (count: number) => Array.from({ length: count }, (_, at) => `v${at}`);

export const filterPolicies: Table<FilterInput> = {
  service: "Amazon SNS",
  topic: "filter policies",
  rows: [
    ...onAttributes([
      ...matching(texts, [
        ["an attribute matches its text", { a: ["rugby"] }, { a: text("rugby") }, true],
        ["an attribute does not match another text", { a: ["rugby"] }, { a: text("tennis") }, false],
        ["a list in an attribute matches by one of its texts", { a: ["rugby"] }, { a: list("tennis", "rugby") }, true],
        [
          "anything-but matches a list that has another text, too",
          { a: [{ "anything-but": ["rugby", "tennis"] }] },
          { a: list("rugby", "baseball") },
          true,
        ],
        [
          "anything-but does not match an attribute of its texts",
          { a: [{ "anything-but": ["rugby"] }] },
          { a: text("rugby") },
          false,
        ],
        [
          "anything-but a prefix does not match it",
          { a: [{ "anything-but": { prefix: "rug" } }] },
          { a: text("rugby") },
          false,
        ],
        [
          "anything-but a prefix matches another text",
          { a: [{ "anything-but": { prefix: "rug" } }] },
          { a: text("tennis") },
          true,
        ],
        [
          "equals-ignore-case matches an attribute in another case",
          { a: [{ "equals-ignore-case": "TENNIS" }] },
          { a: text("tennis") },
          true,
        ],
        [
          "an address range matches an attribute's address",
          { ip: [{ cidr: "10.0.0.0/24" }] },
          { ip: text("10.0.0.7") },
          true,
        ],
        [
          "an address range does not match another attribute's address",
          { ip: [{ cidr: "10.0.0.0/24" }] },
          { ip: text("10.1.1.0") },
          false,
        ],
        ["a prefix matches an attribute", { a: [{ prefix: "bas" }] }, { a: text("baseball") }, true],
        ["a suffix matches an attribute", { a: [{ suffix: "ball" }] }, { a: text("baseball") }, true],
      ]),
      ...matching(numbers, [
        [
          "a number matches an attribute's number",
          { price: [{ numeric: ["=", 301.5] }] },
          { price: { type: "Number", value: "301.50" } },
          true,
        ],
        [
          "a range matches an attribute's number",
          { price: [{ numeric: [">", 0, "<=", 150] }] },
          { price: { type: "Number", value: "150" } },
          true,
        ],
        [
          "anything-but a number matches another",
          { price: [{ "anything-but": [100, 500] }] },
          { price: { type: "Number", value: "101" } },
          true,
        ],
      ]),
      ...matching(keys, [
        ["exists matches a message with the attribute", { store: [{ exists: true }] }, { store: text("x") }, true],
        ["exists does not match a message without it", { store: [{ exists: true }] }, {}, false],
        ["exists false matches a message without the attribute", { store: [{ exists: false }] }, {}, true],
      ]),
      ...matching(logic, [
        ["every key of a policy must match", { a: ["x"], b: ["y"] }, { a: text("x") }, false],
        ["$or in a policy matches by one of its keys", { $or: [{ a: ["x"] }, { b: ["y"] }] }, { b: text("y") }, true],
      ]),
      ...refusing(constraints, refused, [
        [
          "attributes have no nested policies",
          { a: { b: ["x"] } },
          "Filter policy scope MessageAttributes does not support nested filter policy",
        ],
      ]),
    ]),
    ...matching(payload, [
      ["a body matches by its properties", { store: { name: ["x"] } }, { store: { name: "x" } }, true],
      [
        "a body's objects in a list match by their properties",
        { items: { id: [2] } },
        { items: [{ id: 1 }, { id: 2 }] },
        true,
      ],
      ["a body matches a key with a dot as a path", { "store.name": ["x"] }, { store: { name: "x" } }, true],
      ["a body does not match null by a text", { a: ["x"] }, { a: null }, false],
    ]),
    ...refusing(constraints, policy, [
      [
        "a policy has five keys at most",
        Object.fromEntries("abcdef".split("").map((key) => [key, ["x"]])),
        "Filter policy can not have more than 5 keys",
      ],
      ["a policy has 150 combinations at most", { a: letters(151) }, "Filter policy is too complex"],
      ["combinations multiply over keys", { a: letters(16), b: letters(10) }, "Filter policy is too complex"],
      [
        "combinations multiply with the depth of a key",
        { a: { b: { c: letters(51) } } },
        "Filter policy is too complex",
      ],
      ["a list of values in a policy is not empty", { a: [] }, "Empty arrays are not allowed"],
      ["a value in a policy stands in a list", { a: "x" }, '"a" must be an object or an array'],
      ["a policy has no other operators", { a: [{ like: "x" }] }, "Unrecognized match type like"],
      ["a policy's prefix is a text", { a: [{ prefix: 1 }] }, "prefix match pattern must be a string"],
      [
        "a policy's exists is true or false",
        { a: [{ exists: "yes" }] },
        "exists match pattern must be either true or false.",
      ],
      [
        "a policy's rule has one operator",
        { a: [{ prefix: "x", suffix: "y" }] },
        "Only one key allowed in match expression",
      ],
      [
        "anything-but in a policy takes a prefix only",
        { a: [{ "anything-but": { "equals-ignore-case": "x" } }] },
        "Unsupported anything-but pattern: equals-ignore-case",
      ],
      ["a policy's range has a number in it", { a: [{ numeric: [">", 5, "<", 5] }] }, "Bottom must be less than top"],
      [
        "a policy's range has a lower bound first",
        { a: [{ numeric: ["<", 5, ">", 3] }] },
        "Too many elements in numeric expression",
      ],
      [
        "a policy's range has two bounds at most",
        { a: [{ numeric: [">", 1, "<", 3, ">", 2] }] },
        "Too many terms in numeric range expression",
      ],
      [
        "a policy's comparison is one of five",
        { a: [{ numeric: ["!=", 1] }] },
        "Unrecognized numeric range operator: !=",
      ],
      ["a policy's equal number is a number", { a: [{ numeric: ["=", "1"] }] }, "Value of equals must be numeric"],
      ["a policy's address range has a mask", { a: [{ cidr: "10.0.0.0" }] }, "Malformed CIDR, one '/' required"],
    ]),
    {
      behaviour: "150 combinations are accepted",
      input: { pattern: { a: letters(15), b: letters(10) }, value: { a: "v14", b: "v9" } },
      answer: true,
      source: constraints,
    },
  ],
};
