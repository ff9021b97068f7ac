import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Areas } from "../../functions/access-cards/areas";
import type { CardIngestStream } from "../cardIngestStream";
import type { EventArchive } from "../eventArchive";
import type { AlarmSettings } from "../parts/alarms/alarms";
import type { ApiDomain } from "../parts/api/domain";
import type { CommonArgs } from "../parts/arguments/commonArgs";
import type { Transform } from "../parts/arguments/transform";

/** A group of people: says what they may do in the portal. */
export type PortalGroup = "hr" | "auditor";

export interface PortalUser {
  /** The address to sign in with. */
  email: string;
  /**
   * At least 12 characters, with small and capital letters, digits and symbols; it stays in the stack's state, encrypted where it is a
   * secret.
   * @default Cognito mails a temporary one, which has to be changed at the first sign-in
   */
  password?: pulumi.Input<string>;
  groups: readonly PortalGroup[];
}

export interface CardPortalArgs extends PortalPagesArgs {
  /** The cards that are registered, and whose events are shown. */
  cards: CardIngestStream;
  /** Requests a second that each route of the backend takes, best effort. @default 100 */
  throttleRateLimit?: pulumi.Input<number>;
  /** Requests at once that each route takes before the rate holds, best effort. @default 200 */
  throttleBurstLimit?: pulumi.Input<number>;
  /** MiB of each function of the backend; 128 to 10,240. @default 512 */
  memoryMb?: pulumi.Input<number>;
  transform?: CardPortalTransform;
}

export type CardPortalTransform = PortalPagesTransform & NonNullable<PortalApiArgs["transform"]>;

/** Arguments of the sign-in and the pages; the backend has its own. */
export interface PortalPagesArgs extends CommonArgs {
  /** People who may sign in from the start; others are added in Cognito. @default none */
  users?: readonly PortalUser[];
  /**
   * The first part of the hosted login's domain, which no other user pool of the region may have: up to 63 small letters, digits and
   * hyphens.
   * @default made of the user pool's id
   */
  loginPrefix?: pulumi.Input<string>;
  /**
   * A host name of one's own. Its `certificate` is in us-east-1, wherever the portal is (CloudFront docs, "Requirements for using SSL/TLS
   * certificates"), so that it has to be given; `hostedZone` gets the records that lead to the portal.
   * @default CloudFront's
   */
  domain?: ApiDomain;
  /** Hours until somebody has to sign in again; 1 to 87,600 (ten years). @default 12 */
  signInHours?: pulumi.Input<number>;
  /** Keeps `pulumi destroy` from deleting the users, and the bucket while there are pages in it. @default true */
  deletionProtection?: boolean;
  transform?: PortalPagesTransform;
}

export interface PortalPagesTransform {
  userPool?: Transform<aws.cognito.UserPoolArgs>;
  client?: Transform<aws.cognito.UserPoolClientArgs>;
  bucket?: Transform<aws.s3.BucketArgs>;
  distribution?: Transform<aws.cloudfront.DistributionArgs>;
}

export interface PortalApiArgs {
  /** Keeps the cards; see `functions/access-cards/cardItem.ts`. */
  cardTable: aws.dynamodb.Table;
  occupancyTable: aws.dynamodb.Table;
  /** Takes commands about cards. */
  commandTopic: aws.sns.Topic;
  archive: Pick<EventArchive, "bucket" | "database" | "eventTable" | "workgroup">;
  /** Encrypts all of these, and what the API itself keeps. */
  key: aws.kms.Key;
  /** The areas to watch. Give the same object for the same areas: functions are made once for each object. */
  areas: Areas;
  /** The issuer of the tokens: `webUrl(userPool.endpoint)`. */
  issuer: pulumi.Input<string>;
  /** The audience of the tokens: the id of the user pool's client. */
  clientId: pulumi.Input<string>;
  /** The only origin whose pages may call the API from a browser, such as `"https://d111111abcdef8.cloudfront.net"`. */
  origin: pulumi.Input<string>;
  /** Requests a second that each route takes, best effort. @default 100 */
  throttleRateLimit?: pulumi.Input<number> | undefined;
  /** Requests at once that each route takes before the rate holds, best effort. @default 200 */
  throttleBurstLimit?: pulumi.Input<number> | undefined;
  /** MiB of each function; 128 to 10,240. */
  memoryMb: pulumi.Input<number>;
  logRetentionDays: pulumi.Input<number>;
  alarmTopicArns: AlarmSettings["topicArns"];
  tags: Record<string, string>;
  transform?:
    | {
        api?: Transform<aws.apigatewayv2.ApiArgs> | undefined;
        stage?: Transform<aws.apigatewayv2.StageArgs> | undefined;
        desk?: Transform<aws.lambda.FunctionArgs> | undefined;
        queries?: Transform<aws.lambda.FunctionArgs> | undefined;
        /** Applied to each alarm. */
        alarm?: Transform<aws.cloudwatch.MetricAlarmArgs> | undefined;
      }
    | undefined;
}
