import { expect } from "chai";
import fc from "fast-check";
import { evaluate } from "../../../local/iam/evaluate";
import type { Principal } from "../../../local/iam/iam";
import { parsePattern } from "../../../local/iam/pattern";
import { parsePolicy, type Statement } from "../../../local/iam/policyDocument";

const reader: Principal = {
  kind: "role",
  arn: "arn:aws:sts::000000000000:assumed-role/reader/session",
  roleArn: "arn:aws:iam::000000000000:role/reader",
};
const actions = ["sqs:SendMessage", "sqs:ReceiveMessage", "dynamodb:PutItem"] as const;
const resources = ["arn:aws:sqs:us-east-1:000000000000:a", "arn:aws:dynamodb:us-east-1:000000000000:table/a"] as const;

const statement = fc.record({
  Effect: fc.constantFrom("Allow", "Deny"),
  Action: fc.constantFrom(...actions, "sqs:*", "*"),
  Resource: fc.constantFrom(...resources, "arn:aws:sqs:*", "*"),
});
const request = fc.record({ action: fc.constantFrom(...actions), resource: fc.constantFrom(...resources) });

function identity(...statements: unknown[]): readonly Statement[] {
  return statements.length === 0 ? [] : parsePolicy(JSON.stringify({ Statement: statements }), "identity");
}

describe("IAM evaluation, for any policy", () => {
  it("allows nothing without statements", () => {
    fc.assert(
      fc.property(request, (wanted) => {
        const decision = evaluate({ principal: reader, context: {}, ...wanted }, { identity: [], resource: [] });

        expect(decision).to.deep.equal({ allowed: false, reason: "implicitDeny" });
      }),
    );
  });

  it("does not depend on the order of statements", () => {
    fc.assert(
      fc.property(fc.array(statement), request, (statements, wanted) => {
        const ask = (ordered: unknown[]) =>
          evaluate({ principal: reader, context: {}, ...wanted }, { identity: identity(...ordered), resource: [] });

        const [forward, backward] = [ask(statements), ask([...statements].reverse())];

        expect(backward.allowed).to.equal(forward.allowed);
      }),
    );
  });

  it("allows nothing beside a deny of everything", () => {
    fc.assert(
      fc.property(fc.array(statement), request, (statements, wanted) => {
        const deny = { Effect: "Deny", Action: "*", Resource: "*" };

        const decision = evaluate(
          { principal: reader, context: {}, ...wanted },
          { identity: identity(...statements, deny), resource: [] },
        );

        expect(decision).to.include({ allowed: false, reason: "explicitDeny" });
      }),
    );
  });

  it("never takes a permission away by an allow, nor gives one by a deny", () => {
    fc.assert(
      fc.property(fc.array(statement), statement, request, (statements, added, wanted) => {
        const ask = (list: unknown[]) =>
          evaluate({ principal: reader, context: {}, ...wanted }, { identity: identity(...list), resource: [] })
            .allowed;

        const [before, after] = [ask(statements), ask([...statements, added])];

        if (added.Effect === "Allow") expect(after || !before).to.equal(true);
        else expect(before || !after).to.equal(true);
      }),
    );
  });
});

describe("a pattern, for any text", () => {
  it("without wildcards matches that text only", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        const pattern = parsePattern(text, { reach: "none", variables: false });

        expect(pattern.matches(text, {})).to.equal(true);
        expect(pattern.matches(other, {})).to.equal(other === text);
      }),
    );
  });

  it("matches what stands before and after its *", () => {
    const plain = fc.string().filter((text) => !/[*?]/.test(text));
    fc.assert(
      fc.property(plain, fc.string(), plain, (start, middle, end) => {
        const pattern = parsePattern(`${start}*${end}`, { reach: "anything", variables: false });

        expect(pattern.matches(start + middle + end, {})).to.equal(true);
      }),
      // Looks like a variable, in a policy that knows none.
      { examples: [["${", "", "}"]] },
    );
  });
});
