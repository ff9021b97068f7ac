import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { buildPortal } from "../../cli/build";
import type { PortalPagesArgs } from "../../components/cardPortal/args";
import { hosting } from "../../components/cardPortal/hosting";
import { checkBuild, pages } from "../../components/cardPortal/pages";
import { pageSettingsOf } from "../../components/cardPortal/settings";
import { client, login } from "../../components/cardPortal/users";
import { builtFolder } from "../../components/cardPortal/webBuild";
import { inputsOf, registrationOf, runProgram } from "../support/program";

const TAGS = { "sluice:component": "CardPortal", "sluice:name": "cards" };
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";

/** The sign-in and the pages together, as the component makes them, with a backend that is there already. */
class Pages extends pulumi.ComponentResource {
  constructor(args: PortalPagesArgs) {
    super("sluice:test:Pages", "cards");
    const settings = pageSettingsOf("cards", args);
    const child = { parent: this };
    const signIn = login("cards", settings, child);
    const { bucket, url } = hosting("cards", settings, child);
    const pagesClient = client("cards-client", { ...settings, signIn, url }, child);
    const config = {
      authority: "https://idp.example.com/pool",
      clientId: pagesClient.id,
      apiEndpoint: "https://api.example.com",
    };
    pages("cards", { ...settings, bucket, loginOrigin: signIn.origin, config }, child);
  }
}

const run = (args: PortalPagesArgs = {}) => runProgram(() => new Pages(args));

async function refusalOf(args: PortalPagesArgs): Promise<string | undefined> {
  const { errors, registrations } = await run(args);
  expect(registrations).to.deep.equal([]);
  return errors[0];
}

