import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { silentReport } from "../../../local/base/report";
import type { Properties, ResourceHandler } from "../../../local/engine/resourceHandler";
import { createIam } from "../../../local/iam/createIam";
import type { Iam } from "../../../local/iam/iam";
import { policy } from "../../../local/resources/iam/policy";
import { role } from "../../../local/resources/iam/role";
import { rolePolicy } from "../../../local/resources/iam/rolePolicy";
import { rolePolicyAttachment } from "../../../local/resources/iam/rolePolicyAttachment";
import { HeldClock } from "../../support/heldClock";
import { resourceContext } from "../../support/resourceContext";

const NOW = Date.UTC(2026, 0, 1);
const queue = "arn:aws:sqs:us-east-1:000000000000:orders";
const basicExecution = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

function allow(action: string): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: action, Resource: "*" } });
}

function underTest() {
  const iam = createIam({ report: silentReport });
  const services = { iam, clock: new HeldClock(NOW) };
  return {
    iam,
    role: role(services),
    rolePolicy: rolePolicy(services),
    attachment: rolePolicyAttachment(services),
    policy: policy(services),
  };
}

/** Which of these actions the role may do on the queue. */
function allowed(iam: Iam, roleArn: unknown, ...actions: string[]): string[] {
  const { principal } = iam.assumeRole(String(roleArn), "session", "lambda.amazonaws.com");
  return actions.filter((action) => iam.allows(principal, { action, resource: queue }));
}

async function errorOf(handler: ResourceHandler, inputs: Properties): Promise<Error> {
  try {
    await handler.create(resourceContext("producer"), inputs);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("create did not throw");
}

describe("aws.iam.Role", () => {
  it("has the outputs of the provider", async () => {
    const { role } = underTest();

    const { id, state } = await role.create(resourceContext("producer"), { assumeRolePolicy: trust, path: "/app/" });

    expect(id).to.equal("producer-1a2b3c4");
    expect(state.uniqueId).to.match(/^AROA[0-9A-Z]{17}$/);
    expect(state).to.deep.equal({
      arn: "arn:aws:iam::000000000000:role/app/producer-1a2b3c4",
      assumeRolePolicy: JSON.stringify(trust),
      createDate: "2026-01-01T00:00:00.000Z",
      forceDetachPolicies: false,
      inlinePolicies: [],
      managedPolicyArns: [],
      maxSessionDuration: 3600,
      name: "producer-1a2b3c4",
      path: "/app/",
      uniqueId: state.uniqueId,
    });
  });

  it("takes its trust policy as text as well", async () => {
    const { role } = underTest();

    const { state } = await role.create(resourceContext("producer"), { assumeRolePolicy: JSON.stringify(trust) });

    expect(state.assumeRolePolicy).to.equal(JSON.stringify(trust));
  });

  it("keeps the digits of its generated name behind a prefix", async () => {
    const { role } = underTest();

    const { id } = await role.create(resourceContext("producer"), { assumeRolePolicy: trust, namePrefix: "app-" });

    expect(id).to.equal("app-1a2b3c4");
  });

  it("has its inline and managed policies", async () => {
    const { iam, role } = underTest();

    const { state } = await role.create(resourceContext("producer"), {
      assumeRolePolicy: trust,
      inlinePolicies: [{ name: "send", policy: allow("sqs:SendMessage") }],
      managedPolicyArns: [basicExecution],
    });

    const may = allowed(iam, state.arn, "sqs:SendMessage", "logs:PutLogEvents", "sqs:ReceiveMessage");
    expect(may).to.deep.equal(["sqs:SendMessage", "logs:PutLogEvents"]);
  });

  it("loses the policies that an update drops, and only its own", async () => {
    const { iam, role, rolePolicy } = underTest();
    const created = await role.create(resourceContext("producer"), {
      assumeRolePolicy: trust,
      inlinePolicies: [{ name: "send", policy: allow("sqs:SendMessage") }],
      managedPolicyArns: [basicExecution],
    });
    await rolePolicy.create(resourceContext("read"), { role: created.id, policy: allow("sqs:ReceiveMessage") });

    const updated = await role.update?.(resourceContext("producer"), created, { assumeRolePolicy: trust });

    const may = allowed(iam, created.state.arn, "sqs:SendMessage", "logs:PutLogEvents", "sqs:ReceiveMessage");
    expect(may).to.deep.equal(["sqs:ReceiveMessage"]);
    expect(updated?.state).to.deep.include({ arn: created.state.arn, inlinePolicies: [], managedPolicyArns: [] });
  });

  it("can no longer be assumed after its deletion", async () => {
    const { iam, role } = underTest();
    const created = await role.create(resourceContext("producer"), { assumeRolePolicy: trust });

    await role.delete(resourceContext("producer"), created);

    expect(() => allowed(iam, created.state.arn)).to.throw(AwsError, "cannot be found");
  });

  for (const [what, inputs, message] of [
    ["a trust policy that is malformed", { assumeRolePolicy: "{}" }, "Statement is missing"],
    ["a trust policy that is neither text nor object", { assumeRolePolicy: 5 }, "assumeRolePolicy must be a policy"],
    ["a name that is too long", { assumeRolePolicy: trust, name: "a".repeat(65) }, "name must be 1 to 64 characters"],
    ["a prefix that is too long", { assumeRolePolicy: trust, namePrefix: "a".repeat(58) }, "name must be 1 to 64"],
    ["a name with a slash", { assumeRolePolicy: trust, name: "a/b" }, 'got "a/b"'],
    ["a name and a prefix", { assumeRolePolicy: trust, name: "a", namePrefix: "b" }, "exclude each other"],
    [
      "a path without its last slash",
      { assumeRolePolicy: trust, path: "/app" },
      'must start and end with "/", got "/app"',
    ],
    [
      "an inline policy without a name",
      { assumeRolePolicy: trust, inlinePolicies: [{ policy: "{}" }] },
      "inlinePolicies[0] must have a name",
    ],
    [
      "an AWS-managed policy that is not carried",
      { assumeRolePolicy: trust, managedPolicyArns: ["arn:aws:iam::aws:policy/PowerUserAccess"] },
      "Policy arn:aws:iam::aws:policy/PowerUserAccess does not exist or is not attachable",
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { role } = underTest();

      const error = await errorOf(role, inputs);

      expect(error.message).to.contain(message);
    });
  }
});

describe("aws.iam.RolePolicy", () => {
  it("allows what it says, as long as it stands", async () => {
    const { iam, role, rolePolicy } = underTest();
    const { id, state } = await role.create(resourceContext("producer"), { assumeRolePolicy: trust });
    const seen = [allowed(iam, state.arn, "sqs:SendMessage", "sqs:ReceiveMessage")];

    const document = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue },
    };
    const created = await rolePolicy.create(resourceContext("send"), { role: id, policy: document });
    seen.push(allowed(iam, state.arn, "sqs:SendMessage", "sqs:ReceiveMessage"));
    const changed = { role: id, policy: allow("sqs:ReceiveMessage") };
    const updated = await rolePolicy.update?.(resourceContext("send"), created, changed);
    seen.push(allowed(iam, state.arn, "sqs:SendMessage", "sqs:ReceiveMessage"));
    await rolePolicy.delete(resourceContext("send"), updated ?? created);
    seen.push(allowed(iam, state.arn, "sqs:SendMessage", "sqs:ReceiveMessage"));

    expect(seen).to.deep.equal([[], ["sqs:SendMessage"], ["sqs:ReceiveMessage"], []]);
    expect(created).to.deep.equal({
      id: "producer-1a2b3c4:send-1a2b3c4",
      state: { role: "producer-1a2b3c4", name: "send-1a2b3c4", policy: JSON.stringify(document) },
    });
  });

  it("can be deleted after its role", async () => {
    const { iam, role, rolePolicy } = underTest();
    const producer = await role.create(resourceContext("producer"), { assumeRolePolicy: trust });
    const send = await rolePolicy.create(resourceContext("send"), {
      role: producer.id,
      policy: allow("sqs:SendMessage"),
    });
    await role.delete(resourceContext("producer"), producer);

    await rolePolicy.delete(resourceContext("send"), send);

    expect(() => iam.roleArnOf(producer.id)).to.throw(AwsError);
  });

  it("refuses a role that does not exist", async () => {
    const { rolePolicy } = underTest();

    const error = await errorOf(rolePolicy, { role: "nobody", policy: allow("sqs:SendMessage") });

    expect(error.message).to.equal("The role with name nobody cannot be found.");
  });
});

