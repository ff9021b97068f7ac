import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { buildPortal } from "../../cli/build";
import { CardIngestStream } from "../../components/cardIngestStream";
import { CardPortal, type CardPortalArgs } from "../../components/cardPortal";
import { inputsOf, type RunOptions, registrationOf, runProgram } from "../support/program";

const URL_OF_PORTAL = "https://portal-distribution.cloudfront.net";
const ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/portal-users-id";
const KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/cards-key-id";
const API = "https://portal-id.execute-api.us-east-1.amazonaws.com";

/** Answers of AWS to a program that asks where it runs. */
const AWS: Readonly<Record<string, Record<string, unknown>>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": { accountId: "111122223333" },
  "aws:index/getPartition:getPartition": { partition: "aws" },
  "aws:index/getRegion:getRegion": { region: "us-east-1" },
};

/** One object, so that functions over it are made once. */
const AREAS = { hq: { gates: ["north-1"] } };

function runWith(args: Partial<CardPortalArgs> = {}, options: RunOptions = {}) {
  return runProgram(
    () => {
      const cards = new CardIngestStream("cards", { areas: AREAS, devices: ["lobby"] });
      return new CardPortal("portal", { cards, ...args });
    },
    { call: (token) => AWS[token] ?? {}, ...options },
  );
}

describe("CardPortal", function () {
  // Serialising all functions of the system takes its time where others are at work, too.
  this.timeout(240_000);
  let run: Awaited<ReturnType<typeof runWith>>;

  before(async () => {
    await buildPortal(process.cwd());
    run = await runWith();
  });

  it("is refused in a region without CloudFront", async () => {
    const run = await runProgram(() => {
      pulumi.runtime.setAllConfig({ "aws:region": "us-gov-west-1" });
      const cards = new CardIngestStream("cards", { areas: AREAS, devices: ["lobby"] });
      return new CardPortal("portal", { cards });
    });

    expect(run.errors).to.deep.equal([
      'CardPortal "portal": the region us-gov-west-1 has no CloudFront: give another by aws:region, or by the provider of the component',
    ]);
    expect(run.registrations.filter(({ name }) => name.startsWith("portal"))).to.deep.equal([]);
  });

  it("has a backend for those with a token of its users, called by its pages only", () => {
    expect(run.errors).to.deep.equal([]);
    const { corsConfiguration } = inputsOf(run, "aws:apigatewayv2/api:Api", "portal");
    expect(corsConfiguration).to.deep.include({ allowOrigins: [URL_OF_PORTAL] });
    const authorizers = run.registrations.filter(({ type }) => type === "aws:apigatewayv2/authorizer:Authorizer");
    expect(authorizers.map(({ inputs }) => inputs.jwtConfiguration)).to.deep.equal([
      { issuer: ISSUER, audiences: ["portal-client-id"] },
    ]);
  });

  it("tells its pages who signs people in and where the backend is, once that answers", () => {
    const config = registrationOf(run, "aws:s3/bucketObjectv2:BucketObjectv2", "portal-config.json");
    expect(JSON.parse(String(config.inputs.content))).to.deep.equal({
      authority: ISSUER,
      clientId: "portal-client-id",
      apiEndpoint: API,
    });
    expect(config.dependencies.some((urn) => urn.endsWith("::portal-stage"))).to.equal(true);
  });

  it("lets the page connect to the backend, the user pool and the hosted login, and to nothing else", () => {
    const page = inputsOf(run, "aws:s3/bucketObjectv2:BucketObjectv2", "portal-index.html").content;
    expect(/connect-src ([^"]*)"/.exec(String(page))?.[1]?.split(" ")).to.deep.equal([
      "'self'",
      "https://cognito-idp.us-east-1.amazonaws.com",
      API,
      "https://cards-c8a590ffa0d8e8d33753.auth.us-east-1.amazoncognito.com",
    ]);
  });

  it("encrypts its pages with the key of the cards, which lets CloudFront read them", () => {
    const { rules } = inputsOf(
      run,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "portal-pages-encryption",
    );
    const { policy } = inputsOf(run, "aws:kms/key:Key", "cards-key");

    expect(rules).to.deep.equal([
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY_ARN },
        bucketKeyEnabled: true,
      },
    ]);
    const { Statement } = JSON.parse(String(policy));
    const readers = Statement.find(({ Sid }: { Sid: string }) => Sid === "Distributions");
    expect(readers).to.deep.include({ Principal: { Service: "cloudfront.amazonaws.com" }, Action: "kms:Decrypt" });
  });

  it("keeps users and pages from being deleted by accident, unless it is told not to", async () => {
    const pool = "aws:cognito/userPool:UserPool";
    const bucket = "aws:s3/bucket:Bucket";

    const loose = await runWith({ deletionProtection: false });

    expect(inputsOf(run, pool, "portal-users").deletionProtection).to.equal("ACTIVE");
    expect(inputsOf(run, bucket, "portal-pages").forceDestroy).to.equal(false);
    expect(inputsOf(loose, pool, "portal-users").deletionProtection).to.equal("INACTIVE");
    expect(inputsOf(loose, bucket, "portal-pages").forceDestroy).to.equal(true);
  });

  it("gives transforms the last word on its children", async () => {
    const changed = await runWith({
      transform: {
        userPool: { mfaConfiguration: "OPTIONAL" },
        client: (args) => ({ ...args, idTokenValidity: 5 }),
        distribution: { priceClass: "PriceClass_100" },
        api: { disableExecuteApiEndpoint: true },
      },
    });

    expect(inputsOf(changed, "aws:cognito/userPool:UserPool", "portal-users").mfaConfiguration).to.equal("OPTIONAL");
    expect(inputsOf(changed, "aws:cognito/userPoolClient:UserPoolClient", "portal-client").idTokenValidity).to.equal(5);
    expect(inputsOf(changed, "aws:cloudfront/distribution:Distribution", "portal-distribution").priceClass).to.equal(
      "PriceClass_100",
    );
    expect(inputsOf(changed, "aws:apigatewayv2/api:Api", "portal").disableExecuteApiEndpoint).to.equal(true);
  });

  it("can be previewed before anything is known", async () => {
    const preview = await runWith({}, { preview: true });

    expect(preview.errors).to.deep.equal([]);
    expect(preview.registrations.map(({ name }) => name)).to.include.members([
      "portal-index.html",
      "portal-config.json",
    ]);
  });

  it("refuses wrong numbers of its backend before anything of it is registered", async () => {
    const { errors, registrations } = await runWith({ memoryMb: 64 });

    expect(errors).to.deep.equal(['CardPortal "portal": memoryMb must be a whole number from 128 to 10240, got 64']);
    expect(registrations.filter(({ name }) => name.startsWith("portal"))).to.deep.equal([]);
  });
});
