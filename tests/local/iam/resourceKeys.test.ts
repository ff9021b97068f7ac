import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { createIam } from "../../../local/iam/createIam";
import type { Iam, Permission, Principal } from "../../../local/iam/iam";
import { createKms } from "../../../local/services/kms/createKms";
import type { Kms } from "../../../local/services/kms/kms";

const ROLE = "arn:aws:iam::000000000000:role/worker";
const KEY = "arn:aws:kms:us-east-1:000000000000:key/k";
const ACCOUNT = { AWS: "arn:aws:iam::000000000000:root" };
const SNS: Principal = { kind: "service", service: "sns.amazonaws.com" };

const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (actions: string[], more: object = {}) => ({ Effect: "Allow", Action: actions, Resource: "*", ...more });

/** A role that may do everything but what is said of keys, and a key with the policy that is given. */
function underTest(keyPolicy: string | undefined, ...keyActions: string[]): { iam: Iam; kms: Kms; role: Principal } {
  const iam = createIam({ report: silentReport });
  const kms = createKms({ iam });
  kms.putKey(KEY, keyPolicy);
  const trust = policy({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
  iam.putRole({ arn: ROLE, name: "worker", trustPolicy: trust });
  const services = ["sqs:*", "s3:*", "kinesis:*", "dynamodb:*", "secretsmanager:*"];
  iam.putRolePolicy(ROLE, "all", policy(allow([...services, ...keyActions])));
  return { iam, kms, role: iam.assumeRole(ROLE, "session", "lambda.amazonaws.com").principal };
}

/** Every action here that touches what is encrypted, and what it takes of the key. */
const USES: readonly (Permission & { uses: string[] })[] = [
  {
    action: "sqs:SendMessage",
    resource: "arn:aws:sqs:us-east-1:000000000000:q",
    uses: ["kms:GenerateDataKey", "kms:Decrypt"],
  },
  { action: "sqs:ReceiveMessage", resource: "arn:aws:sqs:us-east-1:000000000000:q", uses: ["kms:Decrypt"] },
  {
    action: "kinesis:PutRecords",
    resource: "arn:aws:kinesis:us-east-1:000000000000:stream/s",
    uses: ["kms:GenerateDataKey"],
  },
  { action: "kinesis:GetRecords", resource: "arn:aws:kinesis:us-east-1:000000000000:stream/s", uses: ["kms:Decrypt"] },
  { action: "dynamodb:UpdateItem", resource: "arn:aws:dynamodb:us-east-1:000000000000:table/t", uses: ["kms:Decrypt"] },
  {
    action: "dynamodb:Query",
    resource: "arn:aws:dynamodb:us-east-1:000000000000:table/t/index/i",
    uses: ["kms:Decrypt"],
  },
  {
    action: "dynamodb:GetRecords",
    resource: "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026",
    uses: ["kms:Decrypt"],
  },
  {
    action: "secretsmanager:GetSecretValue",
    resource: "arn:aws:secretsmanager:us-east-1:000000000000:secret:x",
    uses: ["kms:Decrypt"],
  },
];

const encryptedOf = ({ resource, policyResource }: Permission) =>
  policyResource ?? resource.replace(/\/(index|stream)\/.*$/, "");

describe("a resource that is encrypted with a key of the account", () => {
  for (const { uses, ...permission } of USES) {
    it(`takes ${uses.join(" and ")} besides ${permission.action}`, () => {
      const { iam, kms, role } = underTest(undefined);
      const allowed = underTest(undefined, ...uses);
      kms.encrypt(encryptedOf(permission), KEY);
      allowed.kms.encrypt(encryptedOf(permission), KEY);

      expect(() => iam.authorize(role, [permission])).to.throw(
        `is not authorized to perform: ${uses[0]} on resource: ${KEY}`,
      );
      expect(iam.allows(role, permission)).to.equal(false);
      expect(allowed.iam.allows(allowed.role, permission)).to.equal(true);
    });
  }

  it("asks nothing of who does not touch what is in it", () => {
    const { iam, kms, role } = underTest(undefined);
    const queue = "arn:aws:sqs:us-east-1:000000000000:q";
    kms.encrypt(queue, KEY);

    expect(iam.allows(role, { action: "sqs:GetQueueAttributes", resource: queue })).to.equal(true);
    expect(iam.allows(role, { action: "sqs:DeleteMessage", resource: queue })).to.equal(true);
  });

  it("asks nobody about a key of AWS's own, nor once it is encrypted with none", () => {
    const { iam, kms, role } = underTest(undefined);
    const send = { action: "sqs:SendMessage", resource: "arn:aws:sqs:us-east-1:000000000000:q" };

    kms.encrypt(send.resource, "alias/aws/sqs");
    expect(iam.allows(role, send)).to.equal(true);
    kms.encrypt(send.resource, KEY);
    expect(iam.allows(role, send)).to.equal(false);
    kms.encrypt(send.resource, undefined);
    expect(iam.allows(role, send)).to.equal(true);
  });

  it("lets a service in by the key's policy alone", () => {
    const queue = "arn:aws:sqs:us-east-1:000000000000:q";
    const send = { action: "sqs:SendMessage", resource: queue };
    const forTopics = allow(["kms:GenerateDataKey*", "kms:Decrypt"], { Principal: { Service: "sns.amazonaws.com" } });
    for (const [statements, expected] of [
      [[allow(["kms:*"], { Principal: ACCOUNT })], false],
      [[allow(["kms:*"], { Principal: ACCOUNT }), forTopics], true],
    ] as const) {
      const { iam, kms } = underTest(policy(...statements));
      iam.putResourcePolicy(queue, "open", policy({ ...allow(["sqs:SendMessage"]), Principal: "*" }));
      kms.encrypt(queue, KEY);

      expect(iam.allows(SNS, send)).to.equal(expected);
    }
  });

  it("can be told by the service that uses the key", () => {
    const send = { action: "sqs:SendMessage", resource: "arn:aws:sqs:us-east-1:000000000000:q" };
    for (const [service, expected] of [
      ["sqs", true],
      ["s3", false],
    ] as const) {
      const via = { Condition: { StringEquals: { "kms:ViaService": `${service}.us-east-1.amazonaws.com` } } };
      const { iam, kms, role } = underTest(policy(allow(["kms:*"], { Principal: { AWS: ROLE }, ...via })));
      kms.encrypt(send.resource, KEY);

      expect(iam.allows(role, send)).to.equal(expected);
    }
  });
});

describe("a key's policy", () => {
  const decrypt = { action: "kms:Decrypt", resource: KEY };

  it("leaves the decision to the roles' policies where it names the account", () => {
    const { iam, role } = underTest(policy(allow(["kms:*"], { Principal: ACCOUNT })), "kms:Decrypt");

    expect(iam.allows(role, decrypt)).to.equal(true);
    expect(iam.allows(role, { ...decrypt, action: "kms:Encrypt" })).to.equal(false);
  });

  it("makes the roles' policies worth nothing where it does not", () => {
    const others = policy(allow(["kms:*"], { Principal: { AWS: "arn:aws:iam::000000000000:role/other" } }));
    const { iam, role } = underTest(others, "kms:*");

    expect(iam.allows(role, decrypt)).to.equal(false);
  });

  it("hands over no more than the actions that it names", () => {
    const { iam, role } = underTest(policy(allow(["kms:DescribeKey"], { Principal: ACCOUNT })), "kms:*");

    expect(iam.allows(role, decrypt)).to.equal(false);
  });

  it("lets a role in by itself", () => {
    const { iam, role } = underTest(policy(allow(["kms:Decrypt"], { Principal: { AWS: ROLE } })));

    expect(iam.allows(role, decrypt)).to.equal(true);
  });
});
