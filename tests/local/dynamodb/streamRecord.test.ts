import { expect } from "chai";
import fc from "fast-check";
import { itemSize } from "../../../local/services/dynamodb/itemSize";
import { changesNothing, fromAwsSequence, toAwsSequence } from "../../../local/services/dynamodb/streamRecord";

describe("stream sequence numbers", () => {
  const stored = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

  it("are ordered as text and as numbers alike", () => {
    fc.assert(
      fc.property(stored, stored, (a, b) => {
        const [textA, textB] = [toAwsSequence(a), toAwsSequence(b)];
        expect(textA < textB).to.equal(a < b);
        expect(BigInt(textA) < BigInt(textB)).to.equal(a < b);
      }),
    );
  });

  it("have 21 digits and lead back to where they came from", () => {
    fc.assert(
      fc.property(stored, (number) => {
        expect(toAwsSequence(number)).to.match(/^[1-9]\d{20}$/);
        expect(fromAwsSequence(toAwsSequence(number))).to.equal(number);
      }),
    );
  });

  it("of other origin are not understood", () => {
    expect(fromAwsSequence("12")).to.equal(undefined);
  });
});

describe("a record that changes nothing", () => {
  const modify = (OldImage: Parameters<typeof itemSize>[0], NewImage: Parameters<typeof itemSize>[0]) =>
    changesNothing({
      eventName: "MODIFY",
      dynamodb: { Keys: {}, OldImage, NewImage, SequenceNumber: "1", ApproximateCreationDateTime: 0 },
    });

  it("is told whatever the order of attributes and of a set's members", () => {
    const before = { a: { S: "x" }, b: { M: { c: { NS: ["1", "2"] }, d: { BOOL: true } } } };
    const after = { b: { M: { d: { BOOL: true }, c: { NS: ["2", "1"] } } }, a: { S: "x" } };

    expect(modify(before, after)).to.equal(true);
  });

  it("is not one whose list changed its order", () => {
    const list = (...values: string[]) => ({ a: { L: values.map((S) => ({ S })) } });

    expect(modify(list("x", "y"), list("y", "x"))).to.equal(false);
  });

  it("is not one with an attribute more", () => {
    expect(modify({ a: { S: "x" } }, { a: { S: "x" }, b: { NULL: true } })).to.equal(false);
  });
});

describe("the size of an item", () => {
  for (const [what, item, bytes] of [
    ["UTF-8 names and texts", { é: { S: "€" } }, 2 + 3],
    ["a number's significant digits, by two", { n: { N: "12345" } }, 1 + 3 + 1],
    ["a sign", { n: { N: "-12" } }, 1 + 1 + 2],
    ["binary as it is, not as it is written", { b: { B: "AQID" } }, 1 + 3],
    ["a map with its overhead", { m: { M: { a: { BOOL: true } } } }, 1 + 3 + 1 + 1 + 1],
    ["a list with its overhead", { l: { L: [{ NULL: true }, { S: "ab" }] } }, 1 + 3 + 1 + 1 + 1 + 2],
    ["a set's members", { s: { SS: ["ab", "c"] } }, 1 + 3],
  ] as const) {
    it(`counts ${what}`, () => {
      expect(itemSize(item as unknown as Parameters<typeof itemSize>[0])).to.equal(bytes);
    });
  }
});
