import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Properties, ResourceState } from "../../../local/engine/resourceHandler";
import { createIam } from "../../../local/iam/createIam";
import type { Iam } from "../../../local/iam/iam";
import { distribution } from "../../../local/resources/cloudfront/distribution";
import { responseHeadersPolicy } from "../../../local/resources/cloudfront/responseHeadersPolicy";
import type { CloudFront } from "../../../local/services/cloudfront/cloudFront";
import { createCloudFront } from "../../../local/services/cloudfront/createCloudFront";
import { createKms } from "../../../local/services/kms/createKms";
import type { Kms } from "../../../local/services/kms/kms";
import { createS3 } from "../../../local/services/s3/createS3";
import { noNotifications } from "../../../local/services/s3/notifications";
import type { S3 } from "../../../local/services/s3/s3";
import { HeldClock } from "../../support/heldClock";
import { resourceContext } from "../../support/resourceContext";
import { exchange, type Received, type SendOptions } from "../apigatewayv2/apiUnderTest";

export const NOW = Date.parse("2026-03-01T12:00:00.000Z");
export const BUCKET = "site";
export const OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
export const PAGE = "<!doctype html><title>Cards</title>";

export const BEHAVIOR: Properties = {
  ...{ targetOriginId: "files", allowedMethods: ["GET", "HEAD", "OPTIONS"], cachedMethods: ["GET", "HEAD"] },
  ...{ cachePolicyId: OPTIMIZED, viewerProtocolPolicy: "redirect-to-https", compress: true },
};
export const ORIGIN: Properties = {
  ...{ originId: "files", domainName: `${BUCKET}.s3.us-east-1.amazonaws.com`, originAccessControlId: "E1" },
};
export const DISTRIBUTION: Properties = {
  ...{ enabled: true, defaultRootObject: "index.html", origins: [ORIGIN], defaultCacheBehavior: BEHAVIOR },
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: { cloudfrontDefaultCertificate: true },
};

/** A bucket with a page, and whatever distributions a test makes of it. */
export class SiteUnderTest {
  readonly warnings: string[] = [];
  readonly clock = new HeldClock(NOW);
  readonly #report = {
    stage() {},
    log() {},
    warn: (source: string, line: string) => void this.warnings.push(`${source}: ${line}`),
  };
  readonly #folder = mkdtempSync(path.join(tmpdir(), "site-"));
  readonly iam: Iam = createIam({ report: this.#report });
  readonly kms: Kms = createKms({ iam: this.iam });
  readonly s3: S3 = createS3({
    ...{ clock: this.clock, iam: this.iam, kms: this.kms, report: this.#report },
    ...{ notifications: noNotifications, workFolder: this.#folder },
  });
  readonly cloudFront: CloudFront = createCloudFront({ iam: this.iam, s3: this.s3, report: this.#report });
  readonly distributions = distribution({ clock: this.clock, cloudFront: this.cloudFront });
  readonly policies = responseHeadersPolicy({ cloudFront: this.cloudFront });

  static async start(): Promise<SiteUnderTest> {
    const site = new SiteUnderTest();
    site.s3.createBucket(BUCKET);
    await site.put("index.html", PAGE, { "content-type": "text/html; charset=utf-8" });
    return site;
  }

  async put(key: string, text: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    const operator = { kind: "operator", arn: "arn:aws:iam::000000000000:user/operator" } as const;
    const { etag } = await this.s3.putObject(operator, { bucket: BUCKET, key, body: Buffer.from(text), headers });
    return etag;
  }

  /** @param name from which the port follows: another in every process, for several may test at a time */
  create(change: Properties = {}, name = `site-${process.pid}`): Promise<ResourceState> {
    return this.distributions.create(resourceContext(name), { ...DISTRIBUTION, ...change });
  }

  /** Lets a distribution read, and what else it is given leave for. */
  allow(arn: unknown, actions: readonly string[] = ["s3:GetObject"]): void {
    const statements = actions.map((Action) => ({
      ...{ Effect: "Allow", Principal: { Service: "cloudfront.amazonaws.com" }, Action },
      Resource: Action === "s3:ListBucket" ? `arn:aws:s3:::${BUCKET}` : `arn:aws:s3:::${BUCKET}/*`,
      Condition: { StringEquals: { "AWS:SourceArn": arn } },
    }));
    this.s3.setPolicy(BUCKET, JSON.stringify({ Version: "2012-10-17", Statement: statements }));
  }

  /** A distribution that may read. */
  async serve(change: Properties = {}, actions?: readonly string[]): Promise<ResourceState> {
    const made = await this.create(change);
    this.allow(made.state.arn, actions);
    return made;
  }

  /** Sends the path as it is, which `fetch` would tidy up. */
  send({ state }: ResourceState, method: string, target: string, options?: SendOptions): Promise<Received> {
    return exchange(Number(new URL(`http://${state.domainName}`).port), method, target, options);
  }

  async stop(): Promise<void> {
    await this.cloudFront.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