describe("the pages of CardPortal", () => {
  before(() => buildPortal(process.cwd()));

  it("lets nobody sign himself up, and asks for long passwords", async () => {
    const made = await run();

    expect(made.errors).to.deep.equal([]);
    expect(inputsOf(made, "aws:cognito/userPool:UserPool", "cards-users")).to.deep.equal({
      usernameAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ["email"],
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
      passwordPolicy: {
        minimumLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: true,
        temporaryPasswordValidityDays: 3,
      },
      deletionProtection: "ACTIVE",
      tags: TAGS,
    });
  });

  it("knows its pages as a public client that gets codes at exactly one address", async () => {
    const made = await run();

    expect(inputsOf(made, "aws:cognito/userPoolClient:UserPoolClient", "cards-client")).to.deep.equal({
      userPoolId: "cards-users-id",
      generateSecret: false,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ["code"],
      allowedOauthScopes: ["openid", "email"],
      supportedIdentityProviders: ["COGNITO"],
      callbackUrls: ["https://cards-distribution.cloudfront.net/"],
      logoutUrls: ["https://cards-distribution.cloudfront.net/"],
      explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      preventUserExistenceErrors: "ENABLED",
      enableTokenRevocation: true,
      readAttributes: ["email", "email_verified"],
      accessTokenValidity: 60,
      idTokenValidity: 60,
      refreshTokenValidity: 12,
      tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "hours" },
    });
  });

  it("names the login's domain after the user pool, or as it is told", async () => {
    const domain = "aws:cognito/userPoolDomain:UserPoolDomain";

    expect(inputsOf(await run(), domain, "cards-login").domain).to.equal("cards-58ace99a6a8ebbd7ccf3");
    expect(inputsOf(await run({ loginPrefix: "gates" }), domain, "cards-login").domain).to.equal("gates");
  });

  it("makes its groups and its users, with a password that is theirs or one that is mailed", async () => {
    const made = await run({
      users: [
        { email: "hr@example.com", password: "Local-Password-1", groups: ["hr"] },
        { email: "both@example.com", groups: ["hr", "auditor"] },
      ],
    });

    const namesOf = (type: string) => made.registrations.filter((other) => other.type === type).map(({ name }) => name);
    expect(namesOf("aws:cognito/userGroup:UserGroup")).to.have.members(["cards-hr", "cards-auditor"]);
    expect(inputsOf(made, "aws:cognito/user:User", "cards-hr-example-com")).to.deep.include({
      username: "hr@example.com",
      attributes: { email: "hr@example.com", email_verified: "true" },
      messageAction: "SUPPRESS",
    });
    expect(inputsOf(made, "aws:cognito/user:User", "cards-both-example-com")).to.deep.equal({
      userPoolId: "cards-users-id",
      username: "both@example.com",
      attributes: { email: "both@example.com", email_verified: "true" },
      desiredDeliveryMediums: ["EMAIL"],
    });
    expect(namesOf("aws:cognito/userInGroup:UserInGroup")).to.have.members([
      "cards-hr-example-com-hr",
      "cards-both-example-com-hr",
      "cards-both-example-com-auditor",
    ]);
  });

  it("keeps the bucket private: nothing but the distribution reads it", async () => {
    const made = await run();

    const { policy } = inputsOf(made, "aws:s3/bucketPolicy:BucketPolicy", "cards-pages-policy");
    expect(JSON.parse(String(policy)).Statement[1]).to.deep.equal({
      Sid: "Distribution",
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::cards-pages-name/*",
      Condition: {
        StringEquals: { "aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/cards-distribution-id" },
      },
    });
    expect(
      inputsOf(made, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "cards-pages-access"),
    ).to.deep.include({
      blockPublicPolicy: true,
      restrictPublicBuckets: true,
    });
  });

  it("serves it over TLS, signed, with the page in the place of what is not there", async () => {
    const made = await run();

    const distribution = inputsOf(made, "aws:cloudfront/distribution:Distribution", "cards-distribution");
    expect(distribution).to.deep.include({
      enabled: true,
      defaultRootObject: "index.html",
      origins: [
        {
          originId: "pages",
          domainName: "cards-pages-name.s3.us-east-1.amazonaws.com",
          originAccessControlId: "cards-access-id",
        },
      ],
      viewerCertificate: { cloudfrontDefaultCertificate: true },
      customErrorResponses: [
        { errorCode: 403, responseCode: 404, responsePagePath: "/index.html", errorCachingMinTtl: 0 },
        { errorCode: 404, responseCode: 404, responsePagePath: "/index.html", errorCachingMinTtl: 0 },
      ],
    });
    expect(distribution.defaultCacheBehavior).to.deep.include({
      viewerProtocolPolicy: "redirect-to-https",
      responseHeadersPolicyId: "cards-headers-id",
    });
    expect(inputsOf(made, "aws:cloudfront/originAccessControl:OriginAccessControl", "cards-access")).to.deep.include({
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    });
  });

  it("tells browsers to run no inline scripts, to be in no frame, and to come over TLS only", async () => {
    const made = await run();

    const { securityHeadersConfig } = inputsOf(
      made,
      "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
      "cards-headers",
    ) as { securityHeadersConfig: Record<string, Record<string, unknown>> };
    const policy = String(securityHeadersConfig.contentSecurityPolicy?.contentSecurityPolicy);
    expect(policy.split("; ")).to.include.members([
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]);
    expect(policy).to.not.contain("unsafe");
    expect(securityHeadersConfig).to.deep.include({
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: "DENY", override: true },
      strictTransportSecurity: { accessControlMaxAgeSec: 31_536_000, includeSubdomains: true, override: true },
    });
  });

  it("keeps the key of its files to itself", async () => {
    const made = await run();

    const policy = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";
    expect(inputsOf(made, policy, "cards-headers").removeHeadersConfig).to.deep.equal({
      items: [
        { header: "x-amz-server-side-encryption" },
        { header: "x-amz-server-side-encryption-aws-kms-key-id" },
        { header: "x-amz-server-side-encryption-bucket-key-enabled" },
      ],
    });
  });

  it("has a domain of its own where it is given one with its certificate", async () => {
    const certificate = "arn:aws:acm:us-east-1:111122223333:certificate/c";
    const made = await run({ domain: { name: "cards.example.com", certificate, hostedZone: "Z0123456789ABC" } });

    expect(inputsOf(made, "aws:cloudfront/distribution:Distribution", "cards-distribution")).to.deep.include({
      aliases: ["cards.example.com"],
      viewerCertificate: {
        acmCertificateArn: certificate,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
    });
    expect(inputsOf(made, "aws:cognito/userPoolClient:UserPoolClient", "cards-client").callbackUrls).to.deep.equal([
      "https://cards.example.com/",
    ]);
    const records = made.registrations.filter(({ type }) => type === "aws:route53/record:Record");
    expect(records.map(({ inputs }) => inputs)).to.deep.equal(
      ["A", "AAAA"].map((type) => ({
        ...{ zoneId: "Z0123456789ABC", name: "cards.example.com", type },
        aliases: [{ name: "cards-distribution.cloudfront.net", zoneId: "Z2FDTNDATAQYW2", evaluateTargetHealth: false }],
      })),
    );
  });

  it("uploads every built file with its type: those with a digest in their name for ever, the others never cached", async () => {
    const made = await run();

    const objects = made.registrations.filter(({ type }) => type === OBJECT).map(({ inputs }) => inputs);
    const built = (readdirSync(builtFolder(), { recursive: true }) as string[])
      .map((file) => file.split(path.sep).join("/"))
      .filter((file) => file.includes(".") && !file.startsWith("."));
    expect(objects.map(({ key }) => key)).to.have.members([...built, "config.json"]);
    const typesOf = (ending: string) => objects.filter(({ key }) => String(key).endsWith(ending));
    for (const [ending, contentType] of [
      [".js", "text/javascript; charset=utf-8"],
      [".css", "text/css; charset=utf-8"],
    ] as const) {
      expect(typesOf(ending)).to.have.length(1);
      expect(typesOf(ending)[0]).to.deep.include({
        contentType,
        cacheControl: "public, max-age=31536000, immutable",
        bucket: "cards-pages-name",
      });
    }
    for (const key of ["index.html", "config.json"]) {
      expect(objects.find((object) => object.key === key)?.cacheControl).to.equal("no-cache");
    }
  });

  it("tells the pages where to sign in and whom to ask, and lets them connect there only", async () => {
    const made = await run();

    expect(JSON.parse(String(inputsOf(made, OBJECT, "cards-config.json").content))).to.deep.equal({
      authority: "https://idp.example.com/pool",
      clientId: "cards-client-id",
      apiEndpoint: "https://api.example.com",
    });
    expect(inputsOf(made, OBJECT, "cards-index.html").content).to.contain(
      "content=\"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' " +
        'https://idp.example.com https://api.example.com https://cards-58ace99a6a8ebbd7ccf3.auth.us-east-1.amazoncognito.com"',
    );
  });

  it("uploads the page after all that it loads", async () => {
    const made = await run();

    const { dependencies } = registrationOf(made, OBJECT, "cards-index.html");
    const others = made.registrations.filter(({ type, name }) => type === OBJECT && name !== "cards-index.html");
    expect(others.filter(({ name }) => !dependencies.some((urn) => urn.endsWith(`::${name}`)))).to.deep.equal([]);
  });

  it("refuses pages that are not built, or not of the sources as they are, and says what to run", () => {
    const subject = { component: "CardPortal", name: "cards" };

    expect(existsSync(builtFolder())).to.equal(true);
    expect(() => checkBuild(subject, "fresh")).to.not.throw();
    expect(() => checkBuild(subject, "missing")).to.throw(
      'CardPortal "cards": the pages in web/portal/dist have not been built: run `npm run build`',
    );
    expect(() => checkBuild(subject, "stale")).to.throw(
      'CardPortal "cards": the pages in web/portal/dist are not those of their sources as they are now: run `npm run build`',
    );
  });

  it("refuses wrong arguments before anything is registered", async () => {
    const wrong: [PortalPagesArgs, string][] = [
      [{ users: [{ email: "ada", groups: [] }] }, 'users[0].email must be an email address, got "ada"'],
      [
        {
          users: [
            { email: "a@b.c", groups: [] },
            { email: "A@b.c", groups: [] },
          ],
        },
        'users[1].email must be another than those before, got "A@b.c"',
      ],
      [
        { users: [{ email: "a@b.c", groups: ["boss" as "hr"] }] },
        'users[0].groups must be any of hr, auditor, got ["boss"]',
      ],
      [
        { loginPrefix: "my-cognito" },
        'loginPrefix must be up to 63 small letters, digits and hyphens, without aws, amazon and cognito, got "my-cognito"',
      ],
      [
        { domain: { name: "cards.example.com", hostedZone: "Z0123456789ABC" } },
        "domain.certificate must be the ARN of a certificate of ACM in us-east-1, for CloudFront takes no other, got undefined",
      ],
      [
        {
          domain: {
            name: "cards.example.com",
            certificate: "arn:aws:acm:eu-central-1:111122223333:certificate/c",
          },
        },
        "domain.certificate must be the ARN of a certificate of ACM in us-east-1, for CloudFront takes no other, got " +
          '"arn:aws:acm:eu-central-1:111122223333:certificate/c"',
      ],
      [{ signInHours: 0 }, "signInHours must be a whole number from 1 to 87600, got 0"],
    ];

    for (const [args, message] of wrong) {
      expect(await refusalOf(args)).to.equal(`CardPortal "cards": ${message}`);
    }
  });
});
