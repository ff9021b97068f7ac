import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { aliasRecords } from "../parts/api/domain";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import { webUrl } from "../parts/arguments/webUrl";
import { bucket } from "../parts/data/bucket";
import { CLOUDFRONT, regionWith } from "../parts/regions/regions";
import { CONTENT_SECURITY_POLICY } from "./contentSecurity";
import type { PageSettings } from "./settings";

export interface Hosting {
  bucket: aws.s3.Bucket;
  distribution: aws.cloudfront.Distribution;
  /** The portal's URL, without a slash at its end. */
  url: pulumi.Output<string>;
}

/** CloudFront's managed policy "CachingOptimized": as long as the file's own `Cache-Control` says (CloudFront docs, "Use managed cache policies"). */
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const YEAR_SECONDS = 31_536_000;
const ORIGIN = "pages";

interface EncryptionKey {
  /** ARN of the key that encrypts the bucket; its policy lets CloudFront use it. @default a key of S3's own */
  keyArn?: pulumi.Input<string>;
}

/**
 * Makes a private bucket, and the distribution that alone may read it. For a path that is not there it serves the page, with status 404.
 */
export function hosting(name: string, settings: PageSettings & EncryptionKey, opts: ChildOptions): Hosting {
  const { subject, deletionProtection, keyArn, tags, transform, domain } = settings;
  const region = regionWith(CLOUDFRONT, `${subject.component} ${JSON.stringify(subject.name)}`, opts.parent);
  // The distribution names the bucket, whose policy names the distribution.
  const [statements, setStatements] = pulumi.deferredOutput<aws.iam.PolicyStatement[]>();
  const pages = bucket(
    `${name}-pages`,
    {
      versioned: false,
      unfinishedUploadDays: 1,
      forceDestroy: !deletionProtection,
      keyArn,
      statements,
      tags,
      transform: transform.bucket,
    },
    opts,
  );
  const headers = responseHeaders(`${name}-headers`, settings, opts);
  const distribution = distributionOf(name, { ...settings, pages, headers, region }, opts);
  setStatements(pulumi.all([distribution.arn, pages.arn]).apply((arns) => [readableBy(...arns)]));
  if (domain) {
    const target = { name: distribution.domainName, zoneId: distribution.hostedZoneId };
    aliasRecords(`${name}-domain`, { domain, target, types: ["A", "AAAA"] }, opts);
  }
  const url = domain ? pulumi.interpolate`https://${domain.name}` : webUrl(distribution.domainName);
  return { bucket: pages, distribution, url };
}

function readableBy(distributionArn: string, bucketArn: string): aws.iam.PolicyStatement {
  return {
    Sid: "Distribution",
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action: "s3:GetObject",
    Resource: `${bucketArn}/*`,
    Condition: { StringEquals: { "aws:SourceArn": distributionArn } },
  };
}

function distributionOf(
  name: string,
  args: PageSettings & {
    pages: aws.s3.Bucket;
    headers: aws.cloudfront.ResponseHeadersPolicy;
    region: pulumi.Output<string>;
  },
  opts: ChildOptions,
): aws.cloudfront.Distribution {
  const { pages, headers, region, tags, transform, domain } = args;
  const access = new aws.cloudfront.OriginAccessControl(
    `${name}-access`,
    {
      description: `Reads the pages of ${name}.`,
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    },
    opts,
  );
  // A bucket that may not be listed answers 403 for what is not there. The page has its own places behind `#/`, so that no other path is
  // one of it: a part that an older page asks for must not seem to be there.
  const page = { responseCode: 404, responsePagePath: "/index.html", errorCachingMinTtl: 0 };
  return new aws.cloudfront.Distribution(
    `${name}-distribution`,
    transformed(transform.distribution, {
      comment: `The portal ${name}.`,
      // In a region without CloudFront, it is not.
      enabled: region.apply(() => true),
      isIpv6Enabled: true,
      httpVersion: "http2and3",
      defaultRootObject: "index.html",
      origins: [
        {
          originId: ORIGIN,
          domainName: pages.bucketRegionalDomainName,
          originAccessControlId: access.id,
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: ORIGIN,
        viewerProtocolPolicy: "redirect-to-https",
        allowedMethods: ["GET", "HEAD"],
        cachedMethods: ["GET", "HEAD"],
        compress: true,
        cachePolicyId: CACHING_OPTIMIZED,
        responseHeadersPolicyId: headers.id,
      },
      customErrorResponses: [403, 404].map((errorCode) => ({ errorCode, ...page })),
      restrictions: { geoRestriction: { restrictionType: "none" } },
      ...(domain && { aliases: [domain.name] }),
      viewerCertificate: domain
        ? {
            acmCertificateArn: domain.certificate,
            sslSupportMethod: "sni-only",
            minimumProtocolVersion: "TLSv1.2_2021",
          }
        : { cloudfrontDefaultCertificate: true },
      tags,
    }),
    opts,
  );
}

/** Makes every answer carry what the browser has to hold to. */
function responseHeaders(
  name: string,
  { subject }: PageSettings,
  opts: ChildOptions,
): aws.cloudfront.ResponseHeadersPolicy {
  const override = true;
  return new aws.cloudfront.ResponseHeadersPolicy(
    name,
    {
      comment: `Security headers of ${subject.name}.`,
      securityHeadersConfig: {
        contentSecurityPolicy: { contentSecurityPolicy: CONTENT_SECURITY_POLICY, override },
        contentTypeOptions: { override },
        frameOptions: { frameOption: "DENY", override },
        referrerPolicy: { referrerPolicy: "no-referrer", override },
        strictTransportSecurity: { accessControlMaxAgeSec: YEAR_SECONDS, includeSubdomains: true, override },
      },
      // Nobody out there needs to know the account and its key, which S3's answers name.
      removeHeadersConfig: {
        items: ["", "-aws-kms-key-id", "-bucket-key-enabled"].map((end) => ({
          header: `x-amz-server-side-encryption${end}`,
        })),
      },
      customHeadersConfig: {
        items: [
          { header: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()", override },
          { header: "Cross-Origin-Opener-Policy", value: "same-origin", override },
          { header: "Cross-Origin-Resource-Policy", value: "same-origin", override },
        ],
      },
    },
    opts,
  );
}
