import { expect } from "chai";
import { z } from "zod/mini";
import { check, checked } from "../../../functions/shared/schema";

const card = z.strictObject({
  id: z.string().check(z.minLength(1), z.maxLength(4)),
  gates: z.array(z.int()).check(z.minLength(1)),
  kind: z.optional(z.enum(["red", "blue"])),
});

describe("check", () => {
  it("hands over what follows the schema", () => {
    expect(check(card, { id: "c1", gates: [1] })).to.deep.equal({ success: true, data: { id: "c1", gates: [1] } });
  });

  const cases: [value: unknown, ...messages: string[]][] = [
    [null, "Invalid input: expected object, received null"],
    [{ id: "", gates: [1] }, "Too small: expected string to have >=1 characters"],
    [{ id: "c1234", gates: [1] }, "Too big: expected string to have <=4 characters"],
    [{ id: "c1", gates: [] }, "Too small: expected array to have >=1 items"],
    [{ id: "c1", gates: [1.5] }, "Invalid input: expected int, received number"],
    [{ id: "c1", gates: [1], kind: "green" }, 'Invalid option: expected one of "red"|"blue"'],
    [{ id: "c1", gates: [1], colour: 1 }, 'Unrecognized key: "colour"'],
    [{}, "Invalid input: expected string, received undefined", "Invalid input: expected array, received undefined"],
  ];
  for (const [value, ...messages] of cases) {
    it(`says in English what is wrong with ${JSON.stringify(value)}`, () => {
      expect(check(card, value).error?.issues.map(({ message }) => message)).to.deep.equal(messages);
    });
  }
});

describe("checked", () => {
  it("returns what follows the schema", () => {
    expect(checked(card, { id: "c1", gates: [1] })).to.deep.equal({ id: "c1", gates: [1] });
  });

  it("throws what is wrong, in English", () => {
    expect(() => checked(card, { id: "", gates: [1] })).to.throw("Too small: expected string to have >=1 characters");
  });
});
