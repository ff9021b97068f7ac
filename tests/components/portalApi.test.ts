import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type PortalApi, portalApi } from "../../components/cardPortal/api";
import { EventArchive } from "../../components/eventArchive";
import { inputsOf, type Run, runProgram } from "../support/program";
import { statementsOf } from "../support/statements";

const ACCOUNT = "us-east-1:111122223333";
const CARDS = `arn:aws:dynamodb:${ACCOUNT}:table/cards-name`;
const KEY = `arn:aws:kms:${ACCOUNT}:key/key-id`;
const BUCKET = "arn:aws:s3:::events-bucket-name";
const ROUTE = "aws:apigatewayv2/route:Route";

describe("the portal's API", () => {
  let run: Run<PortalApi>;

  before(async () => {
    run = await runProgram(() => {
      const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
      const key = new aws.kms.Key("key", {});
      const stream = new aws.kinesis.Stream("stream", {});
      return portalApi(
        "portal-api",
        {
          cardTable: new aws.dynamodb.Table("cards", {}),
          occupancyTable: new aws.dynamodb.Table("occupancy", {}),
          commandTopic: new aws.sns.Topic("card-commands"),
          archive: new EventArchive("events", { stream, key }),
          key,
          areas: { lobby: { gates: ["gate-1"] } },
          issuer: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123xyz",
          clientId: "app",
          origin: "https://d111111abcdef8.cloudfront.net",
          memoryMb: 512,
          logRetentionDays: 30,
          alarmTopicArns: [],
          tags: {},
        },
        { parent },
      );
    });
  });

  const permissionsOf = (role: string) =>
    statementsOf(run, `portal-api-${role}-policy`)
      .filter(({ Action: [action] }) => !/^(logs|xray):/.test(action ?? ""))
      .map(({ Action, Resource }) => [Action, Resource]);

  it("runs without errors", () => {
    expect(run.errors).to.deep.equal([]);
  });

  it("keeps every route for those with a token of the user pool for the portal", () => {
    const routes = run.registrations.filter(({ type }) => type === ROUTE).map(({ inputs }) => inputs);

    expect(inputsOf(run, "aws:apigatewayv2/authorizer:Authorizer", "portal-api-tokens")).to.deep.equal({
      apiId: "portal-api-id",
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: {
        issuer: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123xyz",
        audiences: ["app"],
      },
    });
    expect(routes.map(({ routeKey }) => routeKey)).to.have.members([
      "GET /me",
      "GET /cards",
      "POST /cards",
      "POST /cards/{cardId}/block",
      "POST /cards/{cardId}/unblock",
      "GET /commands/{commandId}",
      "GET /occupancy",
      "POST /queries",
      "GET /queries/{queryId}",
      "DELETE /queries/{queryId}",
    ]);
    for (const route of routes) {
      expect(route).to.include({ authorizationType: "JWT", authorizerId: "portal-api-tokens-id" });
    }
  });

  it("lets only the portal's own pages call it from a browser", () => {
    expect(inputsOf(run, "aws:apigatewayv2/api:Api", "portal-api").corsConfiguration).to.deep.equal({
      allowOrigins: ["https://d111111abcdef8.cloudfront.net"],
      allowMethods: ["GET", "POST", "DELETE"],
      allowHeaders: ["authorization", "content-type", "idempotency-key"],
      maxAge: 3_600,
    });
  });

  it("lets the desk read cards and occupancy, and publish commands, but write nothing", () => {
    expect(permissionsOf("desk")).to.deep.equal([
      [["kms:Decrypt"], [KEY]],
      [["dynamodb:GetItem"], [CARDS]],
      [["dynamodb:Query"], [`${CARDS}/index/cards`, `${CARDS}/index/by-employee`]],
      [["dynamodb:BatchGetItem"], [`arn:aws:dynamodb:${ACCOUNT}:table/occupancy-name`]],
      [["sns:Publish"], [`arn:aws:sns:${ACCOUNT}:card-commands-name`]],
      [["kms:GenerateDataKey"], [KEY]],
    ]);
  });

  it("lets queries run in the archive's workgroup only, and write nothing but results", () => {
    expect(permissionsOf("queries")).to.deep.equal([
      [["kms:Decrypt"], [KEY]],
      [["dynamodb:Query"], [`${CARDS}/index/by-employee`]],
      [
        [
          "athena:GetQueryExecution",
          "athena:GetQueryResults",
          "athena:StartQueryExecution",
          "athena:StopQueryExecution",
        ],
        [`arn:aws:athena:${ACCOUNT}:workgroup/events-workgroup-name`],
      ],
      [
        ["glue:GetDatabase"],
        [
          `arn:aws:glue:${ACCOUNT}:catalog`,
          `arn:aws:glue:${ACCOUNT}:database/events-database-name`,
          `arn:aws:glue:${ACCOUNT}:database/default`,
        ],
      ],
      [
        ["glue:GetPartitions", "glue:GetTable"],
        [
          `arn:aws:glue:${ACCOUNT}:catalog`,
          `arn:aws:glue:${ACCOUNT}:database/events-database-name`,
          `arn:aws:glue:${ACCOUNT}:table/events-events-name`,
        ],
      ],
      [["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], [BUCKET]],
      [["s3:GetObject"], [`${BUCKET}/events/*`]],
      [
        ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
        [`${BUCKET}/results/*`],
      ],
      [["kms:Decrypt", "kms:GenerateDataKey"], [KEY]],
    ]);
  });
});
