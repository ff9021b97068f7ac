import { expect } from "chai";
import { NotYet } from "../../../local/base/awsError";
import { silentReport } from "../../../local/base/report";
import { identitiesBefore } from "../../../local/edge/beforeProgram";
import { createIam } from "../../../local/iam/createIam";

const ROLE = "arn:aws:iam::000000000000:role/reader";
const MAY_SEND = { action: "sqs:SendMessage", resource: "arn:aws:sqs:us-east-1:000000000000:orders" };
const MAY_NOT = { action: "sqs:PurgeQueue", resource: MAY_SEND.resource };
const policy = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

describe("identities before the program has been evaluated", () => {
  let isThere: boolean;
  const iam = createIam({ report: silentReport });
  iam.putRole({
    ...{ arn: ROLE, name: "reader" },
    trustPolicy: policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
  });
  iam.putRolePolicy(ROLE, "p", policy({ Action: MAY_SEND.action, Resource: MAY_SEND.resource }));
  const role = iam.assumeRole(ROLE, "orders", "lambda.amazonaws.com");
  const user = iam.createAccessKey({ name: "ann", arn: "arn:aws:iam::000000000000:user/ann" });
  const edge = identitiesBefore(iam, () => isThere);
  beforeEach(() => {
    isThere = false;
  });

  it("are those of the program's own functions and tasks alone, with their own permissions", () => {
    const { accessKeyId, sessionToken } = role.credentials;
    const principal = edge.principalOf(accessKeyId, sessionToken);

    expect(principal).to.deep.equal(role.principal);
    edge.authorize(principal, [MAY_SEND]);
    expect(() => edge.authorize(principal, [MAY_NOT])).to.throw("is not authorized to perform: sqs:PurgeQueue");
    expect([edge.allows(principal, MAY_SEND), edge.allows(principal, MAY_NOT)]).to.deep.equal([true, false]);
  });

  for (const [who, accessKeyId, sessionToken] of [
    ["who started it", iam.operator.accessKeyId, iam.operator.sessionToken],
    ["a user", user.accessKeyId, undefined],
    ["a user that the program may make yet", "AKIA0000000000000000", undefined],
    ["who has a role's key without its session", role.credentials.accessKeyId, "another"],
  ] as const) {
    it(`are to be asked again by ${who}`, () => {
      expect(() => edge.principalOf(accessKeyId, sessionToken)).to.throw(NotYet);
    });
  }

  it("are to be asked again by who signs nothing", () => {
    expect(() => edge.authorize({ kind: "anonymous" }, [])).to.throw(NotYet);
  });

  it("are as ever afterwards", () => {
    isThere = true;

    expect(edge.principalOf(user.accessKeyId, undefined).kind).to.equal("user");
    expect(edge.principalOf(iam.operator.accessKeyId, iam.operator.sessionToken).kind).to.equal("operator");
    expect(() => edge.principalOf("AKIA0000000000000000", undefined)).to.throw("security token");
    edge.authorize({ kind: "anonymous" }, []);
  });
});
