import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Areas } from "../../functions/access-cards/areas";
import type { EntryDecide } from "../../functions/access-cards/entryDecision";
import type { EventArchiveArgs } from "../eventArchive";
import type { ApiDomain } from "../parts/api/domain";
import type { CommonArgs } from "../parts/arguments/commonArgs";
import type { Transform } from "../parts/arguments/transform";

export interface CardIngestStreamArgs extends CommonArgs {
  /**
   * A key of the account, there already, for all that is kept and sent: `new aws.kms.Key(...)`, or `aws.kms.Key.get(...)` for one of another program.
   * Its own policy must leave its use to IAM, and let in the services that use it for themselves, which no component can grant: CloudWatch,
   * CloudWatch Logs, SNS, S3, and CloudFront for the portal's pages.
   * @default one of the component's own
   */
  key?: aws.kms.Key;
  /**
   * The areas, by name, with their gates; a gate belongs to one area. Names have 1 to 64 letters, digits, `.`, `_` and `-`. An area that
   * gets a `maxOccupancy` must be empty then, for it counts from that moment on.
   */
  areas: Areas;
  /** Gate controllers and whatever else calls the API: each gets an API key. 1 to 500 names like those of areas. */
  devices: readonly string[];
  /**
   * Treats a card that enters while it is inside: `hard` denies it, `soft` lets it in and marks the event.
   * @default hard
   */
  antiPassback?: "hard" | "soft";
  /**
   * Minutes after its entry from which on a card that is still inside counts as having left unseen; at least 1.
   * @default never
   */
  forgiveMissingExitAfterMinutes?: number;
  /**
   * A rule about entries beyond those here: code of one's own, with all that it captures, in the function that decides. It is asked about a card
   * that may enter, sees it as it is stored, and returns `undefined`, or the reason to deny it: 1 to 64 lower-case letters, digits and `-`.
   * Synchronous, and the same for the same question. Each entry reads its card first then; each reason is a metric of its own. Where it throws,
   * the gate gets 502 and nothing is stored.
   * @default the other rules are all
   */
  decide?: EntryDecide;
  /**
   * Shards of the stream, each for 1,000 records or 1 MiB a second; 1 to 500.
   * @default on-demand: AWS adds shards by itself
   */
  shards?: number;
  /**
   * Requests a second that each device may send.
   * @default 50
   */
  deviceRateLimit?: pulumi.Input<number>;
  /**
   * Requests that each device may send at once.
   * @default 100
   */
  deviceBurstLimit?: pulumi.Input<number>;
  /**
   * Requests that each device may send in a day, by UTC.
   * @default no limit
   */
  deviceQuotaPerDay?: pulumi.Input<number>;
  /**
   * Requests a second that each method of the API takes, of all devices together; the account's own limit holds besides.
   * @default 5000
   */
  throttleRateLimit?: pulumi.Input<number>;
  /**
   * Requests at once.
   * @default 2500
   */
  throttleBurstLimit?: pulumi.Input<number>;
  /**
   * A host name of one's own, `{ name, certificate?, hostedZone? }`: the one that AWS gives answers 403 then.
   * @default AWS's
   */
  domain?: ApiDomain;
  /**
   * Gives API Gateway its role for logs, of which an account has one in each region, in the place of one that it may have; it stays when
   * the stack goes. Without such a role AWS refuses the API's stage, so a new account needs it from one stack.
   * @default false
   */
  apiLogRole?: boolean;
  /**
   * Has the header `x-artificial-delay-ms` make entries slow, to see the alarm for that. Not for production: it lets whoever has a key
   * hold a function.
   * @default false
   */
  artificialErrors?: boolean;
  /**
   * Milliseconds from which on a decision about an entry is too slow; 100 to 29,000.
   * @default 3000
   */
  slowDecisionMs?: pulumi.Input<number>;
  /**
   * Percent of the entries of a minute, where there are at least 20, from which on so many denials need somebody to look; 1 to 100.
   * @default 50
   */
  deniedPercent?: number;
  /**
   * Days after which archived events move to a cheaper storage class.
   * @default 90
   */
  archiveDays?: pulumi.Input<number>;
  /**
   * MiB that one query of the archive may read, at least 10.
   * @default 10240
   */
  scanLimitMb?: pulumi.Input<number>;
  /**
   * Seconds that events may wait until they are in the archive; 60 to 900: see `EventArchive`.
   * @default 300
   */
  bufferSeconds?: pulumi.Input<number>;
  /**
   * Refuses to delete tables and the archive's bucket, even as part of a replacement.
   * @default true
   */
  deletionProtection?: pulumi.Input<boolean>;
  /**
   * MiB of each function; 128 to 10,240.
   * @default 512
   */
  memoryMb?: pulumi.Input<number>;
  /** The last word on the arguments of the children. */
  transform?: {
    key?: Transform<aws.kms.KeyArgs>;
    table?: Transform<aws.dynamodb.TableArgs>;
    occupancyTable?: Transform<aws.dynamodb.TableArgs>;
    stream?: Transform<aws.kinesis.StreamArgs>;
    /** Applied to each topic. */
    topic?: Transform<aws.sns.TopicArgs>;
    restApi?: Transform<aws.apigateway.RestApiArgs>;
    stage?: Transform<aws.apigateway.StageArgs>;
    usagePlan?: Transform<aws.apigateway.UsagePlanArgs>;
    /** Applied to each function. */
    function?: Transform<aws.lambda.FunctionArgs>;
    /** Applied to the consumers of the stream and to the publisher of the table's changes. */
    eventSource?: Transform<aws.lambda.EventSourceMappingArgs>;
    /** Applied to the archive's own children. */
    archive?: NonNullable<EventArchiveArgs["transform"]>;
    /** Applied to each alarm. */
    alarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  };
}
