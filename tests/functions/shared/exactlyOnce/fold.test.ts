import { expect } from "chai";
import fc from "fast-check";
import { type Entry, fold, groupByKey, isNotEmpty, splitByFields } from "../../../../functions/shared/exactlyOnce/fold";

const position = (index: number) => String(index).padStart(4, "0");

/** Entries with values in millionths, in order. */
const entries: fc.Arbitrary<Entry[]> = fc
  .array(
    fc.record({
      key: fc.constantFrom("a", "b", "__proto__", "constructor"),
      millionths: fc.dictionary(fc.constantFrom("x", "y", "__proto__"), fc.maxSafeInteger(), { noNullPrototype: true }),
      createdAt: fc.nat(),
    }),
    { maxLength: 30 },
  )
  .map((list) =>
    list.map(({ key, millionths, createdAt }, index) => ({
      key,
      add: Object.fromEntries(Object.entries(millionths).map(([field, value]) => [field, inMillionths(BigInt(value))])),
      position: position(index),
      createdAt,
    })),
  );

/** Decimal notation by integer arithmetic alone. */
function inMillionths(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(7, "0");
  const text = `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, "");
  return value < 0n ? `-${text}` : text;
}

function millionthsOf(text: string): bigint {
  const [, sign = "", whole = "", decimals = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return BigInt(`${sign}${whole}${decimals.padEnd(6, "0")}`);
}

describe("groupByKey", () => {
  it("puts every entry in the group of its key, in order of position, wherever it came", () => {
    fc.assert(
      fc.property(
        entries.chain((list) => fc.shuffledSubarray(list, { minLength: list.length })),
        (shuffled) => {
          const groups = groupByKey(shuffled);

          const regrouped = [...groups].flatMap(([key, group]) => group.map((entry) => ({ key, entry })));
          expect(regrouped.every(({ key, entry }) => entry.key === key)).to.equal(true);
          expect(regrouped).to.have.length(shuffled.length);
          for (const group of groups.values()) {
            const positions = group.map((entry) => entry.position);
            expect(positions).to.deep.equal([...positions].sort());
          }
        },
      ),
    );
  });
});

describe("fold", () => {
  it("counts entries, and adds up each field exactly", () => {
    fc.assert(
      fc.property(entries, (list) => {
        fc.pre(isNotEmpty(list));

        const folded = fold(list);

        const sums = new Map<string, bigint>();
        for (const { add } of list) {
          for (const [field, value] of Object.entries(add)) {
            sums.set(field, (sums.get(field) ?? 0n) + millionthsOf(value));
          }
        }
        expect(folded.count).to.equal(list.length);
        expect([...folded.sums]).to.deep.equal([...sums].map(([field, sum]) => [field, inMillionths(sum)]));
        expect(folded.createdAt).to.equal(Math.max(...list.map(({ createdAt }) => createdAt)));
        expect([folded.first, folded.last]).to.deep.equal([list[0].position, list.at(-1)?.position]);
      }),
    );
  });

  it("adds 0.1 three times to 0.3", () => {
    const entry = { key: "a", add: { amount: "0.1" }, position: "1", createdAt: 0 };

    expect(fold([entry, entry, entry]).sums).to.deep.equal(new Map([["amount", "0.3"]]));
  });

  it("writes large and small sums without an exponent", () => {
    const entry = {
      key: "a",
      add: { big: "1000000000000000000000000", small: "0.000000000001" },
      position: "1",
      createdAt: 0,
    };

    expect([...fold([entry]).sums.values()]).to.deep.equal(["1000000000000000000000000", "0.000000000001"]);
  });
});

describe("the extremes of a fold", () => {
  it("are the least and the greatest as numbers, and not as texts", () => {
    const entry = (value: string) => ({
      ...{ key: "a", add: {}, position: value, createdAt: 0 },
      min: { low: value },
      max: { high: value },
    });

    expect([...fold([entry("9"), entry("10"), entry("-1.5")]).extremes]).to.deep.equal([
      ["low", { kind: "min", value: "-1.5" }],
      ["high", { kind: "max", value: "10" }],
    ]);
  });
});

describe("splitByFields", () => {
  it("takes the longest run within the limit, at least one entry, and leaves the rest in order", () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 3 }), (list, maxFields) => {
        fc.pre(isNotEmpty(list));
        const fieldsOf = (some: readonly Entry[]) => new Set(some.flatMap(({ add }) => Object.keys(add))).size;

        const { run, rest } = splitByFields(list, maxFields);

        expect([...run, ...rest]).to.deep.equal(list);
        expect(run.length === 1 || fieldsOf(run) <= maxFields).to.equal(true);
        expect(rest.length === 0 || fieldsOf([...run, rest[0] as Entry]) > maxFields).to.equal(true);
      }),
    );
  });
});
