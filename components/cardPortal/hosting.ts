import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { transformed } from "../parts/arguments/transform";
import { webUrl } from "../parts/arguments/webUrl";
import { bucket } from "../parts/data/bucket";
import { CONTENT_SECURITY_POLICY } from "./contentSecurity";
import type { PageContext } from "./settings";

export interface Hosting {
  bucket: aws.s3.Bucket;
  distribution: aws.cloudfront.Distribution;
  /** Of the portal, without a slash at its end. */
  url: pulumi.Output<string>;
}

/** CloudFront's managed policy "CachingOptimized": as long as the file's own `Cache-Control` says (CloudFront docs, "Use managed cache policies"). */
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const YEAR_SECONDS = 31_536_000;
const ORIGIN = "pages";

/** A private bucket, and the distribution that alone may read it. What is not there is the page, which knows what to show. */
export function hosting(context: PageContext): Hosting {
  const { subject, deletionProtection, keyArn, tags, transform, opts } = context;
  // The distribution names the bucket, whose policy names the distribution.
  const [statements, setStatements] = pulumi.deferredOutput<aws.iam.PolicyStatement[]>();
  const pages = bucket(
    `${subject.name}-pages`,
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
  const distribution = distributionOf(context, pages);
  setStatements(pulumi.all([distribution.arn, pages.arn]).apply((arns) => [readableBy(...arns)]));
  const url = context.domain ? pulumi.interpolate`https://${context.domain.name}` : webUrl(distribution.domainName);
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

function distributionOf(context: PageContext, pages: aws.s3.Bucket): aws.cloudfront.Distribution {
  const { subject, tags, transform, domain, opts } = context;
  const access = new aws.cloudfront.OriginAccessControl(
    `${subject.name}-access`,
    {
      description: `Reads the pages of ${subject.name}.`,
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    },
    opts,
  );
  // A bucket that may not be listed answers 403 for what is not there.
  const page = { responseCode: 200, responsePagePath: "/index.html", errorCachingMinTtl: 0 };
  return new aws.cloudfront.Distribution(
    `${subject.name}-distribution`,
    transformed(transform.distribution, {
      comment: `The portal ${subject.name}.`,
      enabled: true,
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
        responseHeadersPolicyId: headersOf(context).id,
      },
      customErrorResponses: [403, 404].map((errorCode) => ({ errorCode, ...page })),
      restrictions: { geoRestriction: { restrictionType: "none" } },
      ...(domain && { aliases: [domain.name] }),
      viewerCertificate: domain
        ? {
            acmCertificateArn: domain.certificateArn,
            sslSupportMethod: "sni-only",
            minimumProtocolVersion: "TLSv1.2_2021",
          }
        : { cloudfrontDefaultCertificate: true },
      tags,
    }),
    opts,
  );
}

/** What every answer tells the browser to hold to. */
function headersOf({ subject, opts }: PageContext): aws.cloudfront.ResponseHeadersPolicy {
  const override = true;
  return new aws.cloudfront.ResponseHeadersPolicy(
    `${subject.name}-headers`,
    {
      comment: `Security headers of ${subject.name}.`,
      securityHeadersConfig: {
        contentSecurityPolicy: { contentSecurityPolicy: CONTENT_SECURITY_POLICY, override },
        contentTypeOptions: { override },
        frameOptions: { frameOption: "DENY", override },
        referrerPolicy: { referrerPolicy: "no-referrer", override },
        strictTransportSecurity: { accessControlMaxAgeSec: YEAR_SECONDS, includeSubdomains: true, override },
      },
      // Of S3's answers: nobody out there needs to know the account and its key.
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
