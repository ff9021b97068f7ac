import { expect } from "chai";
import fc from "fast-check";
import { silentReport } from "../../../local/base/report";
import { createIam } from "../../../local/iam/createIam";
import type { Iam, Permission, Principal } from "../../../local/iam/iam";

const ROLE = "arn:aws:iam::000000000000:role/reader";
const QUEUES = ["a", "b"].map((name) => `arn:aws:sqs:us-east-1:000000000000:${name}`);
const KEY = "arn:aws:kms:us-east-1:000000000000:key/k";
const RESOURCES = [...QUEUES, KEY];
const ACTIONS = ["sqs:SendMessage", "kms:Decrypt"];
const SERVICES = ["s.amazonaws.com", "t.amazonaws.com"];
const ROLE_SESSION: Principal = {
  ...{ kind: "role", roleArn: ROLE, arn: "arn:aws:sts::000000000000:assumed-role/reader/one" },
};

const KEYS = [
  ...["aws:SourceArn", "AWS:SourceAccount", "aws:SourceIp", "kms:ViaService", "aws:PrincipalArn"],
  ...["aws:PrincipalServiceName", "aws:PrincipalIsAWSService", "aws:SecureTransport", "aws:RequestedRegion"],
  ...["aws:ResourceTag/team", "aws:PrincipalTag/team"],
];
const TEXTS = ["", "a", "b", "*", "true", ROLE, "s.amazonaws.com", "us-east-1"];
// biome-ignore lint/suspicious/noTemplateCurlyInString: policy variables
const VARIABLES = ["${aws:SourceIp}", "${aws:SourceArn}", "${aws:PrincipalTag/team}"];

const condition = fc.oneof(
  fc.tuple(
    fc.constantFrom("StringEquals", "StringNotEquals", "StringLike", "StringEqualsIfExists"),
    fc.constantFrom(...KEYS),
    fc.constantFrom(...TEXTS, ...VARIABLES),
  ),
  // The sources, compared with what else a request says.
  fc.tuple(
    fc.constantFrom("StringEquals", "StringNotEquals"),
    fc.constantFrom("aws:SourceArn", "aws:SourceAccount"),
    fc.constantFrom(...VARIABLES),
  ),
  fc.tuple(fc.constant("Null"), fc.constantFrom(...KEYS), fc.constantFrom("true", "false")),
);
const conditions = fc
  .array(condition, { maxLength: 2 })
  .map((all) => Object.fromEntries(all.map(([operator, key, value]) => [operator, { [key]: value }])));
const speaking = {
  Effect: fc.constantFrom("Allow", "Allow", "Deny"),
  Action: fc.constantFrom("*", "*", "*", "sqs:*", ...ACTIONS),
  Condition: conditions,
};
const identity = fc.record({
  ...speaking,
  Resource: fc.constantFrom(...RESOURCES, ...VARIABLES.map(variableQueue), "*"),
});
const principal = fc.constantFrom(
  "*",
  { Service: SERVICES },
  { Service: SERVICES[0] },
  { AWS: ROLE },
  { AWS: "000000000000" },
);
const resource = fc.record({
  ...speaking,
  Resource: fc.constantFrom("*", "*", "*", ...RESOURCES),
  Principal: principal,
});
const trust = fc.record({
  Effect: speaking.Effect,
  Action: fc.constant("sts:AssumeRole"),
  Principal: fc.constant({ Service: SERVICES }),
  Condition: conditions,
});
const document = <Value>(statement: fc.Arbitrary<Value>) =>
  fc
    .record({
      Version: fc.constantFrom("2012-10-17", "2012-10-17", "2008-10-17"),
      Statement: fc.array(statement, { minLength: 1, maxLength: 2 }),
    })
    .map((policy) => JSON.stringify(policy));
const policies = fc.record({ identity: document(identity), resource: document(resource), trust: document(trust) });

const context = fc.record(
  {
    "aws:SourceArn": fc.constantFrom("", "a", "b"),
    "aws:SourceAccount": fc.constantFrom("", "a"),
    "aws:SourceIp": fc.constantFrom("a", "b"),
    "kms:ViaService": fc.constantFrom("a", "b"),
  },
  { requiredKeys: [] },
);
const subject = fc.record({
  principal: fc.constantFrom<Principal>(
    ...SERVICES.map((service) => ({ kind: "service" as const, service })),
    ...[ROLE_SESSION, { kind: "anonymous" as const }],
  ),
  action: fc.constantFrom(...ACTIONS),
  resource: fc.constantFrom(...RESOURCES),
});
/** Two subjects in many contexts: what is kept shows where the same is asked again. */
const questions = fc
  .tuple(subject, subject, fc.array(fc.tuple(fc.boolean(), context), { minLength: 2, maxLength: 10 }))
  .map(([one, other, asked]) => asked.map(([isOne, facts]) => ({ ...(isOne ? one : other), context: facts })));

function variableQueue(variable: string): string {
  return `arn:aws:sqs:us-east-1:000000000000:${variable}`;
}

function iamWith(given: { identity: string; resource: string; trust: string }): Iam {
  const tagsOf = (arn: string) => (arn === KEY ? {} : { team: arn === ROLE ? "a" : "b" });
  const iam = createIam({ report: silentReport, tagsOf });
  iam.putRole({ arn: ROLE, name: "reader", trustPolicy: given.trust });
  iam.putRolePolicy(ROLE, "p", given.identity);
  for (const arn of RESOURCES) iam.putResourcePolicy(arn, "p", given.resource);
  return iam;
}

/** Any change of a policy has IAM forget what it has kept. */
function forget(iam: Iam): void {
  iam.deleteRolePolicy(ROLE, "none");
}

function assumes(iam: Iam, service: string, facts: Permission["context"]): boolean {
  try {
    iam.assumeRole(ROLE, "one", service, facts);
    return true;
  } catch {
    return false;
  }
}

describe("IAM, whatever it was asked before", () => {
  it("decides as one that has kept nothing, for any policies and contexts", () => {
    fc.assert(
      fc.property(policies, questions, (given, asked) => {
        const keeping = iamWith(given);

        const decided = asked.map(({ principal, ...permission }) => keeping.allows(principal, permission));

        const forgetting = iamWith(given);
        const anew = asked.map(({ principal, ...permission }) => {
          forget(forgetting);
          return forgetting.allows(principal, permission);
        });
        expect(decided).to.deep.equal(anew);
      }),
      { numRuns: 1_000 },
    );
  });

  it("trusts services with a role as one that has kept nothing", () => {
    const asking = fc.tuple(fc.constantFrom(...SERVICES), context);
    fc.assert(
      fc.property(policies, fc.array(asking, { minLength: 2, maxLength: 8 }), (given, questions) => {
        const keeping = iamWith(given);

        const decided = questions.map(([service, facts]) => assumes(keeping, service, facts));

        const forgetting = iamWith(given);
        const anew = questions.map(([service, facts]) => {
          forget(forgetting);
          return assumes(forgetting, service, facts);
        });
        expect(decided).to.deep.equal(anew);
      }),
      { numRuns: 300 },
    );
  });
});
