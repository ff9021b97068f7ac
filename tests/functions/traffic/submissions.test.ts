import { expect } from "chai";
import fc from "fast-check";
import { patternText } from "../../../functions/traffic/patternText";
import { submissions } from "../../../functions/traffic/submissions";
import { seededRandom } from "../../../local/base/chaos";

const EMAIL = "[A-Za-z][A-Za-z0-9]*@[A-Za-z0-9]+\\.com";
const FIELDS = [
  { name: "user_name", maxLength: 30 },
  { name: "email", pattern: EMAIL, maxLength: 254 },
  { name: "pincode", pattern: "[0-9]{4,6}", maxLength: 6 },
];

describe("patternText", () => {
  for (const pattern of [EMAIL, "[0-9]{4,6}", "(?:GB|DE)\\d{3,}", "^x?y+z*$", "a\\.b|[A_]\\w", "(one|two){2}", "."]) {
    it(`makes texts that match ${pattern}`, () => {
      const made = patternText(pattern);
      const whole = new RegExp(`^(?:${pattern})$`, "v");

      fc.assert(fc.property(fc.nat(), (seed) => whole.test(made(seededRandom(seed)))));
    });
  }

  for (const [pattern, message] of [
    ["(?=x)", '(?=x): "=" at 3'],
    ["[^a]", '[^a]: "^" at 2'],
    ["(a", "(a: its end at 3"],
    ["a**", 'a**: "*" at 3'],
    ["\\bx", '\\bx: "b" at 2'],
  ] as const) {
    it(`refuses ${pattern}`, () => {
      expect(() => patternText(pattern)).to.throw(RangeError, `no texts can be made of the pattern ${message}`);
    });
  }
});

describe("submissions", () => {
  it("breaks exactly the rules that a kind names", () => {
    const rules = FIELDS.map(({ name, pattern, maxLength }) => ({
      name,
      holds: (text = "") =>
        text !== "" && text.length <= maxLength && (!pattern || new RegExp(`^(?:${pattern})$`, "v").test(text)),
    }));
    const kinds = ["user_name", "email", "pincode", "email+pincode", "user_name+email+pincode"];
    const next = submissions(FIELDS, Object.fromEntries(kinds.map((kind) => [kind, 15])));

    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { kind, values } = next(seededRandom(seed));
        const wrong = rules.filter(({ name, holds }) => !holds(values[name])).map(({ name }) => name);
        return wrong.join("+") === (kind === "valid" ? "" : kind);
      }),
      { numRuns: 500 },
    );
  });

  it("makes as much of each kind as it is asked for, and valid data that differs", () => {
    const next = submissions(FIELDS, { email: 20, pincode: 0 });
    const random = seededRandom(7);

    const made = Array.from({ length: 2000 }, () => next(random));

    const share = made.filter(({ kind }) => kind === "email").length / made.length;
    expect(share).to.be.within(0.17, 0.23);
    expect(new Set(made.map(({ kind }) => kind))).to.deep.equal(new Set(["email", "valid"]));
    expect(new Set(made.map(({ values }) => JSON.stringify(values))).size).to.equal(2000);
  });

  for (const [what, percent, message] of [
    ["an unknown field", { phone: 5 }, 'there is no field "phone" to be wrong: there are user_name, email, pincode'],
    ["more than all", { email: 60, pincode: 41 }, "at most 100 percent together"],
    ["less than nothing", { email: -1 }, "must be at least 0 each"],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => submissions(FIELDS, percent as never)).to.throw(RangeError, message);
    });
  }
});
