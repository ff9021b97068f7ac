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
