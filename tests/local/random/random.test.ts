import { expect } from "chai";
import fc from "fast-check";
import { nothingKept } from "../../../local/base/dataFolder";
import type { Properties } from "../../../local/engine/resourceHandler";
import { randomValues } from "../../../local/resources/random/random";
import { randomText } from "../../../local/resources/random/texts";
import { KeptData } from "../../support/keptData";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

type Name = "Id" | "Integer" | "Password" | "Pet" | "String" | "Uuid";

function handlerOf(name: Name, data = nothingKept) {
  const found = randomValues({ data }).find(({ type }) => type.endsWith(`:Random${name}`));
  if (found === undefined) throw new Error(`there is no Random${name}`);
  return found;
}
const make = (name: Name, inputs: Properties, data = nothingKept) =>
  handlerOf(name, data).create(resourceContext("value"), inputs);

describe("types of @pulumi/random", () => {
  it("make texts of the length and with the characters that are asked for", () => {
    const least = fc.integer({ min: 0, max: 4 });
    const inputs = fc.record({ minLower: least, minUpper: least, minNumeric: least, minSpecial: least });
    fc.assert(
      fc.property(inputs, fc.integer({ min: 16, max: 40 }), (mins, length) => {
        const text = randomText({ ...mins, length, overrideSpecial: "_%" });
        const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;

        expect(text).to.match(/^[a-zA-Z0-9_%]+$/);
        expect(text).to.have.length(length);
        expect(count(/[a-z]/g)).to.be.at.least(mins.minLower);
        expect(count(/[A-Z]/g)).to.be.at.least(mins.minUpper);
        expect(count(/[0-9]/g)).to.be.at.least(mins.minNumeric);
        expect(count(/[_%]/g)).to.be.at.least(mins.minSpecial);
      }),
    );
    expect(randomText({ length: 30, special: false, upper: false, numeric: false })).to.match(/^[a-z]{30}$/);
  });

  it("make ids in four notations, numbers within bounds, UUIDs and names", async () => {
    const { id, state } = await make("Id", { byteLength: 4, prefix: "p-" });
    expect(state.hex).to.match(/^p-[0-9a-f]{8}$/);
    expect(state.b64Url).to.equal(`p-${id}`);
    expect(state.dec).to.equal(`p-${Number.parseInt(String(state.hex).slice(2), 16)}`);

    expect((await make("Integer", { min: 7, max: 7 })).state.result).to.equal(7);
    expect((await make("Uuid", {})).id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect((await make("Pet", { length: 3, prefix: "my", separator: "_" })).id).to.match(/^my_[a-z]+_[a-z]+_[a-z]+$/);
    expect((await make("Password", { length: 12, number: false })).state.result).to.match(/^\D{12}$/);
  });

  it("keep their values over starts, until their resources go", async () => {
    const data = new KeptData();
    const inputs = { length: 20 };

    const first = await make("String", inputs, data.open());
    const again = await make("String", inputs, data.open());
    const handler = handlerOf("String", data.open());
    const last = await handler.create(resourceContext("value"), inputs);
    await handler.delete(resourceContext("value"), last);
    const other = await make("String", inputs, data.open());
    data.remove();

    expect([again.id, last.id]).to.deep.equal([first.id, first.id]);
    expect(other.id).not.to.equal(first.id);
  });

  for (const [name, inputs, message] of [
    ["Password", {}, "length must be a whole number from 1 on, got 0"],
    ["Password", { length: 2, minLower: 2, minUpper: 1 }, "length must be at least 3"],
    [
      "String",
      { length: 2, lower: false, upper: false, numeric: false, special: false },
      "lower, upper, numeric or special must be true",
    ],
    ["Id", {}, "byteLength must be a whole number from 1 on"],
    ["Integer", { min: 2, max: 1 }, "min and max must be whole numbers, the one at most the other, got 2 and 1"],
    ["Pet", { length: 0 }, "length must be a whole number from 1 on, got 0"],
  ] as const) {
    it(`refuse of a Random${name} ${JSON.stringify(inputs)}`, async () => {
      expect((await rejection(make(name, { ...inputs }))).message).to.contain(message);
    });
  }
});
