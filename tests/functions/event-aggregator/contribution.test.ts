import { expect } from "chai";
import { contributionsOf } from "../../../functions/event-aggregator/contribution";
import type { JsonObject, Summarize } from "../../../functions/event-aggregator/summarize";

/** The answer for one summary. */
const contributionOf = (summarize: Summarize, event: JsonObject) => contributionsOf(summarize, event)[0];
const answering = (answer: unknown): Summarize => (() => answer) as Summarize;

describe("contributionOf", () => {
  it("hands the event to the callback, and takes its key and numbers", () => {
    const contribution = contributionOf(
      ({ user, price }) => ({ key: `user ${user}`, add: { spent: price as number } }),
      {
        user: "ada",
        price: 19.99,
      },
    );

    expect(contribution).to.deep.equal({ key: "user ada", add: { spent: "19.99" } });
  });

  it("leaves the event out when the callback returns undefined", () => {
    expect(contributionOf(answering(undefined), {})).to.equal(undefined);
  });

  it("takes a key without add", () => {
    expect(contributionOf(answering({ key: "a" }), {})).to.deep.equal({ key: "a", add: {} });
  });

  const numbers: [number, string][] = [
    [0.1 + 0.2, "0.3"],
    [19.99 * 3, "59.97"],
    [1 / 3, "0.333333333333"],
    [1e-12, "0.000000000001"],
    [-0, "0"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"],
    [-Number.MAX_SAFE_INTEGER, "-9007199254740991"],
    [1e15 + 0.5, "1000000000000000.5"],
  ];
  for (const [value, decimal] of numbers) {
    it(`takes ${value} as ${decimal}`, () => {
      expect(contributionOf(answering({ key: "a", add: { n: value } }), {})?.add.n).to.equal(decimal);
    });
  }

  it("takes a list, each of another key, with sums and extremes", () => {
    const answer = [
      { key: "all", add: { n: 1 } },
      { key: "ACME", min: { low: 0.1 + 0.2 }, max: { high: 5 } },
    ];

    expect(contributionsOf(answering(answer), {})).to.deep.equal([
      { key: "all", add: { n: "1" } },
      { key: "ACME", add: {}, min: { low: "0.3" }, max: { high: "5" } },
    ]);
  });

  it("leaves an event out by an empty list, too", () => {
    expect(contributionsOf(answering([]), {})).to.deep.equal([]);
  });

  const key2048 = "é".repeat(1024);
  it("takes a key of 2,048 bytes, 20 fields, and a name of 128 bytes", () => {
    const add = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [String(index).padEnd(128, "x"), 1]));

    expect(contributionOf(answering({ key: key2048, add }), {})?.key).to.equal(key2048);
  });

  for (const name of ["constructor", "hasOwnProperty", "toString", "valueOf", "then"]) {
    it(`takes ${name} as the name of a field like any other`, () => {
      const contribution = contributionOf(answering({ key: name, add: { [name]: 1 } }), {});

      expect(contribution?.key).to.equal(name);
      expect(Object.entries(contribution?.add ?? {})).to.deep.equal([[name, "1"]]);
    });
  }

  const refused: [string, unknown, string][] = [
    [
      "two contributions with one key",
      [{ key: "a" }, { key: "b" }, { key: "a" }],
      'summarize returned two contributions with the key "a": put their fields into one',
    ],
    [
      "11 contributions",
      Array.from({ length: 11 }, (_, index) => ({ key: String(index) })),
      "summarize may return 10 contributions for one event, got 11",
    ],
    [
      "a list in the list",
      [[{ key: "a" }]],
      "summarize must return { key, add?, min?, max? }, a list of them, or undefined, got an object",
    ],
    [
      "a field that is a sum and an extreme",
      { key: "a", add: { price: 1 }, max: { price: 1 } },
      'The field "price" is in two of add, min and max; choose another name for one of them',
    ],
    [
      "a text as an extreme",
      { key: "a", min: { low: "1" } },
      'The field "low" of min must be a finite number, got a string',
    ],
    ["null as max", { key: "a", max: null }, "summarize must return an object as max, got null"],
    [
      "21 fields in all",
      {
        key: "a",
        add: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`f${index}`, 1])),
        min: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`g${index}`, 1])),
      },
      "summarize may name 20 fields in one contribution, got 21",
    ],
    ["ItemCount as an extreme", { key: "a", max: { ItemCount: 1 } }, 'The field "ItemCount" of max is reserved'],
    [
      "__proto__ as the name of a field, which no reader of the table could see",
      { key: "a", add: JSON.parse('{"__proto__":1}') },
      'The field "__proto__" of add cannot be read back; choose another name',
    ],
    ["null", null, "summarize must return { key, add?, min?, max? }, a list of them, or undefined, got null"],
    ["a string", "a", "summarize must return { key, add?, min?, max? }, a list of them, or undefined, got a string"],
    ["a promise", Promise.resolve({ key: "a" }), "summarize must be synchronous, but it returned a promise"],
    ["no key", {}, "summarize must return a string as key, got undefined"],
    ["a number as key", { key: 7 }, "summarize must return a string as key, got 7"],
    ["an empty key", { key: "" }, "summarize must return a key of 1 to 2048 bytes, got 0"],
    ["a long key", { key: `${key2048}x` }, "summarize must return a key of 1 to 2048 bytes, got 2049"],
    ["half a character as key", { key: "\ud800" }, "summarize returned a key with half a surrogate pair"],
    ["an array as add", { key: "a", add: [1] }, "summarize must return an object as add, got an object"],
    ["null as add", { key: "a", add: null }, "summarize must return an object as add, got null"],
    [
      "21 fields",
      { key: "a", add: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`f${index}`, 1])) },
      "summarize may name 20 fields in one contribution, got 21",
    ],
    [
      "a field that the event lacks",
      { key: "a", add: { n: undefined } },
      'The field "n" of add must be a finite number, got undefined',
    ],
    ["NaN", { key: "a", add: { n: Number.NaN } }, 'The field "n" of add must be a finite number, got NaN'],
    [
      "Infinity",
      { key: "a", add: { n: Number.POSITIVE_INFINITY } },
      'The field "n" of add must be a finite number, got Infinity',
    ],
    ["a bigint", { key: "a", add: { n: 1n } }, 'The field "n" of add must be a finite number, got 1'],
    ["digits in a string", { key: "a", add: { n: "1" } }, 'The field "n" of add must be a finite number, got a string'],
    [
      "a number beyond 2^53",
      { key: "a", add: { n: 2 ** 53 } },
      'The field "n" of add must be within ±9007199254740991, got 9007199254740992',
    ],
    [
      "a number below every decimal place",
      { key: "a", add: { n: 1e-13 } },
      'The field "n" of add may have 12 decimal places, got 1e-13',
    ],
    [
      "a number that rounding would change",
      { key: "a", add: { n: 1.5e-12 } },
      'The field "n" of add may have 12 decimal places, got 1.5e-12',
    ],
    ["SummaryID", { key: "a", add: { SummaryID: 1 } }, 'The field "SummaryID" of add is reserved; choose another name'],
    ["ItemCount", { key: "a", add: { ItemCount: 1 } }, 'The field "ItemCount" of add is reserved; choose another name'],
    ["UpdatedAt", { key: "a", add: { UpdatedAt: 1 } }, 'The field "UpdatedAt" of add is reserved; choose another name'],
    ["a mark", { key: "a", add: { "applied:x": 1 } }, 'The field "applied:x" of add is reserved; choose another name'],
    ["an empty name", { key: "a", add: { "": 1 } }, "A field of add must have a name of 1 to 128 bytes, got 0"],
    [
      "a long name",
      { key: "a", add: { ["x".repeat(129)]: 1 } },
      "A field of add must have a name of 1 to 128 bytes, got 129",
    ],
  ];
  for (const [name, answer, message] of refused) {
    it(`refuses ${name}`, () => {
      expect(() => contributionOf(answering(answer), {})).to.throw(Error, message);
    });
  }

  it("lets no refused promise end the process", async () => {
    const rejections: unknown[] = [];
    const listen = (reason: unknown) => rejections.push(reason);
    process.on("unhandledRejection", listen);

    expect(() => contributionOf(answering(Promise.reject(new Error("late"))), {})).to.throw(TypeError, "synchronous");
    // Node reports unhandled rejections once the microtasks are done.
    await new Promise((resolve) => setImmediate(resolve));

    process.off("unhandledRejection", listen);
    expect(rejections).to.deep.equal([]);
  });

  it("throws what the callback throws", () => {
    const thrown = new RangeError("mine");

    expect(() =>
      contributionOf(() => {
        throw thrown;
      }, {}),
    ).to.throw(thrown);
  });
});
