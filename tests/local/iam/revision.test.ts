import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { createIam } from "../../../local/iam/createIam";

const roleArn = "arn:aws:iam::000000000000:role/reader";
const queue = "arn:aws:sqs:us-east-1:000000000000:orders";
const managedArn = "arn:aws:iam::000000000000:policy/send";
const ALLOW = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue }],
});
const DENY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: "*", Action: "sqs:SendMessage", Resource: queue }],
});
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

describe("a decision of IAM", () => {
  const conditional = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue };
  for (const [what, statements] of [
    ["a condition", [{ ...conditional, Condition: { StringEquals: { "aws:SourceArn": "a" } } }]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    ["a variable", [{ ...conditional, Resource: "arn:aws:sqs:us-east-1:000000000000:${aws:SourceArn}" }]],
    [
      "a denial with a condition",
      [conditional, { ...conditional, Effect: "Deny", Condition: { StringNotEquals: { "aws:SourceArn": "a" } } }],
    ],
  ] as const) {
    it(`is made anew for each request where a statement has ${what}`, () => {
      const iam = createIam({ report: silentReport });
      iam.putRole({ arn: roleArn, name: "reader", trustPolicy: TRUST });
      iam.putRolePolicy(roleArn, "send", JSON.stringify({ Version: "2012-10-17", Statement: statements }));
      const { principal } = iam.assumeRole(roleArn, "reader", "lambda.amazonaws.com");
      const allows = (source: string) =>
        iam.allows(principal, { action: "sqs:SendMessage", resource: queue, context: { "aws:SourceArn": source } });
      const granted = what === "a variable" ? "orders" : "a";

      const answers = [granted, "b", granted, "b"].map(allows);

      expect(answers).to.deep.equal([true, false, true, false]);
    });
  }

  for (const [what, condition, context] of [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    ["the source with something else of the request", { StringEquals: { "aws:SourceArn": "${aws:SourceIp}" } }, {}],
    [
      "the source, and something else besides",
      { StringEquals: { "aws:SourceArn": "a" }, StringLike: { "aws:SourceIp": "a" } },
      {},
    ],
    ["the account of the source", { StringEquals: { "AWS:SourceAccount": "a" } }, { "aws:SourceAccount": "a" }],
  ] as const) {
    it(`is made anew where a condition compares ${what}`, () => {
      const iam = createIam({ report: silentReport });
      const policy = { Effect: "Allow", Principal: { Service: "s.amazonaws.com" }, Action: "sqs:SendMessage" };
      const statement = { ...policy, Resource: queue, Condition: condition };
      iam.putResourcePolicy(queue, "p", JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
      const base = { "aws:SourceArn": "a", "aws:SourceIp": "a", ...context };
      const changed = "aws:SourceAccount" in context ? { "aws:SourceAccount": "b" } : { "aws:SourceIp": "b" };
      const allows = (facts: Record<string, string>) =>
        iam.allows(
          { kind: "service", service: "s.amazonaws.com" },
          { action: "sqs:SendMessage", resource: queue, context: { ...base, ...facts } },
        );

      const answers = [allows({}), allows(changed), allows({}), allows(changed)];

      expect(answers).to.deep.equal([true, false, true, false]);
    });
  }

  it("is kept for a source whose statements ask for nothing else, as those of an API's function", () => {
    let decided = 0;
    const tagsOf = () => {
      decided += 1;
      return {};
    };
    const iam = createIam({ report: silentReport, tagsOf });
    const statement = {
      ...{ Effect: "Allow", Principal: { Service: "s.amazonaws.com" }, Action: "sqs:SendMessage", Resource: queue },
      Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:execute-api:us-east-1:000000000000:a/*/*" } },
    };
    iam.putResourcePolicy(queue, "p", JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
    const allows = (api: string) =>
      iam.allows(
        { kind: "service", service: "s.amazonaws.com" },
        {
          ...{ action: "sqs:SendMessage", resource: queue },
          context: { "aws:SourceArn": `arn:aws:execute-api:us-east-1:000000000000:${api}/prod/GET` },
        },
      );

    const answers = [allows("a"), allows("b"), allows("a"), allows("b"), allows("a")];

    expect(answers).to.deep.equal([true, false, true, false, true]);
    expect(decided).to.equal(2);
  });

  it("is kept where a statement insists on TLS, as that of every bucket, queue and topic does", () => {
    let decided = 0;
    const tagsOf = () => {
      decided += 1;
      return {};
    };
    const iam = createIam({ report: silentReport, tagsOf });
    const base = { Principal: "*", Action: "sqs:*", Resource: queue };
    const Statement = [
      { ...base, Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { ...base, Effect: "Allow", Condition: { StringEquals: { "aws:PrincipalServiceName": "s.amazonaws.com" } } },
    ];
    iam.putResourcePolicy(queue, "p", JSON.stringify({ Version: "2012-10-17", Statement }));
    const allows = (service: string) =>
      iam.allows({ kind: "service", service }, { action: "sqs:SendMessage", resource: queue });

    const answers = ["s.amazonaws.com", "t.amazonaws.com", "s.amazonaws.com", "t.amazonaws.com"].map(allows);

    expect(answers).to.deep.equal([true, false, true, false]);
    expect(decided).to.equal(2);
  });

  it("to trust a service with a role is kept for its source, and forgotten with another trust policy", () => {
    const iam = createIam({ report: silentReport });
    const trusting = (Service: string) => {
      const statement = { Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" };
      const Condition = { StringEquals: { "aws:SourceArn": "a" } };
      return JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, Condition }] });
    };
    const assumes = (service: string, source: string) => {
      try {
        return iam.assumeRole(roleArn, "s", service, { "aws:SourceArn": source }).principal.kind;
      } catch (error) {
        return (error as Error).name;
      }
    };
    iam.putRole({ arn: roleArn, name: "reader", trustPolicy: trusting("s.amazonaws.com") });

    const before = [assumes("s.amazonaws.com", "a"), assumes("s.amazonaws.com", "b"), assumes("s.amazonaws.com", "a")];
    iam.putRole({ arn: roleArn, name: "reader", trustPolicy: trusting("t.amazonaws.com") });
    const after = [assumes("s.amazonaws.com", "a"), assumes("t.amazonaws.com", "a")];
    iam.deleteRole(roleArn);

    expect([before, after, assumes("t.amazonaws.com", "a")]).to.deep.equal([
      ["role", "AwsError", "role"],
      ["AwsError", "role"],
      "AwsError",
    ]);
  });

  it("is kept until a policy changes where it depends on the question alone", () => {
    const iam = createIam({ report: silentReport });
    iam.putRole({ arn: roleArn, name: "reader", trustPolicy: TRUST });
    const { principal } = iam.assumeRole(roleArn, "reader", "lambda.amazonaws.com");
    const allows = () => iam.allows(principal, { action: "sqs:SendMessage", resource: queue });

    const before = [allows(), allows()];
    iam.putRolePolicy(roleArn, "send", ALLOW);
    const granted = [allows(), allows()];
    iam.putResourcePolicy(queue, "closed", DENY);
    const denied = [allows(), allows()];

    expect([before, granted, denied]).to.deep.equal([
      [false, false],
      [true, true],
      [false, false],
    ]);
  });
});

describe("the revision of IAM", () => {
  it("is another one after every change that decisions may depend on", () => {
    const iam = createIam({ report: silentReport });
    const changes = [
      () => iam.putRole({ arn: roleArn, name: "reader", trustPolicy: TRUST }),
      () => iam.putRolePolicy(roleArn, "send", ALLOW),
      () => iam.deleteRolePolicy(roleArn, "send"),
      () => iam.putManagedPolicy(managedArn, ALLOW),
      () => iam.attachRolePolicy(roleArn, managedArn),
      () => iam.detachRolePolicy(roleArn, managedArn),
      () => iam.deleteManagedPolicy(managedArn),
      () => iam.putResourcePolicy(queue, "closed", DENY),
      () => iam.deleteResourcePolicy(queue, "closed"),
      () => iam.putResourceKey(queue, "arn:aws:kms:us-east-1:000000000000:key/k"),
      () => iam.deleteRole(roleArn),
    ];

    const revisions = changes.map((change) => {
      change();
      return iam.revision;
    });

    expect(new Set(revisions).size).to.equal(changes.length);
  });
});
