import { expect } from "chai";
import fc from "fast-check";
import { coverEverything, isCidr } from "../../components/bastionVpc/cidrs";

/** Halves some of the ranges again and again: together they still hold what they held. */
function split(
  ranges: readonly (readonly [number, number])[],
  choices: readonly number[],
): (readonly [number, number])[] {
  const parts = [...ranges];
  for (const choice of choices) {
    const [[first, prefix] = [0, 32]] = parts.splice(choice % parts.length, 1);
    if (prefix === 32) parts.push([first, prefix]);
    else parts.push([first, prefix + 1], [first + 2 ** (31 - prefix), prefix + 1]);
  }
  return parts;
}

const text = ([first, prefix]: readonly [number, number]) =>
  `${[24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join(".")}/${prefix}`;

describe("ranges of addresses", () => {
  it("are the whole internet however it is cut, and not without one of the pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { maxLength: 40 }), fc.nat(1_000), (choices, missing) => {
        const pieces = split([[0, 0]], choices).map(text);

        expect(coverEverything(pieces)).to.equal(true);
        expect(coverEverything([...pieces, "10.0.0.0/8"])).to.equal(true);
        expect(coverEverything(pieces.filter((_, index) => index !== missing % pieces.length))).to.equal(false);
      }),
    );
  });

  for (const cidrs of [["::/0"], ["::/1", "8000::/1"], ["10.0.0.0/8", "8000::/1", "::/2", "4000::/2"]]) {
    it(`are the whole of IPv6 as ${cidrs.join(" and ")}`, () => {
      expect(coverEverything(cidrs)).to.equal(true);
    });
  }

  for (const cidrs of [[], ["0.0.0.0/1"], ["128.0.0.0/1", "::/1"], ["8000::/1", "::/2", "4000::/3"]]) {
    it(`are not the whole internet as ${cidrs.join(" and ") || "none"}`, () => {
      expect(coverEverything(cidrs)).to.equal(false);
    });
  }

  for (const cidr of ["203.0.113.7/32", "10.0.0.0/8", "2001:db8::/48", "::ffff:203.0.113.0/120", "fe80::1/128"]) {
    it(`are written as ${cidr}`, () => {
      expect(isCidr(cidr)).to.equal(true);
    });
  }

  for (const cidr of [
    "203.0.113.7",
    "203.0.113.7/24",
    "2001:db8::1/48",
    "1.2.3/8",
    "1.2.3.4/33",
    "::/129",
    "a/1",
    "",
  ]) {
    it(`are not written as "${cidr}"`, () => {
      expect(isCidr(cidr)).to.equal(false);
    });
  }
});
