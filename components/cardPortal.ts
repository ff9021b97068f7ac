import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { portalApi } from "./cardPortal/api";
import type { CardPortalArgs } from "./cardPortal/args";
import { hosting } from "./cardPortal/hosting";
import { pages } from "./cardPortal/pages";
import { settingsOf } from "./cardPortal/settings";
import { client, login } from "./cardPortal/users";
import { webUrl } from "./parts/arguments/webUrl";
import { CLOUDFRONT, regionWith } from "./parts/regions/regions";

export type { CardPortalArgs, PortalGroup, PortalUser } from "./cardPortal/args";

/**
 * The web page of a {@link CardIngestStream}: human resources register, list and block cards, auditors see what happened with an
 * employee's cards, and both watch the gates.
 *
 * People sign in at Cognito's hosted login; what they may do follows from the groups `hr` and `auditor` of the user pool. The pages are
 * served by CloudFront from a private bucket, and must have been built: `npm run build`.
 *
 * @example
 * const portal = new CardPortal("portal", { cards, users: [{ email: "ada@example.com", groups: ["hr"] }] });
 * export const url = portal.url;
 */
export class CardPortal extends pulumi.ComponentResource {
  /** The portal's URL, without a slash at its end. */
  readonly url: pulumi.Output<string>;
  /** The backend's base URL, without a slash at its end. */
  readonly apiEndpoint: pulumi.Output<string>;
  readonly userPool: aws.cognito.UserPool;
  /** The pages, as the user pool knows them. */
  readonly client: aws.cognito.UserPoolClient;
  readonly domain: aws.cognito.UserPoolDomain;
  readonly bucket: aws.s3.Bucket;
  readonly distribution: aws.cloudfront.Distribution;
  /** The files that are served. */
  readonly objects: readonly aws.s3.BucketObjectv2[];
  readonly api: aws.apigatewayv2.Api;
  readonly stage: aws.apigatewayv2.Stage;
  readonly functions: Readonly<Record<"desk" | "queries", aws.lambda.Function>>;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: CardPortalArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:CardPortal", name, {}, opts);
    regionWith(CLOUDFRONT, `CardPortal ${JSON.stringify(name)}`, this);
    const child = { parent: this };
    const { cards, memoryMb, logRetentionDays, alarmTopicArns, tags, transform } = settings;

    const signIn = login(name, settings, child);
    this.userPool = signIn.userPool;
    this.domain = signIn.domain;
    const authority = webUrl(this.userPool.endpoint);

    const { bucket, distribution, url } = hosting(name, { ...settings, keyArn: cards.key.arn }, child);
    this.bucket = bucket;
    this.distribution = distribution;
    this.url = url;

    // The client sends people back to the distribution, the backend knows the client, and the pages know them all.
    this.client = client(`${name}-client`, { ...settings, signIn, url: this.url }, child);
    const backend = portalApi(
      name,
      {
        cardTable: cards.table,
        occupancyTable: cards.occupancy,
        commandTopic: cards.commandTopic,
        archive: cards.archive,
        key: cards.key,
        areas: cards.areas,
        issuer: authority,
        clientId: this.client.id,
        origin: this.url.apply((known) => new URL(known).origin),
        throttleRateLimit: settings.throttleRateLimit,
        throttleBurstLimit: settings.throttleBurstLimit,
        memoryMb,
        logRetentionDays,
        alarmTopicArns,
        tags,
        transform,
      },
      child,
    );
    this.api = backend.api;
    this.stage = backend.stage;
    this.apiEndpoint = backend.endpoint;
    this.functions = { desk: backend.desk, queries: backend.queries };
    this.alarms = backend.alarms;
    this.objects = pages(
      name,
      {
        ...settings,
        bucket: this.bucket,
        loginOrigin: signIn.origin,
        config: { authority, clientId: this.client.id, apiEndpoint: this.apiEndpoint },
      },
      child,
    );

    this.registerOutputs({
      url: this.url,
      apiEndpoint: this.apiEndpoint,
      userPoolId: this.userPool.id,
      clientId: this.client.id,
      bucketName: this.bucket.bucket,
    });
  }
}
