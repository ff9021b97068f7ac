import { matching, type PatternInput, refusing } from "../patternRows";
import type { Source, Table } from "../table";

const GUIDE = "https://docs.aws.amazon.com/eventbridge/latest/userguide";
const guide = (title: string, page: string): Source => ({
  title: `${title} (Amazon EventBridge User Guide)`,
  address: `${GUIDE}/${page}.html`,
});
const operators = guide("Comparison operators for use in event patterns", "eb-create-pattern-operators");
const patterns = guide("Creating Amazon EventBridge event patterns", "eb-event-patterns");
const nulls = guide("Null values and empty strings in event patterns", "eb-event-patterns-null-values");
const arrays = guide("Arrays in Amazon EventBridge event patterns", "eb-event-patterns-arrays");
const recorded: Source = {
  title: "recorded: test_event_pattern",
  address:
    "https://github.com/localstack/localstack/blob/02df38ccae453fd8fad93c9cb159e368d8fd0d1c/tests/aws/services/events/test_events_patterns.snapshot.json",
};

const refused = (reason: string) => ({
  error: "InvalidEventPatternException",
  message: `Event pattern is not valid. Reason: ${reason}`,
  status: 400,
});
const ip = (cidr: string) => ({ ip: [{ cidr }] });
const but = (inner: unknown) => ({ state: [{ "anything-but": inner }] });
const detail = (rule: unknown) => JSON.stringify({ detail: rule });

export const eventValues: Table<PatternInput> = {
  service: "Amazon EventBridge",
  topic: "patterns: values and structure",
  rows: [
    ...matching(operators, [
      ["a text matches itself", { state: ["running"] }, { state: "running" }, true],
      ["a text does not match another case", { state: ["Running"] }, { state: "running" }, false],
      ["one of several values matches", { state: ["stopped", "running"] }, { state: "running" }, true],
      ["every field must match", { state: ["running"], zone: ["a"] }, { state: "running", zone: "b" }, false],
      [
        "a field that the pattern does not name may be anything",
        { state: ["running"] },
        { state: "running", x: 1 },
        true,
      ],
      ["a name matches in its own case only", { State: ["running"] }, { state: "running" }, false],
      ["a boolean matches itself", { on: [true] }, { on: true }, true],
      ["a boolean does not match its text", { on: [true] }, { on: "true" }, false],
      ["a number does not match its text", { count: [26] }, { count: "26" }, false],
      ["a number matches however it is written", { count: [300] }, { count: 300.0 }, true],
    ]),
    ...matching(nulls, [
      ["null matches null", { state: [null] }, { state: null }, true],
      ["null does not match a missing field", { state: [null] }, {}, false],
      ["null does not match an empty text", { state: [null] }, { state: "" }, false],
      ["an empty text matches an empty text", { state: [""] }, { state: "" }, true],
      ["null does not match an empty list", { state: [null] }, { state: [] }, false],
    ]),
    ...matching(arrays, [
      ["a list matches by one of its values", { tags: ["blue"] }, { tags: ["red", "blue"] }, true],
      ["a list without such a value does not match", { tags: ["green"] }, { tags: ["red", "blue"] }, false],
      ["objects in a list match by their fields", { items: { id: [2] } }, { items: [{ id: 1 }, { id: 2 }] }, true],
      [
        "fields of objects in a list match within the same object",
        { items: { id: [1], kind: ["b"] } },
        {
          items: [
            { id: 1, kind: "a" },
            { id: 2, kind: "b" },
          ],
        },
        false,
      ],
      [
        "fields of one object in a list match together",
        { items: { id: [2], kind: ["b"] } },
        {
          items: [
            { id: 1, kind: "a" },
            { id: 2, kind: "b" },
          ],
        },
        true,
      ],
      ["lists in lists match, too", { items: ["c"] }, { items: [["a", "b"], ["c"]] }, true],
    ]),
    ...matching(patterns, [
      ["a key with a dot in the pattern is a path", { "a.b": ["x"] }, { a: { b: "x" } }, true],
      ["a key with a dot in the event is a path", { a: { b: ["x"] } }, { "a.b": "x" }, true],
      ["a path does not match a longer one", { a: { b: ["x"] } }, { "a.b": { b: "x" } }, false],
      ["a path in the pattern matches at every depth of dots", { a: { "b.c": ["x"] } }, { "a.b": { c: "x" } }, true],
    ]),
    ...matching(operators, [
      ["$or matches by one of its patterns", { $or: [{ a: ["x"] }, { b: ["y"] }] }, { b: "y" }, true],
      ["$or without a match does not", { $or: [{ a: ["x"] }, { b: ["y"] }] }, { a: "y", b: "x" }, false],
      ["$or stands beside other fields", { c: [1], $or: [{ a: ["x"] }, { b: ["y"] }] }, { a: "x", c: 2 }, false],
      ["$or may stand inside a field", { a: { $or: [{ b: ["x"] }, { c: ["y"] }] } }, { a: { c: "y" } }, true],
      ["$or may stand in $or", { $or: [{ a: [1] }, { $or: [{ b: [2] }, { c: [3] }] }] }, { c: 3 }, true],
    ]),
    ...refusing(recorded, refused, [
      ["an empty list of values is refused", detail({ state: [] }), "Empty arrays are not allowed"],
      ["a text without a list is refused", detail({ state: "running" }), '"state" must be an object or an array'],
      ["a number without a list is refused", detail({ count: 42 }), '"count" must be an object or an array'],
      ["a list is no pattern", '["a", "list"]', "Filter is not an object"],
      ["an operator is spelled in lower case", detail({ a: [{ EXISTS: true }] }), "Unrecognized match type EXISTS"],
      ["an operator that is none is refused", detail({ a: [{ like: "x" }] }), "Unrecognized match type like"],
    ]),
  ],
};

