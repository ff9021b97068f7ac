import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { type PolicyKind, parsePolicy } from "../../../local/iam/policyDocument";

interface MalformedCase {
  it: string;
  kind: PolicyKind;
  document: unknown;
  message: string;
}

const malformed: MalformedCase[] = JSON.parse(readFileSync(join(__dirname, "cases", "malformed.json"), "utf8"));

describe("parsePolicy", () => {
  for (const { it: what, kind, document, message } of malformed) {
    it(`refuses ${what}`, () => {
      const json = typeof document === "string" ? document : JSON.stringify(document);

      const parse = () => parsePolicy(json, kind);

      expect(parse).to.throw(AwsError, message).with.property("code", "MalformedPolicyDocument");
    });
  }

  it("reads one statement that stands without a list", () => {
    const statement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" };

    const statements = parsePolicy(JSON.stringify({ Statement: statement }), "identity");

    expect(statements.map(({ source }) => source)).to.deep.equal([statement]);
  });
});
