import { expect } from "chai";
import { ProgramFolder } from "../support/programFolder";
import { outputOf, type RunningSystem, runSystem } from "../support/runningSystem";

/** A page of a private bucket that its distribution alone may read, with headers of its own. */
const program = (csp: string) => `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const files = new aws.s3.Bucket("files", { forceDestroy: true });
const access = new aws.cloudfront.OriginAccessControl("access", {
  originAccessControlOriginType: "s3", signingBehavior: "always", signingProtocol: "sigv4",
});
const headers = new aws.cloudfront.ResponseHeadersPolicy("headers", {
  securityHeadersConfig: { contentSecurityPolicy: { contentSecurityPolicy: "${csp}", override: true } },
});
const site = new aws.cloudfront.Distribution("site", {
  enabled: true, defaultRootObject: "index.html", priceClass: "PriceClass_100", httpVersion: "http2and3",
  origins: [{ originId: "files", domainName: files.bucketRegionalDomainName, originAccessControlId: access.id }],
  defaultCacheBehavior: {
    targetOriginId: "files", allowedMethods: ["GET", "HEAD"], cachedMethods: ["GET", "HEAD"], compress: true,
    cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6", responseHeadersPolicyId: headers.id, viewerProtocolPolicy: "redirect-to-https",
  },
  customErrorResponses: [{ errorCode: 403, responseCode: 200, responsePagePath: "/index.html", errorCachingMinTtl: 0 }],
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: { cloudfrontDefaultCertificate: true },
});
new aws.s3.BucketPolicy("policy", {
  bucket: files.bucket,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{
      Effect: "Allow", Principal: { Service: "cloudfront.amazonaws.com" }, Action: "s3:GetObject",
      Resource: pulumi.interpolate\`\${files.arn}/*\`, Condition: { StringEquals: { "AWS:SourceArn": site.arn } },
    }],
  }),
});
export const host = site.domainName;
export const bucketName = files.bucket;
`;

describe("a system with a page", function () {
  this.timeout(120_000);
  let folder: ProgramFolder;
  let system: RunningSystem;

  before(async () => {
    folder = new ProgramFolder(program("default-src 'none'"));
    system = await runSystem(folder.path);
    const { s3 } = system.cloud.services;
    const operator = { kind: "operator", arn: "arn:aws:iam::000000000000:user/operator" } as const;
    await s3.putObject(operator, {
      ...{ bucket: outputOf(system, "bucketName"), key: "index.html", body: Buffer.from("<title>Hello</title>") },
      headers: { "content-type": "text/html" },
    });
  });
  after(async () => {
    await system.stop();
    folder.remove();
  });

  it("shows it at every path of the app", async () => {
    const answers = await Promise.all(
      ["/", "/cards/7"].map((path) => fetch(`http://${outputOf(system, "host")}${path}`)),
    );

    const pages = await Promise.all(answers.map(async (answer) => [answer.status, await answer.text()]));
    expect(pages).to.deep.equal([
      [200, "<title>Hello</title>"],
      [200, "<title>Hello</title>"],
    ]);
  });

  it("keeps address and files over a reload that changes a header", async () => {
    const host = outputOf(system, "host");
    folder.write("index.ts", program("default-src 'self'"));

    const changes = await system.cloud.reload();
    const { headers } = await fetch(`http://${outputOf(system, "host")}/`);

    expect(outputOf(system, "host")).to.equal(host);
    expect(headers.get("content-security-policy")).to.equal("default-src 'self'");
    expect(changes).to.have.lengthOf(1);
  });
});
