import { expect } from "chai";
import { entityAt, entityBy } from "../../../functions/debounce/entityId";
import { parseJsonPointer } from "../../../functions/debounce/jsonPointer";
import type { EntityOf } from "../../../functions/debounce/ownCode";

const pointer = parseJsonPointer("/order/id");
/** A webhook with a body, as workers get it. */
const deliveryOf = (body: string) => ({ id: "d1", source: "shop", body, receivedAt: new Date(0) });
const findEntityId = (body: string) => entityAt(pointer)(deliveryOf(body));
const find = (id: unknown) => findEntityId(JSON.stringify({ order: { id } }));

describe("entityAt", () => {
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
    expect(findEntityId('\ufeff{"order":{"id":"o-1"}}')).to.deep.equal({ entityId: "o-1" });
  });

  it("refuses a body that is not JSON", () => {
    expect(findEntityId("order=1")).to.deep.equal({ fault: "the body is not JSON" });
  });
});

describe("entityBy", () => {
  const found = (entityOf: EntityOf, body = '{"contact":{"id":7}}') => entityBy(entityOf)(deliveryOf(body));

  it("asks code of one's own, which is handed the delivery with the value of its body", () => {
    expect(found(({ source, body }) => `${source} ${(body as { contact: { id: number } }).contact.id}`)).to.deep.equal({
      entityId: "shop 7",
    });
  });

  it("takes a whole number as a text", () => {
    expect(found(() => 7)).to.deep.equal({ entityId: "7" });
  });

  for (const [what, entityOf, fault] of [
    ["nothing", () => undefined, "entityOf names no entity"],
    ["an empty text", () => "", "the entity's id is empty"],
    ["a fraction", () => 1.5, "the entity's id is neither a text nor a whole number"],
    [
      "a promise",
      (() => Promise.reject(new Error("late"))) as unknown as EntityOf,
      "entityOf must be synchronous, but it returned a promise",
    ],
    [
      "an error",
      ({ body }) => (body as { order: { id: string } }).order.id,
      "entityOf threw Cannot read properties of undefined (rea...",
    ],
  ] as [string, EntityOf, string][]) {
    it(`says why there is no entity where it answers with ${what}`, () => {
      expect(found(entityOf)).to.deep.equal({ fault });
    });
  }
});