describe("aws.iam.Policy and aws.iam.RolePolicyAttachment", () => {
  it("allow what the policy says while it is attached, updates included", async () => {
    const { iam, role, policy, attachment } = underTest();
    const producer = await role.create(resourceContext("producer"), { assumeRolePolicy: trust });
    const send = await policy.create(resourceContext("send"), { policy: allow("sqs:SendMessage"), path: "/app/" });
    const may = () => allowed(iam, producer.state.arn, "sqs:SendMessage", "sqs:ReceiveMessage");
    const seen = [may()];

    const attached = await attachment.create(resourceContext("link"), { role: producer.id, policyArn: send.state.arn });
    seen.push(may());
    await policy.update?.(resourceContext("send"), send, { policy: allow("sqs:ReceiveMessage"), path: "/app/" });
    seen.push(may());
    await attachment.delete(resourceContext("link"), attached);
    seen.push(may());
    await policy.delete(resourceContext("send"), send);

    expect(seen).to.deep.equal([[], ["sqs:SendMessage"], ["sqs:ReceiveMessage"], []]);
    expect(send.id).to.equal("arn:aws:iam::000000000000:policy/app/send-1a2b3c4");
    expect(send.state.policyId).to.match(/^ANPA[0-9A-Z]{17}$/);
    expect(attached.id).to.equal("producer-1a2b3c4/arn:aws:iam::000000000000:policy/app/send-1a2b3c4");
  });

  it("refuse a policy that does not exist", async () => {
    const { role, attachment } = underTest();
    const { id } = await role.create(resourceContext("producer"), { assumeRolePolicy: trust });

    const error = await errorOf(attachment, { role: id, policyArn: "arn:aws:iam::000000000000:policy/none" });

    expect(error.message).to.equal("Policy arn:aws:iam::000000000000:policy/none does not exist or is not attachable.");
  });

  it("refuse a policy with an unknown operator", async () => {
    const { policy } = underTest();
    const statement = { Effect: "Allow", Action: "*", Resource: "*", Condition: { Like: { "aws:userid": "a" } } };

    const error = await errorOf(policy, { policy: { Version: "2012-10-17", Statement: statement } });

    expect(error.message).to.contain('the condition operator "Like" is not supported locally');
  });
});
