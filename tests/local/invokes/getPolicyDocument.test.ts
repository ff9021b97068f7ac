import { expect } from "chai";
import { getPolicyDocument } from "../../../local/invokes/getPolicyDocument";
import { rejection } from "../../support/rejection";

const document = async (args: object) => {
  const { json, minifiedJson } = (await getPolicyDocument.invoke({ ...args })) as {
    json: string;
    minifiedJson: string;
  };
  expect(JSON.parse(minifiedJson)).to.deep.equal(JSON.parse(json));
  return JSON.parse(json) as { Statement: { Sid?: string }[] };
};
const sid = (name: string, action: string) => ({ sid: name, actions: [action], resources: ["*"] });

describe("aws.iam.getPolicyDocument", () => {
  it("writes a policy as AWS's provider does: one value alone, several from last to first, in its own order of members", async () => {
    const { json } = await getPolicyDocument.invoke({
      statements: [
        {
          sid: "Read",
          actions: ["s3:GetObject", "s3:ListBucket"],
          resources: ["arn:aws:s3:::logs/*"],
          principals: [{ type: "AWS", identifiers: ["arn:aws:iam::000000000000:root"] }],
          conditions: [{ test: "StringLike", variable: "s3:prefix", values: ["b", "a"] }],
        },
      ],
    });

    expect(json).to.equal(
      JSON.stringify(
        {
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "Read",
              Effect: "Allow",
              Action: ["s3:ListBucket", "s3:GetObject"],
              Resource: "arn:aws:s3:::logs/*",
              Principal: { AWS: "arn:aws:iam::000000000000:root" },
              Condition: { StringLike: { "s3:prefix": ["b", "a"] } },
            },
          ],
        },
        undefined,
        2,
      ),
    );
  });

  it("takes everybody, what is denied, what is excepted, and variables of policies", async () => {
    const { Statement } = await document({
      policyId: "own",
      statements: [
        {
          effect: "Deny",
          notActions: ["iam:*"],
          notResources: ["arn:aws:s3:::home/&{aws:username}"],
          principals: [{ type: "*", identifiers: ["*"] }],
        },
        {
          actions: ["sts:AssumeRole"],
          principals: [
            { type: "Service", identifiers: ["ecs.amazonaws.com"] },
            { type: "Service", identifiers: ["lambda.amazonaws.com"] },
          ],
        },
      ],
    });

    expect(Statement).to.deep.equal([
      { Effect: "Deny", NotAction: "iam:*", NotResource: "arn:aws:s3:::home/\u0024{aws:username}", Principal: "*" },
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: ["lambda.amazonaws.com", "ecs.amazonaws.com"] },
      },
    ]);
  });

  it("puts documents together by their Sids: its own over the sources', the overrides over all", async () => {
    const text = async (...statements: object[]) => JSON.stringify(await document({ statements }));

    const { Statement } = await document({
      sourcePolicyDocuments: [await text(sid("a", "sqs:SendMessage"), sid("b", "sns:Publish"))],
      statements: [sid("b", "sns:Subscribe"), { actions: ["kms:Decrypt"], resources: ["*"] }],
      overridePolicyDocuments: [await text(sid("a", "sqs:DeleteMessage"))],
    });

    expect(Statement).to.deep.equal([
      { Sid: "a", Effect: "Allow", Action: "sqs:DeleteMessage", Resource: "*" },
      { Sid: "b", Effect: "Allow", Action: "sns:Subscribe", Resource: "*" },
      { Effect: "Allow", Action: "kms:Decrypt", Resource: "*" },
    ]);
  });

  const refused: [what: string, args: object, message: string][] = [
    ["a Sid twice", { statements: [sid("a", "x:Y"), sid("a", "x:Z")] }, "duplicate Sid (a)"],
    ["another effect", { statements: [{ effect: "Maybe" }] }, "expected effect to be one of Allow, Deny, got Maybe"],
    ["another version", { version: "2020-01-01" }, "expected version to be one of 2012-10-17, 2008-10-17"],
    [
      "a variable in the older language",
      { version: "2008-10-17", statements: [{ resources: ["&{aws:username}"] }] },
      "not supported in document version 2008-10-17",
    ],
  ];
  for (const [what, args, message] of refused) {
    it(`refuses ${what}`, async () => {
      expect((await rejection(document(args))).message).to.include(message);
    });
  }
});
