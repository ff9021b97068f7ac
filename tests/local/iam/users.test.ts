import { expect } from "chai";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import type { Properties, ResourceHandler } from "../../../local/engine/resourceHandler";
import { createIam } from "../../../local/iam/createIam";
import { accessKey } from "../../../local/resources/iam/accessKey";
import { group } from "../../../local/resources/iam/group";
import { identityPolicy, identityPolicyAttachment } from "../../../local/resources/iam/identityPolicies";
import { groupMembership, userGroupMembership } from "../../../local/resources/iam/memberships";
import { user } from "../../../local/resources/iam/user";
import { recorded } from "../../../local/resources/recorded";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:orders";
const READ = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
const may = (Action: string, more: object = {}) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*", ...more }],
});

function underTest() {
  const inventory = new Inventory(silentReport);
  const iam = createIam({ report: silentReport });
  const clock = new HeldClock(0);
  const services = { iam, inventory, clock };
  const handlers = {
    accessKey: accessKey(services),
    group: group(services),
    groupMembership: groupMembership(services),
    groupPolicy: identityPolicy("group", services),
    user: user(services),
    userGroupMembership: userGroupMembership(services),
    userPolicy: identityPolicy("user", services),
    userPolicyAttachment: identityPolicyAttachment("user", services),
  } satisfies Record<string, ResourceHandler>;
  const handler = (type: keyof typeof handlers) => recorded(handlers[type], inventory);
  return {
    iam,
    make: (type: keyof typeof handlers, inputs: Properties, name = type as string) =>
      handler(type).create(resourceContext(name), inputs),
    handler,
    /** Tells if whoever has the key may do it. */
    may: (keyId: string, action: string, resource = QUEUE) =>
      iam.allows(iam.principalOf(keyId, undefined), { action, resource }),
  };
}

describe("aws.iam.User and its neighbours", () => {
  it("may do by an access key what policies of the user and of its groups allow, and nothing else", async () => {
    const { make, may: allowed } = underTest();
    await make("user", { name: "ana" });
    await make("user", { name: "bob" });
    await make("group", { name: "senders" });
    await make("userPolicy", { user: "ana", policy: may("sqs:ReceiveMessage") });
    await make("userPolicyAttachment", { user: "ana", policyArn: READ });
    await make("groupPolicy", { group: "senders", policy: may("sqs:SendMessage") });
    await make("groupMembership", { group: "senders", users: ["ana"] });
    const [ana, bob] = [await make("accessKey", { user: "ana" }), await make("accessKey", { user: "bob" })];

    const actions = ["sqs:ReceiveMessage", "s3:GetObject", "sqs:SendMessage", "sqs:DeleteQueue"];
    expect(actions.map((action) => allowed(ana.id, action))).to.deep.equal([true, true, true, false]);
    expect(actions.map((action) => allowed(bob.id, action))).to.deep.equal([false, false, false, false]);
  });

  it("may do no longer what is taken away", async () => {
    const { make, handler, may: allowed } = underTest();
    await make("user", { name: "ana" });
    await make("group", { name: "senders" });
    await make("groupPolicy", { group: "senders", policy: may("sqs:SendMessage") });
    const membership = await make("userGroupMembership", { user: "ana", groups: ["senders"] });
    const key = await make("accessKey", { user: "ana" });
    expect(allowed(key.id, "sqs:SendMessage")).to.equal(true);

    await handler("userGroupMembership").update?.(resourceContext("m"), membership, { user: "ana", groups: [] });

    expect(allowed(key.id, "sqs:SendMessage")).to.equal(false);
  });

  it("is denied what a statement denies, whatever another allows", async () => {
    const { make, may: allowed } = underTest();
    await make("user", { name: "ana" });
    await make("userPolicy", { user: "ana", policy: may("sqs:*") }, "one");
    await make("userPolicy", { user: "ana", name: "no", policy: may("sqs:DeleteQueue", { Effect: "Deny" }) });
    const key = await make("accessKey", { user: "ana" });

    expect([allowed(key.id, "sqs:SendMessage"), allowed(key.id, "sqs:DeleteQueue")]).to.deep.equal([true, false]);
  });

  it("knows its name in conditions and variables", async () => {
    const { make, may: allowed } = underTest();
    await make("user", { name: "ana" });
    const Condition = { StringEquals: { "aws:username": "ana" } };
    await make("userPolicy", { user: "ana", policy: may("sqs:SendMessage", { Condition }) });
    const key = await make("accessKey", { user: "ana" });

    expect(allowed(key.id, "sqs:SendMessage")).to.equal(true);
  });

  it("lets nobody in by a key that is inactive, deleted, or comes with a token", async () => {
    const { make, handler, iam } = underTest();
    await make("user", { name: "ana" });
    const key = await make("accessKey", { user: "ana" });
    const refusal = (token?: string) => {
      try {
        iam.principalOf(key.id, token);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(key.id).to.match(/^AKIA[0-9A-F]{16}$/);
    expect(refusal()).to.equal(undefined);
    expect(refusal("token")).to.contain("is invalid");

    await handler("accessKey").update?.(resourceContext("k"), key, { user: "ana", status: "Inactive" });
    expect(refusal()).to.contain("is invalid");
    await handler("accessKey").update?.(resourceContext("k"), key, { user: "ana" });
    expect(refusal()).to.equal(undefined);
    await handler("accessKey").delete(resourceContext("k"), key);
    expect(refusal()).to.contain("is invalid");
  });

  for (const [what, type, inputs, message] of [
    ["a second user of a name", "user", { name: "ana" }, "User with name ana already exists."],
    ["a key of nobody", "accessKey", { user: "eve" }, "The user with name eve cannot be found."],
    ["a key's unknown status", "accessKey", { user: "ana", status: "On" }, 'status must be "Active" or "Inactive"'],
    ["a member that is not there", "groupMembership", { group: "g", users: ["eve"] }, "The user with name eve"],
    ["a group that is not there", "userGroupMembership", { user: "ana", groups: ["h"] }, "The group with name h"],
    ["an unknown policy", "userPolicyAttachment", { user: "ana", policyArn: "arn:x" }, "Policy arn:x does not exist"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { make } = underTest();
      await make("user", { name: "ana" });
      await make("group", { name: "g" });

      expect((await rejection(make(type, { ...inputs }))).message).to.contain(message);
    });
  }
});
