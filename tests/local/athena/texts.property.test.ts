import { expect } from "chai";
import fc from "fast-check";
import { csv, parseCsv } from "../../../local/services/athena/results/csv";
import { javaDouble, javaFloat } from "../../../local/services/athena/results/javaNumbers";

describe("the texts of results", () => {
  it("read back from CSV what was written, NULL and every character included", () => {
    const row = (length: number) =>
      fc.array(fc.option(fc.string({ unit: "binary" }), { nil: undefined }), { minLength: length, maxLength: length });
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((length) =>
        fc.tuple(
          fc.array(fc.string(), { minLength: length, maxLength: length }),
          fc.array(row(length), { maxLength: 5 }),
        ),
      );

    fc.assert(
      fc.property(table, ([header, rows]) => {
        expect(parseCsv(csv(header, rows).toString())).to.deep.equal([header, ...rows]);
      }),
    );
  });

  it("write a double so that the text tells it from any other", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = javaDouble(value);

        expect(Number(text)).to.equal(value);
        expect(text).to.match(/^-?\d+\.\d+(E-?\d+)?$/);
      }),
    );
  });

  it("write a float so that the text tells it from any other", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.fround(Number(javaFloat(value)))).to.equal(value);
      }),
    );
  });

  for (const [value, text] of [
    [1, "1.0"],
    [-0.5, "-0.5"],
    [0.001, "0.001"],
    [0.0001, "1.0E-4"],
    [9_999_999, "9999999.0"],
    [10_000_000, "1.0E7"],
    [1.5e300, "1.5E300"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
  ] as [number, string][]) {
    it(`write ${text} as Java does`, () => {
      expect(javaDouble(value)).to.equal(text);
    });
  }
});
