import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { evaluate } from "../../../local/iam/evaluate";
import type { Principal } from "../../../local/iam/iam";
import { parsePolicy } from "../../../local/iam/policyDocument";

interface PolicyCases {
  about: string;
  identity?: unknown;
  resourcePolicy?: unknown;
  cases: {
    it: string;
    principal?: { service: string };
    action: string;
    resource: string;
    context?: Record<string, string>;
    expect: "allow" | "explicitDeny" | "implicitDeny";
  }[];
}

interface ConditionCase {
  it: string;
  condition: unknown;
  context?: Record<string, string | string[]>;
  holds: boolean;
}

const reader: Principal = {
  kind: "role",
  arn: "arn:aws:sts::000000000000:assumed-role/reader/session",
  roleArn: "arn:aws:iam::000000000000:role/reader",
};

describe("IAM evaluation", () => {
  for (const file of [
    "wildcards",
    "denyPrecedence",
    "notElements",
    "principals",
    "tlsOnly",
    "variables",
    "oldVersion",
  ]) {
    const policy = cases<PolicyCases>(file);
    describe(policy.about, () => {
      for (const test of policy.cases) {
        it(test.it, () => {
          const identity = policy.identity ? parsePolicy(JSON.stringify(policy.identity), "identity") : [];
          const resource = policy.resourcePolicy ? parsePolicy(JSON.stringify(policy.resourcePolicy), "resource") : [];
          const principal: Principal = test.principal ? { kind: "service", ...test.principal } : reader;

          const decision = evaluate(
            { principal, action: test.action, resource: test.resource, context: test.context ?? {} },
            { identity: principal.kind === "service" ? [] : identity, resource },
          );

          expect(decision.allowed ? "allow" : decision.reason).to.equal(test.expect);
        });
      }
    });
  }

  describe("a condition", () => {
    for (const test of cases<ConditionCase[]>("conditions")) {
      it(test.it, () => {
        const statement = { Effect: "Allow", Action: "*", Resource: "*", Condition: test.condition };
        const identity = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statement }), "identity");
        const request = { principal: reader, action: "sqs:SendMessage", resource: "arn:aws:sqs:::q" };

        const decision = evaluate({ ...request, context: test.context ?? {} }, { identity, resource: [] });

        expect(decision.allowed).to.equal(test.holds);
      });
    }
  });
});

function cases<T>(file: string): T {
  return JSON.parse(readFileSync(join(__dirname, "cases", `${file}.json`), "utf8"));
}