export const eventOperators: Table<PatternInput> = {
  service: "Amazon EventBridge",
  topic: "patterns: operators",
  rows: [
    ...matching(operators, [
      ["exists matches a field", { a: [{ exists: true }] }, { a: "x" }, true],
      ["exists matches null", { a: [{ exists: true }] }, { a: null }, true],
      ["exists does not match a missing field", { a: [{ exists: true }] }, { b: 1 }, false],
      ["exists does not match an object", { a: [{ exists: true }] }, { a: { b: 1 } }, false],
      ["exists false matches a missing field", { a: [{ exists: false }] }, { b: 1 }, true],
      ["exists false does not match a field", { a: [{ exists: false }] }, { a: 1 }, false],
      ["exists false matches where the field's parent is missing", { a: { b: [{ exists: false }] } }, { c: 1 }, true],
      ["exists false stands beside values", { a: ["x", { exists: false }] }, { b: 1 }, true],
      ["values beside exists false hold where there is a field", { a: ["x", { exists: false }] }, { a: "y" }, false],
    ]),
    ...matching(recorded, [
      ["an empty list does not exist", { a: [{ exists: true }] }, { a: [] }, false],
      ["exists false matches an empty list", { a: [{ exists: false }] }, { a: [] }, true],
      ["prefix matches a beginning", { a: [{ prefix: "us-" }] }, { a: "us-east-1" }, true],
      ["prefix does not match another case", { a: [{ prefix: "US-" }] }, { a: "us-east-1" }, false],
      ["prefix does not match a number", { a: [{ prefix: "1" }] }, { a: 12 }, false],
      ["prefix may ignore case", { a: [{ prefix: { "equals-ignore-case": "US-" } }] }, { a: "us-east-1" }, true],
      ["suffix matches an end", { a: [{ suffix: ".png" }] }, { a: "dog.png" }, true],
      ["suffix does not match another end", { a: [{ suffix: ".png" }] }, { a: "dog.jpg" }, false],
      ["suffix may ignore case", { a: [{ suffix: { "equals-ignore-case": ".PNG" } }] }, { a: "dog.png" }, true],
      ["equals-ignore-case matches another case", { a: [{ "equals-ignore-case": "ALICE" }] }, { a: "alice" }, true],
      [
        "equals-ignore-case does not match another text",
        { a: [{ "equals-ignore-case": "ALICE" }] },
        { a: "bob" },
        false,
      ],
      ["equals-ignore-case of an empty text matches that", { a: [{ "equals-ignore-case": "" }] }, { a: "" }, true],
      [
        "equals-ignore-case of an empty text matches no other",
        { a: [{ "equals-ignore-case": "" }] },
        { a: "x" },
        false,
      ],
    ]),
    ...matching(operators, [
      ["a wildcard stands for any characters", { a: [{ wildcard: "dir/*.png" }] }, { a: "dir/dog.png" }, true],
      ["a wildcard stands for none, too", { a: [{ wildcard: "dir/*" }] }, { a: "dir/" }, true],
      ["a wildcard's texts must all be there", { a: [{ wildcard: "dir/*.png" }] }, { a: "dir/dog.jpg" }, false],
      ["several wildcards match in order", { a: [{ wildcard: "*/b/*" }] }, { a: "a/b/c" }, true],
      ["a text between wildcards must be there", { a: [{ wildcard: "*/b/*" }] }, { a: "a/c/c" }, false],
      ["a wildcard's end may not use its beginning again", { a: [{ wildcard: "aba*aba" }] }, { a: "ababa" }, false],
      ["a star behind a backslash is a star", { a: [{ wildcard: "a\\*b" }] }, { a: "a*b" }, true],
      ["a star behind a backslash is nothing else", { a: [{ wildcard: "a\\*b" }] }, { a: "axb" }, false],
      ["a pattern without a wildcard matches itself", { a: [{ wildcard: "abc" }] }, { a: "abc" }, true],
      ["a wildcard does not match a number", { a: [{ wildcard: "1*" }] }, { a: 12 }, false],
    ]),
    ...matching(operators, [
      ["numeric matches a number within a range", { n: [{ numeric: [">", 0, "<=", 5] }] }, { n: 5 }, true],
      ["numeric does not match a number outside", { n: [{ numeric: [">", 0, "<=", 5] }] }, { n: 0 }, false],
      ["numeric matches an equal number", { n: [{ numeric: ["=", 3.018e2] }] }, { n: 301.8 }, true],
      ["numeric matches above a bound", { n: [{ numeric: [">=", 10] }] }, { n: 10 }, true],
      ["numeric matches below a bound", { n: [{ numeric: ["<", 10] }] }, { n: 10 }, false],
    ]),
    ...matching(recorded, [
      ["numeric does not match a number's text", { n: [{ numeric: [">", 0] }] }, { n: "1" }, false],
      ["numeric does not match null", { n: [{ numeric: [">", 0] }] }, { n: null }, false],
      ["an address range matches an address in it", ip("10.0.0.0/24"), { ip: "10.0.0.255" }, true],
      ["an address range does not match another address", ip("10.0.0.0/24"), { ip: "10.0.1.255" }, false],
      ["an address range does not match what is no address", ip("10.0.0.0/24"), { ip: "xx.11.xx" }, false],
      ["an address range does not match a number", ip("10.0.0.0/24"), { ip: 10 }, false],
      [
        "a range of IPv6 matches an address in it",
        ip("2001:db8:1234:1a00::/56"),
        { ip: "2001:db8:1234:1a00::1" },
        true,
      ],
      [
        "a range of IPv6 does not match another address",
        ip("2001:db8:1234:1a00::/64"),
        { ip: "2001:db8:1234:1b00::1" },
        false,
      ],
    ]),
    ...refusing(recorded, refused, [
      ["a prefix is a text", detail({ a: [{ prefix: 123 }] }), "prefix match pattern must be a string"],
      ["a prefix is no list", detail({ a: [{ prefix: ["x"] }] }), "prefix match pattern must be a string"],
      ["a suffix is a text", detail({ a: [{ suffix: 123 }] }), "suffix match pattern must be a string"],
      ["a suffix is no list", detail({ a: [{ suffix: ["x"] }] }), "suffix match pattern must be a string"],
      [
        "equals-ignore-case takes no list",
        detail({ a: [{ "equals-ignore-case": ["x"] }] }),
        "equals-ignore-case match pattern must be a string",
      ],
      [
        "equals-ignore-case takes no operator",
        detail({ a: [{ "equals-ignore-case": { prefix: "x" } }] }),
        "equals-ignore-case match pattern must be a string",
      ],
      ["a wildcard is a text", detail({ a: [{ wildcard: 123 }] }), "wildcard match pattern must be a string"],
      ["a wildcard is no list", detail({ a: [{ wildcard: ["x*"] }] }), "wildcard match pattern must be a string"],
      [
        "two wildcards in a row are refused",
        detail({ a: [{ wildcard: "arn:aws:events:us-east-1:**:event-bus/*" }] }),
        "Consecutive wildcard characters at pos 26",
      ],
      [
        "a range that has no number in it is refused",
        detail({ n: [{ numeric: [">", 5, "<", 3] }] }),
        "Bottom must be less than top",
      ],
      ["a range goes up once", detail({ n: [{ numeric: [">", 0, ">", 0] }] }), "Bad numeric range operator: >"],
      ["a range has both of its bounds", detail({ n: [{ numeric: [">", 0, "<"] }] }), "Value of < must be numeric"],
      ["numeric is spelled in lower case", detail({ n: [{ NUMERIC: ["=", 5] }] }), "Unrecognized match type NUMERIC"],
      ["an address range has a mask", detail(ip("10.0.0.0")), "Malformed CIDR, one '/' required"],
      ["a mask is a number", detail(ip("10.0.0.0/xx")), "Malformed CIDR, mask bits must be an integer"],
      ["an address range has an address", detail(ip("xx.11.xx/8")), "Nonstandard IP address: xx.11.xx"],
      [
        "a range of IPv6 has an address",
        detail(ip("xxxx:db8:1234:1a00::/64")),
        "Nonstandard IP address: xxxx:db8:1234:1a00::",
      ],
      ["an address range is a text", detail({ ip: [{ cidr: ["x"] }] }), "prefix match pattern must be a string"],
    ]),
    {
      behaviour: "a pattern with many wildcards is refused as too complex",
      input: {
        pattern: { arn: [{ wildcard: "*:*:*:*:*:event-bus/*" }] },
        value: { arn: "arn:aws:events:r:1:event-bus/x" },
      },
      answer: refused(
        "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character",
      ),
      source: recorded,
      difference: { answer: true, why: "no pattern is too complex here; AWS does not say where its limit is" },
    },
  ],
};

