import { expect } from "chai";
import fc from "fast-check";
import { readFormText } from "../../../functions/ingestion/formText";
import { DEFAULT_RULES } from "../../../functions/ingestion/rules";

const read = (text: string) => readFormText(text, DEFAULT_RULES);

describe("reading a form's text", () => {
  const texts: [text: string, values: Record<string, string>, faulty: string[]][] = [
    ["", {}, []],
    ["user_name=Ada+L&email=a%40b.com", { user_name: "Ada L", email: "a@b.com" }, []],
    ["user_name=a%26b%3Dc%2B", { user_name: "a&b=c+" }, []],
    ["&&user_name=x&&", { user_name: "x" }, []],
    ["user_name", { user_name: "" }, []],
    ["user_name=a=b=c", { user_name: "a=b=c" }, []],
    ["user_name=%00%F0%9F%90%9D", { user_name: "\u0000🐝" }, []],
    ["user%5Fname=x", { user_name: "x" }, []],
    ["email=a&email=b", {}, ["email"]],
    ["email=a&email=a&pincode=1", { pincode: "1" }, ["email"]],
    ["email=%zz&pincode=%", {}, ["email", "pincode"]],
    ["email=%ED%A0%80", {}, ["email"]],
    ["colour=red", {}, ["colour"]],
    ["__proto__=x&user_name=y", { user_name: "y" }, ["__proto__"]],
    ["%zz=1", {}, ["%zz"]],
    ["USER_NAME=x", {}, ["USER_NAME"]],
  ];
  for (const [text, values, faulty] of texts) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const submission = read(text);

      expect(submission.values).to.deep.equal(values);
      expect(submission.faults.map(({ field }) => field)).to.deep.equal(faulty);
    });
  }

  it("names at most 20 faults, and shortens long names", () => {
    const { faults } = read(Array.from({ length: 500 }, (_, index) => `${"x".repeat(60)}${index}=1`).join("&"));
    const { faults: many } = read(Array.from({ length: 500 }, (_, index) => `x${index}=1`).join("&"));

    expect(faults.map(({ field }) => field)).to.deep.equal([`${"x".repeat(40)}...`]);
    expect(many).to.have.length(20);
  });

  it("reads back whatever a browser's form writes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (name, email) => {
        const text = new URLSearchParams({ user_name: name, email }).toString();

        expect(read(text)).to.deep.equal({ values: { user_name: name, email }, faults: [] });
      }),
    );
  });

  it("throws for nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        read(text);
      }),
    );
  });
});
