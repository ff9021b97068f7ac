import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { createIam } from "../../../local/iam/createIam";
import type { Iam, Principal } from "../../../local/iam/iam";

const roleArn = "arn:aws:iam::000000000000:role/reader";
const queue = "arn:aws:sqs:us-east-1:000000000000:orders";
const managedArn = "arn:aws:iam::000000000000:policy/send";

const TRUST = policy({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
const ALLOW = policy({ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue });
const DENY = policy({ Effect: "Deny", Principal: "*", Action: "sqs:SendMessage", Resource: queue });

function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

describe("a decision that was made before", () => {
  let iam: Iam;
  let principal: Principal;

  beforeEach(() => {
    iam = createIam({ report: silentReport });
    iam.putRole({ arn: roleArn, name: "reader", trustPolicy: TRUST });
    ({ principal } = iam.assumeRole(roleArn, "session", "lambda.amazonaws.com"));
  });

  const maySend = (context = {}) => iam.allows(principal, { action: "sqs:SendMessage", resource: queue, context });

  it("changes with the role's own policy", () => {
    expect(maySend()).to.equal(false);
    iam.putRolePolicy(roleArn, "send", ALLOW);
    expect(maySend()).to.equal(true);
    iam.deleteRolePolicy(roleArn, "send");
    expect(maySend()).to.equal(false);
  });

  it("changes with what is attached to the role", () => {
    iam.putManagedPolicy(managedArn, policy({ Effect: "Allow", Action: "sqs:GetQueueUrl", Resource: queue }));
    iam.attachRolePolicy(roleArn, managedArn);
    expect(maySend()).to.equal(false);
    iam.putManagedPolicy(managedArn, ALLOW);
    expect(maySend()).to.equal(true);
    iam.detachRolePolicy(roleArn, managedArn);
    expect(maySend()).to.equal(false);
  });

  it("changes with the policy of the resource", () => {
    iam.putRolePolicy(roleArn, "send", ALLOW);
    expect(maySend()).to.equal(true);
    iam.putResourcePolicy(queue, "closed", DENY);
    expect(maySend()).to.equal(false);
    iam.deleteResourcePolicy(queue, "closed");
    expect(maySend()).to.equal(true);
  });

  it("is made anew for each request where a policy depends on the request's facts", () => {
    const condition = { StringEquals: { "aws:SourceAccount": "111111111111" } };
    iam.putRolePolicy(
      roleArn,
      "send",
      policy({ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue, Condition: condition }),
    );

    expect(maySend({ "aws:SourceAccount": "111111111111" })).to.equal(true);
    expect(maySend({ "aws:SourceAccount": "222222222222" })).to.equal(false);
  });

  it("is made anew for each request where a policy's resource is a variable of the request", () => {
    const resource = "arn:aws:sqs:us-east-1:000000000000:$" + "{aws:SourceAccount}";
    iam.putRolePolicy(roleArn, "send", policy({ Effect: "Allow", Action: "sqs:SendMessage", Resource: resource }));

    expect(maySend({ "aws:SourceAccount": "orders" })).to.equal(true);
    expect(maySend({ "aws:SourceAccount": "others" })).to.equal(false);
  });

  it("is made anew where a policy excludes a resource that is a variable of the request", () => {
    const resource = "arn:aws:sqs:us-east-1:000000000000:$" + "{aws:SourceAccount}";
    iam.putRolePolicy(roleArn, "send", policy({ Effect: "Allow", Action: "sqs:SendMessage", NotResource: resource }));

    expect(maySend({ "aws:SourceAccount": "orders" })).to.equal(false);
    expect(maySend({ "aws:SourceAccount": "others" })).to.equal(true);
  });
});