export const anythingBut: Table<PatternInput> = {
  service: "Amazon EventBridge",
  topic: "patterns: anything-but",
  rows: [
    ...matching(recorded, [
      ["anything-but matches another text", but("stopped"), { state: "running" }, true],
      ["anything-but does not match its text", but("stopped"), { state: "stopped" }, false],
      ["anything-but does not match a missing field", but("stopped"), {}, false],
      ["anything-but matches null", but("stopped"), { state: null }, true],
      ["anything-but of a number matches another", but(100), { state: 101 }, true],
      ["anything-but of zero does not match zero", but(0), { state: 0 }, false],
      ["anything-but of texts matches none of them", but(["stopped", "overloaded"]), { state: "overloaded" }, false],
      ["anything-but of texts matches another", but(["stopped", "overloaded"]), { state: "running" }, true],
      ["anything-but of texts does not match a missing field", but(["stopped", "overloaded"]), {}, false],
      ["anything-but of numbers matches none of them", but([100, 200]), { state: 200 }, false],
      ["anything-but of numbers matches another", but([100, 200]), { state: 300 }, true],
      ["anything-but a prefix matches another beginning", but({ prefix: "init" }), { state: "post-init" }, true],
      ["anything-but a prefix does not match it", but({ prefix: "init" }), { state: "initializing" }, false],
      ["anything-but a prefix does not match a missing field", but({ prefix: "init" }), {}, false],
      ["anything-but a prefix matches null", but({ prefix: "init" }), { state: null }, true],
      ["anything-but a prefix matches a number", but({ prefix: "12" }), { state: 123 }, true],
      ["anything-but prefixes match none of them", but({ prefix: ["init", "error"] }), { state: "error-1" }, false],
      ["anything-but prefixes match another", but({ prefix: ["init", "error"] }), { state: "done" }, true],
      ["anything-but a suffix matches another end", but({ suffix: ".txt" }), { state: "a.png" }, true],
      ["anything-but a suffix does not match it", but({ suffix: ".txt" }), { state: "a.txt" }, false],
      ["anything-but suffixes match none of them", but({ suffix: [".txt", ".db"] }), { state: "a.db" }, false],
      ["anything-but suffixes match another", but({ suffix: [".txt", ".db"] }), { state: "a.png" }, true],
      ["anything-but a suffix matches null", but({ suffix: ".txt" }), { state: null }, true],
      [
        "anything-but ignoring case does not match another case",
        but({ "equals-ignore-case": "init" }),
        { state: "INIT" },
        false,
      ],
      [
        "anything-but ignoring case matches another text",
        but({ "equals-ignore-case": "init" }),
        { state: "done" },
        true,
      ],
      [
        "anything-but several ignoring case matches none of them",
        but({ "equals-ignore-case": ["init", "stop"] }),
        { state: "Stop" },
        false,
      ],
      ["anything-but ignoring case matches null", but({ "equals-ignore-case": "init" }), { state: null }, true],
      ["anything-but a wildcard does not match it", but({ wildcard: "*/lib/*" }), { state: "a/lib/b" }, false],
      ["anything-but a wildcard matches another text", but({ wildcard: "*/lib/*" }), { state: "a/bin/b" }, true],
      [
        "anything-but wildcards match none of them",
        but({ wildcard: ["*/lib/*", "*/bin/*"] }),
        { state: "a/bin/b" },
        false,
      ],
      ["anything-but a wildcard matches a number", but({ wildcard: "1*" }), { state: 12 }, true],
      ["anything-but a wildcard of nothing matches a text", but({ wildcard: "" }), { state: "x" }, true],
    ]),
    ...refusing(recorded, refused, [
      [
        "anything-but a prefix that is no text is refused",
        detail(but({ prefix: 123 })),
        "prefix/suffix match pattern must be a string",
      ],
      [
        "anything-but prefixes are texts",
        detail(but({ prefix: [123, "x"] })),
        "prefix/suffix match pattern must be a string",
      ],
      [
        "anything-but a suffix that is no text is refused",
        detail(but({ suffix: 123 })),
        "prefix/suffix match pattern must be a string",
      ],
      [
        "anything-but suffixes are texts",
        detail(but({ suffix: [123, "x"] })),
        "prefix/suffix match pattern must be a string",
      ],
      [
        "anything-but a prefix ignoring case is refused",
        detail(but({ prefix: { "equals-ignore-case": "x" } })),
        "Value of anything-but must be an array or single string/number value.",
      ],
      [
        "anything-but a suffix ignoring case is refused",
        detail(but({ suffix: { "equals-ignore-case": "x" } })),
        "Value of anything-but must be an array or single string/number value.",
      ],
      [
        "anything-but ignoring case takes texts",
        detail(but({ "equals-ignore-case": 123 })),
        "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
      ],
      [
        "anything-but several ignoring case takes texts",
        detail(but({ "equals-ignore-case": [123, 456] })),
        "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
      ],
      [
        "anything-but a wildcard that is no text is refused",
        detail(but({ wildcard: 123 })),
        "wildcard match pattern must be a string",
      ],
      [
        "anything-but wildcards are texts",
        detail(but({ wildcard: [123, "*"] })),
        "wildcard match pattern must be a string",
      ],
    ]),
  ],
};
