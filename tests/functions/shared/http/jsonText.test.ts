import { expect } from "chai";
import fc from "fast-check";
import { interoperabilityFault, scanJson } from "../../../../functions/shared/http/jsonText";

/** JSON text with white space in every place that allows it. */
function spaced(value: unknown, space: string): string {
  if (Array.isArray(value))
    return `${space}[${value.map((element) => spaced(element, space)).join(",")}${space}]${space}`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => `${space}${JSON.stringify(name)}${space}:${spaced(member, space)}`,
    );
    return `${space}{${members.join(",")}${space}}${space}`;
  }
  return `${space}${JSON.stringify(value)}${space}`;
}

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

const spaces = fc.constantFrom("", " ", "\n", "\t ", "\r\n");

describe("scanJson", () => {
  it("measures the nesting of any JSON, and finds no name twice where there is none", () => {
    fc.assert(
      fc.property(fc.jsonValue(), spaces, (value, space) => {
        const { depth, duplicateName } = scanJson(spaced(value, space));

        expect(depth).to.equal(depthOf(value));
        expect(duplicateName).to.equal(undefined);
      }),
    );
  });

  it("finds each element of an array", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), spaces, (values, space) => {
        const text = spaced(values, space);

        const elements = scanJson(text).elements.map(({ start, end }) => text.slice(start, end));

        expect(elements.map((element) => JSON.parse(element))).to.deep.equal(JSON.parse(text));
        expect(elements.every((element) => element === element.trim())).to.equal(true);
      }),
    );
  });

  it("finds a name that stands twice at any depth", () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), spaces, (name, first, second, space) => {
        const twice = `{${JSON.stringify(name)}${space}:${spaced(first, space)},${JSON.stringify(name)}:${spaced(second, space)}}`;

        expect(scanJson(`[1,{"outer":[${twice}]}]`).duplicateName).to.equal(name);
      }),
    );
  });

  it("is not deceived by brackets, quotes and colons within strings", () => {
    expect(scanJson('{"a":"{[\\"]}:","b":["a:","a:"]}')).to.deep.include({ depth: 2 });
    expect(scanJson('{"a":"{[\\"]}:","b":["a:","a:"]}')).to.not.have.property("duplicateName");
  });
});

describe("interoperabilityFault", () => {
  const fault = (text: string) => interoperabilityFault(text, JSON.parse(text));

  it("finds none in ordinary JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(fault(JSON.stringify(value))).to.equal(undefined);
      }),
    );
  });

  it("names the first fault, and shortens what it quotes", () => {
    expect(fault(`{"${"x".repeat(60)}":1,"${"x".repeat(60)}":2}`)).to.equal(
      `has the name "${"x".repeat(40)}..." twice in one object; keep one`,
    );
  });

  it("survives nesting that would end a recursion", () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;

    expect(fault(deep)).to.equal("nests 200000 levels deep; at most 100 are allowed");
  });
});
