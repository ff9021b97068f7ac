import { expect } from "chai";
import fc from "fast-check";
import { type EntryCheck, judge } from "../../../functions/ingestion/judge";
import { DEFAULT_RULES } from "../../../functions/ingestion/rules";

const RIGHT = { user_name: "Ada", email: "ada1@example2.com", pincode: "12345" };
const judged = (values: Record<string, string>) => judge(DEFAULT_RULES, { values, faults: [] });

describe("the rules for an entry", () => {
  const right: [field: string, value: string][] = [
    ["user_name", "x"],
    ["user_name", "x".repeat(100)],
    ["user_name", "\u0000 <b> 🐝 \u202e"],
    ["email", "a@b.com"],
    ["email", "Z9z@0.com"],
    ["email", `${"a".repeat(248)}@b.com`],
    ["pincode", "1234"],
    ["pincode", "000000"],
  ];
  for (const [field, value] of right) {
    it(`take the ${field} ${JSON.stringify(value.slice(0, 30))} of ${value.length} characters`, () => {
      expect(judged({ ...RIGHT, [field]: value })).to.deep.equal({ outcome: "valid", reasons: [] });
    });
  }

  const wrong: [field: string, value: string][] = [
    ["user_name", ""],
    ["user_name", "x".repeat(101)],
    ...[
      "1a@b.com",
      "a.b@c.com",
      "a@b.org",
      "a@b.com.com",
      "a@.com",
      "@b.com",
      "a@b.COM",
      "a@b.com\n",
      " a@b.com",
      "ä@b.com",
    ].map((email): [string, string] => ["email", email]),
    ["email", `${"a".repeat(249)}@b.com`],
    ...["123", "1234567", "12a4", "1234\n", "१२३४", "-1234", ""].map((pincode): [string, string] => [
      "pincode",
      pincode,
    ]),
  ];
  for (const [field, value] of wrong) {
    it(`do not take the ${field} ${JSON.stringify(value.slice(0, 30))} of ${value.length} characters`, () => {
      const { reasons } = judged({ ...RIGHT, [field]: value });

      expect(reasons.map((reason) => reason.field)).to.deep.equal([field]);
    });
  }

  it("say everything that is wrong at once, in words and without the values", () => {
    const { outcome, reasons } = judged({ user_name: "", email: "<script>", pincode: "1" });

    expect(outcome).to.equal("invalid");
    expect(reasons).to.deep.equal([
      { field: "user_name", reason: "Name is missing: it must be 1 to 100 characters of any kind." },
      {
        field: "email",
        reason: "E-mail must be a letter, then letters or digits, @, letters or digits, and .com.",
      },
      { field: "pincode", reason: "PIN code must be 4 to 6 digits." },
    ]);
  });

  it("have a person decide exactly where one of email and pincode is wrong, and nothing else", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (nameOk, emailOk, pincodeOk) => {
        const { outcome } = judged({
          user_name: nameOk ? "Ada" : "",
          email: emailOk ? "a@b.com" : "no",
          pincode: pincodeOk ? "1234" : "no",
        });

        const waits = nameOk && emailOk !== pincodeOk;
        expect(outcome).to.equal(waits ? "waiting" : nameOk && emailOk ? "valid" : "invalid");
      }),
    );
  });

  it("refuse what is wrong with the request, whatever the values are", () => {
    const faults = [{ field: "email", reason: "The field is given more than once; give it once." }];

    const judgement = judge(DEFAULT_RULES, { values: { user_name: "Ada", pincode: "1" }, faults });

    expect(judgement.outcome).to.equal("invalid");
    expect(judgement.reasons.map(({ field }) => field)).to.deep.equal(["email", "pincode"]);
  });

  it("take no value from the prototype of an object", () => {
    const rules = [{ name: "constructor", label: "Builder", maxLength: 5, words: "a name" }];

    expect(judge(rules, { values: {}, faults: [] }).outcome).to.equal("invalid");
  });

  it("can be others, with nobody to decide", () => {
    const rules = [{ name: "city", label: "City", pattern: "[A-Z][a-z]+", maxLength: 20, words: "a city" }];

    expect(judge(rules, { values: { city: "Paris" }, faults: [] }).outcome).to.equal("valid");
    expect(judge(rules, { values: { city: "paris" }, faults: [] }).outcome).to.equal("invalid");
  });
});

describe("a check beyond the rules", () => {
  const check: EntryCheck = ({ email = "", pincode = "" }) =>
    pincode.startsWith("0") ? [{ field: "pincode", reason: `${email} may have no PIN code that begins with 0.` }] : [];
  const judgedBy = (values: Record<string, string>, by: EntryCheck = check) =>
    judge(DEFAULT_RULES, { values, faults: [] }, by);

  it("lets an entry pass for which it has no reason", () => {
    expect(judgedBy(RIGHT)).to.deep.equal({ outcome: "valid", reasons: [] });
  });

  it("has a person decide where an approvable field is wrong, as by the rules", () => {
    expect(judgedBy({ ...RIGHT, pincode: "01234" })).to.deep.equal({
      outcome: "waiting",
      reasons: [{ field: "pincode", reason: "ada1@example2.com may have no PIN code that begins with 0." }],
    });
  });

  it("refuses where another field is wrong", () => {
    const reason = "This name is taken.";

    expect(judgedBy(RIGHT, () => [{ field: "user_name", reason }])).to.deep.equal({
      outcome: "invalid",
      reasons: [{ field: "user_name", reason }],
    });
  });

  it("is not asked about an entry that breaks a rule, or a request that is wrong in itself", () => {
    let asked = 0;
    const counting: EntryCheck = () => {
      asked += 1;
      return [];
    };
    judgedBy({ ...RIGHT, pincode: "1" }, counting);
    judge(DEFAULT_RULES, { values: RIGHT, faults: [{ field: "more", reason: "There is no such field." }] }, counting);

    expect(asked).to.equal(0);
  });

  it("is handed the fields alone, all of them as texts", () => {
    const seen: unknown[] = [];
    judgedBy({ ...RIGHT, more: "x" }, (values) => {
      seen.push(values);
      return [];
    });

    expect(seen).to.deep.equal([RIGHT]);
  });

  for (const [what, answer, message] of [
    ["nothing", undefined, "check must return a list of { field, reason }, and do so at once"],
    ["a promise", Promise.resolve([]), "check must return a list of { field, reason }, and do so at once"],
    ["an unknown field", [{ field: "age", reason: "x" }], 'check named the field "age", for which there is no rule'],
    ["no reason", [{ field: "email" }], "check must give a reason of 1 to 500 bytes for the field email"],
    ["null", [null], "check named the field undefined, for which there is no rule"],
    [
      "a long reason",
      [{ field: "email", reason: "x".repeat(501) }],
      "check must give a reason of 1 to 500 bytes for the field email",
    ],
  ] as [string, unknown, string][]) {
    it(`fails where it answers with ${what}`, () => {
      expect(() => judgedBy(RIGHT, (() => answer) as EntryCheck)).to.throw(TypeError, message);
    });
  }
});
