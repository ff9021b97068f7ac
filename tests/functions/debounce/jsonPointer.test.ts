import { expect } from "chai";
import { isJsonPointer, parseJsonPointer } from "../../../functions/debounce/jsonPointer";

/** The document and the pointers of RFC 6901, section 5. */
const DOCUMENT = {
  foo: ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "e^f": 3,
  "g|h": 4,
  "i\\j": 5,
  'k"l': 6,
  " ": 7,
  "m~n": 8,
};

const FOUND: [string, unknown][] = [
  ["", DOCUMENT],
  ["/foo", ["bar", "baz"]],
  ["/foo/0", "bar"],
  ["/", 0],
  ["/a~1b", 1],
  ["/c%d", 2],
  ["/e^f", 3],
  ["/g|h", 4],
  ["/i\\j", 5],
  ['/k"l', 6],
  ["/ ", 7],
  ["/m~0n", 8],
];

describe("parseJsonPointer", () => {
  for (const [pointer, value] of FOUND) {
    it(`finds ${JSON.stringify(pointer)}, as in RFC 6901`, () => {
      expect(parseJsonPointer(pointer)(DOCUMENT)).to.deep.equal(value);
    });
  }

  for (const pointer of ["/nothing", "/foo/2", "/foo/01", "/foo/-", "/foo/length", "/toString", "/foo/0/1"]) {
    it(`finds nothing at ${pointer}`, () => {
      expect(parseJsonPointer(pointer)(DOCUMENT)).to.equal(undefined);
    });
  }

  it("reads ~01 as ~1, not as a slash", () => {
    expect(parseJsonPointer("/~01")({ "~1": "right", "/": "wrong" })).to.equal("right");
  });

  for (const text of ["entityId", "$.id", "/a~", "/a~2", "#/a"]) {
    it(`refuses ${text}`, () => {
      expect(isJsonPointer(text)).to.equal(false);
      expect(() => parseJsonPointer(text)).to.throw(`"${text}" is no JSON pointer`);
    });
  }
});
