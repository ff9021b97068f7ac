import { expect } from "chai";
import fc from "fast-check";
import type { Properties } from "../../../local/engine/resourceHandler";
import { changedProperties, fromStruct, toStruct, UNKNOWN } from "../../../local/provider/struct";

/** Properties of any shape; JavaScript itself treats a member `__proto__` unlike others. */
const properties = fc
  .dictionary(fc.string(), fc.jsonValue())
  .filter((value) => !JSON.stringify(value).includes("__proto__")) as fc.Arbitrary<Properties>;

describe("properties on the wire", () => {
  it("differ in nothing from what was sent", () => {
    fc.assert(
      fc.property(properties, (sent) => {
        expect(changedProperties(fromStruct(toStruct(sent)), sent)).to.deep.equal([]);
      }),
    );
  });

  it("differ in exactly the property that was changed", () => {
    fc.assert(
      fc.property(properties, fc.string(), (sent, name) => {
        fc.pre(name !== "__proto__");
        const changed = { ...sent, [name]: { before: sent[name] ?? null, now: true } };

        expect(changedProperties(sent, changed)).to.deep.equal([name]);
      }),
    );
  });

  for (const value of [UNKNOWN, [UNKNOWN], { nested: { deep: UNKNOWN } }]) {
    it(`differ where ${JSON.stringify(value)} is unknown, even from itself`, () => {
      expect(changedProperties({ value }, { value })).to.deep.equal(["value"]);
    });
  }

  it("are absent where there are none", () => {
    expect(fromStruct(undefined)).to.deep.equal({});
  });
});
