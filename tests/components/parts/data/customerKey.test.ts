import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { bucket } from "../../../../components/parts/data/bucket";
import { type CustomerKeyArgs, customerKey } from "../../../../components/parts/data/customerKey";
import { table } from "../../../../components/parts/data/table";
import { inlineFunction } from "../../../../components/parts/lambda/inlineFunction";
import { encryptedTopic } from "../../../../components/parts/queues/encryptedTopic";
import { workQueue } from "../../../../components/parts/queues/workQueue";
import { inputsOf, type Run, runProgram } from "../../../support/program";

const KEY = "arn:aws:kms:us-east-1:111122223333:key/k";

function call(token: string): Record<string, unknown> {
  if (token === "aws:index/getCallerIdentity:getCallerIdentity") return { accountId: "111122223333" };
  if (token === "aws:index/getPartition:getPartition") return { partition: "aws" };
  return { region: "eu-central-1" };
}

function keyWith(services: CustomerKeyArgs["services"], logs: boolean): Promise<Run<aws.kms.Key>> {
  return runProgram(
    () => customerKey("all", { description: "All of it.", services, logs, deletionDays: 30, tags: { a: "b" } }, {}),
    { call },
  );
}

function statementsOf(run: Run<unknown>): unknown[] {
  return JSON.parse(String(inputsOf(run, "aws:kms/key:Key", "all").policy)).Statement;
}

class Parent extends pulumi.ComponentResource {
  constructor() {
    super("test:index:Parent", "parent");
  }
}

describe("customerKey", () => {
  it("is rotated, and leaves decisions on principals of the account to their policies", async () => {
    const run = await keyWith([], false);

    const { policy: _, ...key } = inputsOf(run, "aws:kms/key:Key", "all");
    expect(key).to.deep.equal({
      description: "All of it.",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      tags: { a: "b" },
    });
    expect(statementsOf(run)).to.deep.equal([
      {
        Sid: "Account",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: "kms:*",
        Resource: "*",
      },
    ]);
  });

  it("lets services that act for no role use it for resources of this account, and the region's log groups of this account", async () => {
    const run = await keyWith(["cloudwatch.amazonaws.com", "sns.amazonaws.com", "s3.amazonaws.com"], true);

    expect(statementsOf(run).slice(1)).to.deep.equal([
      ...[
        { Sid: "Alarms", service: "cloudwatch", source: "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:*" },
        { Sid: "Topics", service: "sns", source: "arn:aws:sns:eu-central-1:111122223333:*" },
        { Sid: "Buckets", service: "s3", source: "arn:aws:s3:::*" },
      ].map(({ Sid, service, source }) => ({
        Sid,
        Effect: "Allow",
        Principal: { Service: `${service}.amazonaws.com` },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        // The ARNs of the first two name the account.
        Condition: {
          ...(service === "s3" && { StringEquals: { "aws:SourceAccount": "111122223333" } }),
          ArnLike: { "aws:SourceArn": source },
        },
      })),
      {
        Sid: "LogGroups",
        Effect: "Allow",
        Principal: { Service: "logs.eu-central-1.amazonaws.com" },
        Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        Resource: "*",
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-central-1:111122223333:log-group:*",
          },
        },
      },
    ]);
  });

  it("lets the account's own distributions read with it, and no other's", async () => {
    const run = await keyWith(["cloudfront.amazonaws.com"], false);

    expect(statementsOf(run).slice(1)).to.deep.equal([
      {
        Sid: "Distributions",
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { ArnLike: { "aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/*" } },
      },
    ]);
  });
});

describe("what is given a key of the account", () => {
  const tags = {};

  it("encrypts a table with it", async () => {
    const run = await runProgram(() => table("t", { hashKey: "id", deletionProtection: false, keyArn: KEY, tags }, {}));

    expect(inputsOf(run, "aws:dynamodb/table:Table", "t").serverSideEncryption).to.deep.equal({
      enabled: true,
      kmsKeyArn: KEY,
    });
  });

  it("encrypts a queue and its dead letters with it, and with nothing else", async () => {
    const run = await runProgram(() =>
      workQueue("q", { visibilityTimeoutSeconds: 60, maxReceiveCount: 3, fifo: false, keyArn: KEY, tags }, {}),
    );

    for (const name of ["q", "q-dead-letters"]) {
      const queue = inputsOf(run, "aws:sqs/queue:Queue", name);
      expect(queue).to.include({ kmsMasterKeyId: KEY });
      expect(queue).not.to.have.property("sqsManagedSseEnabled");
    }
  });

  it("encrypts a bucket with it, by few data keys, beside the caller's own rules and statements", async () => {
    const moved = { id: "moved", status: "Enabled", filter: { prefix: "a/" }, expiration: { days: 9 } };
    const allowed = { Effect: "Allow" as const, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" };
    const run = await runProgram(() =>
      bucket(
        "b",
        {
          versioned: false,
          unfinishedUploadDays: 1,
          forceDestroy: false,
          keyArn: KEY,
          lifecycleRules: [moved],
          statements: [allowed],
          tags,
        },
        {},
      ),
    );

    const encryption =
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration" as const;
    expect(inputsOf(run, encryption, "b-encryption").rules).to.deep.equal([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY }, bucketKeyEnabled: true },
    ]);
    const lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
    const { rules } = inputsOf(run, lifecycle, "b-lifecycle") as { rules: { id: string }[] };
    expect(rules.map(({ id }) => id)).to.deep.equal(["unfinished-uploads", "moved"]);
    const policy = JSON.parse(String(inputsOf(run, "aws:s3/bucketPolicy:BucketPolicy", "b-policy").policy));
    expect(policy.Statement[0].Sid).to.equal("DenyPlainHttp");
    expect(policy.Statement.slice(1)).to.deep.equal([allowed]);
  });

  it("encrypts a topic with it, to which principals of the account alone publish where no service does", async () => {
    const run = await runProgram(
      () => encryptedTopic("t", { services: [], keyArn: KEY, tags }, { parent: new Parent() }),
      { call },
    );

    expect(inputsOf(run, "aws:sns/topic:Topic", "t")).to.include({ kmsMasterKeyId: KEY });
    const { policy } = inputsOf(run, "aws:sns/topicPolicy:TopicPolicy", "t-policy");
    expect(JSON.parse(String(policy)).Statement.map(({ Effect }: { Effect: string }) => Effect)).to.deep.equal([
      "Deny",
    ]);
  });

  it("encrypts a function's log and variables with it, and lets the function read them", async () => {
    const run = await runProgram(() =>
      inlineFunction(
        "f",
        {
          handler: () => async () => "done",
          environment: { TABLE: "events" },
          permissions: [],
          timeoutSeconds: 3,
          memoryMb: 128,
          keyArn: KEY,
          tags,
        },
        { parent: new Parent() },
      ),
    );

    expect(inputsOf(run, "aws:lambda/function:Function", "f")).to.include({ kmsKeyArn: KEY });
    expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "f-log")).to.include({ kmsKeyId: KEY });
    const { policy } = inputsOf(run, "aws:iam/rolePolicy:RolePolicy", "f-policy");
    expect(JSON.parse(String(policy)).Statement).to.deep.include({
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: [KEY],
    });
  });
});
