import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Areas } from "../functions/access-cards/areas";
import { alarms } from "./cardIngestStream/alarms";
import type { CardIngestStreamArgs } from "./cardIngestStream/args";
import { announcer, commands, entry, occupancyCounter, outbox, projector } from "./cardIngestStream/functions";
import { gateApi } from "./cardIngestStream/gateApi";
import { type Context, settingsOf } from "./cardIngestStream/settings";
import { COMMANDS_VISIBILITY_SECONDS, sources } from "./cardIngestStream/sources";
import { cardTable, eventStream, occupancyTable, systemKey } from "./cardIngestStream/storage";
import { type Announcements, announcements, commandIntake } from "./cardIngestStream/topics";
import { EventArchive } from "./eventArchive";
import { failureQueue } from "./parts/queues/failureQueue";

export type { CardIngestStreamArgs } from "./cardIngestStream/args";

/**
 * Access cards at turnstiles: entering gets an answer now, leaving never waits, and all that happens is told, archived and replayable.
 *
 * `POST /gates/{gateId}/enter` decides by one conditional write whether a card may pass; `POST /gates/{gateId}/exit` puts the exit straight
 * into a stream, from which the card's state follows. Each device has a key of its own. Cards are registered, blocked and unblocked by
 * commands that principals of the account publish to `commandTopic`.
 *
 * @example
 * const cards = new CardIngestStream("cards", {
 *   areas: { hq: { gates: ["north-1", "north-2"] }, lab: { gates: ["lab-1"], maxOccupancy: 20 } },
 *   devices: ["lobby", "lab"],
 * });
 * export const endpoint = cards.gateApiEndpoint;
 */
export class CardIngestStream extends pulumi.ComponentResource {
  readonly areas: Areas;
  /** Encrypts all that is kept and sent. */
  readonly key: aws.kms.Key;
  /** Cards, employees and limited areas: `functions/access-cards/cardItem.ts`. */
  readonly table: aws.dynamodb.Table;
  /** Who is inside which area, and what went through which gate: `functions/access-cards/occupancy.ts`. */
  readonly occupancy: aws.dynamodb.Table;
  readonly stream: aws.kinesis.Stream;
  readonly restApi: aws.apigateway.RestApi;
  readonly stage: aws.apigateway.Stage;
  readonly accessLog: aws.cloudwatch.LogGroup;
  /** Of the API, where it has one: its `regionalDomainName` and `regionalZoneId` are what the DNS record leads to. */
  readonly gateDomain: aws.apigateway.DomainName | undefined;
  /** Base URL of the API, without a slash at its end. */
  readonly gateApiEndpoint: pulumi.Output<string>;
  /** The devices' API keys, as JSON by device. */
  readonly deviceKeys: aws.secretsmanager.Secret;
  readonly commandTopic: aws.sns.Topic;
  /** What other systems can subscribe to. */
  readonly topics: Announcements;
  readonly archive: EventArchive;
  readonly functions: Readonly<Record<FunctionRole, aws.lambda.Function>>;
  /** `impossible`: events that cannot have happened; the others hold what a function had to give up. */
  readonly queues: Readonly<Record<QueueRole, aws.sqs.Queue>>;
  readonly eventSources: readonly aws.lambda.EventSourceMapping[];
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: CardIngestStreamArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:CardIngestStream", name, {}, opts);
    const context: Context = { ...settings, opts: { parent: this } };

    this.areas = settings.rules.areas;
    this.key = systemKey(context);
    this.table = cardTable(context, this.key);
    this.occupancy = occupancyTable(context, this.key);
    this.stream = eventStream(context, this.key);
    this.topics = announcements(context, this.key);
    const intake = commandIntake(context, this.key, COMMANDS_VISIBILITY_SECONDS);
    this.commandTopic = intake.topic;
    this.archive = archive(context, this);
    const failures = (role: string) =>
      failureQueue(`${name}-${role}`, { keyArn: this.key.arn, tags: settings.tags }, context.opts);
    this.queues = {
      impossible: failures("impossible"),
      projector: failures("projector-failures"),
      announcer: failures("announcer-failures"),
      outbox: failures("outbox-failures"),
      occupancy: failures("occupancy-failures"),
      commands: intake.deadLetterQueue,
    };

    const { queues } = this;
    this.functions = {
      entry: entry(context, this),
      outbox: outbox(context, this, this.archive, this.topics, queues.outbox),
      projector: projector(context, this, { impossible: queues.impossible, failures: queues.projector }),
      announcer: announcer(context, this, this.topics, queues.announcer),
      occupancy: occupancyCounter(context, this, this.occupancy, this.archive.ledger, queues.occupancy),
      commands: commands(context, this, intake),
    };
    this.eventSources = sources(
      context,
      { table: this.table, stream: this.stream, commandQueue: intake.queue },
      {
        outbox: { target: this.functions.outbox, failures: queues.outbox },
        occupancy: { target: this.functions.occupancy, failures: queues.occupancy },
        projector: { target: this.functions.projector, failures: queues.projector },
        announcer: { target: this.functions.announcer, failures: queues.announcer },
        commands: this.functions.commands,
      },
    );

    // Firehose begins at the latest position of a stream (Amazon Data Firehose Developer Guide, of Kinesis Data Streams as a source): what
    // was written before would never be archived.
    const gates = gateApi(context, { entry: this.functions.entry, stream: this.stream, key: this.key }, [
      this.archive.delivery,
    ]);
    this.restApi = gates.restApi;
    this.stage = gates.stage;
    this.accessLog = gates.accessLog;
    this.gateDomain = gates.domain;
    this.gateApiEndpoint = gates.endpoint;
    this.deviceKeys = gates.keys.secret;
    this.alarms = alarms(context, this);

    this.registerOutputs({
      gateApiEndpoint: this.gateApiEndpoint,
      deviceKeysSecretArn: this.deviceKeys.arn,
      commandTopicArn: this.commandTopic.arn,
      streamName: this.stream.name,
      cardTableName: this.table.name,
      occupancyTableName: this.occupancy.name,
    });
  }
}

export type FunctionRole = "entry" | "outbox" | "projector" | "announcer" | "occupancy" | "commands";
export type QueueRole = "impossible" | "projector" | "announcer" | "outbox" | "occupancy" | "commands";

function archive(context: Context, { stream, key }: Pick<CardIngestStream, "stream" | "key">): EventArchive {
  const { subject, opts, alarmTopicArns, deletionProtection, logRetentionDays, transform } = context;
  return new EventArchive(
    `${subject.name}-archive`,
    {
      ...context.archive,
      ...{ stream, key, alarmTopicArns, deletionProtection, logRetentionDays },
      tags: context.tags,
      ...(transform.archive !== undefined && { transform: transform.archive }),
    },
    opts,
  );
}
