import { expect } from "chai";
import { findEntityId } from "../../../functions/debounce/entityId";
import { parseJsonPointer } from "../../../functions/debounce/jsonPointer";

const pointer = parseJsonPointer("/order/id");
const find = (id: unknown) => findEntityId(JSON.stringify({ order: { id } }), pointer);

describe("findEntityId", () => {
  for (const id of ["o-1", " ", "a/b?c#d", "Zoë 🐝", "...", "x".repeat(1024)]) {
    it(`finds ${JSON.stringify(id.slice(0, 20))}`, () => {
      expect(find(id)).to.deep.equal({ entityId: id });
    });
  }

  it("finds a whole number, as a text", () => {
    expect(find(42)).to.deep.equal({ entityId: "42" });
  });

  const faults: [string, unknown, string][] = [
    ["no id", undefined, "the body does not name its entity"],
    ["null", null, "the body does not name its entity"],
    ["an empty text", "", "the entity's id is empty"],
    ["a fraction", 1.5, "the entity's id is neither a text nor a whole number"],
    ["a number that others read as the same one", 2 ** 53, "the entity's id is neither a text nor a whole number"],
    ["true", true, "the entity's id is neither a text nor a whole number"],
    ["an object", { id: 1 }, "the entity's id is neither a text nor a whole number"],
    ["a step up the API's path", "..", 'the entity\'s id is ".."'],
    ["a step in place", ".", 'the entity\'s id is "."'],
    ["more bytes than a key may have", "ü".repeat(513), "the entity's id has more than 1024 bytes"],
    ["a zero character", "a\0b", "the entity's id holds a zero character"],
    ["half a surrogate pair", "\ud800", "the entity's id holds half a surrogate pair"],
  ];
  for (const [what, id, fault] of faults) {
    it(`refuses ${what}`, () => {
      expect(find(id)).to.deep.equal({ fault });
    });
  }

  it("finds an id behind a byte order mark", () => {
    expect(findEntityId('\ufeff{"order":{"id":"o-1"}}', pointer)).to.deep.equal({ entityId: "o-1" });
  });

  it("refuses a body that is not JSON", () => {
    expect(findEntityId("order=1", pointer)).to.deep.equal({ fault: "the body is not JSON" });
  });
});
