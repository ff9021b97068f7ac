import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Areas } from "../functions/access-cards/areas";
import { OCCUPANCY_TABLE_KEY } from "../functions/access-cards/occupancy";
import { alarms } from "./cardIngestStream/alarms";
import type { CardIngestStreamArgs } from "./cardIngestStream/args";
import {
  announcer,
  type CardFunctions,
  commands,
  entry,
  occupancyCounter,
  outbox,
  projector,
} from "./cardIngestStream/functions";
import { gateApi } from "./cardIngestStream/gateApi";
import { ARCHIVE_SUFFIX, settingsOf } from "./cardIngestStream/settings";
import { eventSources } from "./cardIngestStream/sources";
import { cardTable, eventStream, systemKey } from "./cardIngestStream/storage";
import { type Announcements, announcements, commandIntake } from "./cardIngestStream/topics";
import { EventArchive } from "./eventArchive";
import { table } from "./parts/data/table";
import { failureQueue } from "./parts/queues/failureQueue";

export type { EntryDecide, EntryQuestion } from "../functions/access-cards/entryDecision";
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
  /** Counts who is inside which area, and what went through which gate: `functions/access-cards/occupancy.ts`. */
  readonly occupancy: aws.dynamodb.Table;
  readonly stream: aws.kinesis.Stream;
  readonly restApi: aws.apigateway.RestApi;
  readonly stage: aws.apigateway.Stage;
  readonly accessLog: aws.cloudwatch.LogGroup;
  /** The API's own domain, where it has one; a DNS record has to lead to its `regionalDomainName` and `regionalZoneId`. */
  readonly gateDomain: aws.apigateway.DomainName | undefined;
  /** Base URL of the API, without a slash at its end. */
  readonly gateApiEndpoint: pulumi.Output<string>;
  /** The devices' API keys, as JSON by device. */
  readonly deviceKeys: aws.secretsmanager.Secret;
  readonly commandTopic: aws.sns.Topic;
  /** Topics that other systems can subscribe to. */
  readonly topics: Announcements;
  readonly archive: EventArchive;
  readonly functions: CardFunctions;
  /** Hold what a function had to give up; `impossible` holds events that cannot have happened. */
  readonly queues: Readonly<Record<QueueRole, aws.sqs.Queue>>;
  readonly eventSources: readonly aws.lambda.EventSourceMapping[];
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: CardIngestStreamArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:CardIngestStream", name, {}, opts);
    const child = { parent: this };
    const { alarmTopicArns, deletionProtection, logRetentionDays, tags, transform } = settings;

    this.areas = settings.rules.areas;
    this.key = args.key ?? systemKey(`${name}-key`, settings, child);
    const keyed = { ...settings, key: this.key };
    this.table = cardTable(`${name}-cards`, keyed, child);
    this.occupancy = table(
      `${name}-occupancy`,
      {
        hashKey: OCCUPANCY_TABLE_KEY,
        keyArn: settings.keyArn ?? this.key.arn,
        deletionProtection,
        tags,
        transform: transform.occupancyTable,
      },
      child,
    );
    this.stream = eventStream(`${name}-events`, keyed, child);
    this.topics = announcements(name, keyed, child);
    const intake = commandIntake(`${name}-commands`, keyed, child);
    this.commandTopic = intake.topic;
    this.archive = new EventArchive(
      `${name}${ARCHIVE_SUFFIX}`,
      {
        ...settings.archive,
        stream: this.stream,
        key: this.key,
        alarmTopicArns,
        deletionProtection,
        logRetentionDays,
        tags,
        ...(transform.archive !== undefined && { transform: transform.archive }),
      },
      child,
    );
    const failures = (role: string) => failureQueue(`${name}-${role}`, { keyArn: this.key.arn, tags }, child);
    this.queues = {
      impossible: failures("impossible"),
      projector: failures("projector-failures"),
      announcer: failures("announcer-failures"),
      outbox: failures("outbox-failures"),
      occupancy: failures("occupancy-failures"),
      commands: intake.deadLetterQueue,
    };

    const stored = { ...keyed, table: this.table, stream: this.stream };
    this.functions = {
      entry: entry(`${name}-entry`, stored, child),
      outbox: outbox(
        `${name}-outbox`,
        {
          ...stored,
          delivery: this.archive.directDelivery,
          cardRegistered: this.topics.cardRegistered,
          failures: this.queues.outbox,
        },
        child,
      ),
      projector: projector(
        `${name}-projector`,
        { ...stored, impossible: this.queues.impossible, failures: this.queues.projector },
        child,
      ),
      announcer: announcer(
        `${name}-announcer`,
        { ...stored, topics: this.topics, failures: this.queues.announcer },
        child,
      ),
      occupancy: occupancyCounter(
        `${name}-occupancy`,
        {
          ...stored,
          occupancy: this.occupancy,
          ledger: this.archive.ledger,
          failures: this.queues.occupancy,
        },
        child,
      ),
      commands: commands(`${name}-commands`, { ...stored, queue: intake.queue }, child),
    };
    this.eventSources = eventSources(
      name,
      { ...stored, functions: this.functions, failures: this.queues, commandQueue: intake.queue },
      child,
    );

    // Firehose begins at the latest position of a stream (Amazon Data Firehose Developer Guide, of Kinesis Data Streams as a source): what
    // was written before would never be archived.
    const gates = gateApi(
      `${name}-gates`,
      { ...stored, entry: this.functions.entry, readers: [this.archive.delivery] },
      child,
    );
    this.restApi = gates.restApi;
    this.stage = gates.stage;
    this.accessLog = gates.accessLog;
    this.gateDomain = gates.domain;
    this.gateApiEndpoint = gates.endpoint;
    this.deviceKeys = gates.keys.secret;
    this.alarms = alarms(
      name,
      {
        ...settings,
        gates,
        functions: this.functions,
        failures: this.queues,
        tables: { cards: this.table, counts: this.occupancy },
        stream: this.stream,
        topics: { ...this.topics, commands: this.commandTopic },
      },
      child,
    );

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

export type QueueRole = "impossible" | "projector" | "announcer" | "outbox" | "occupancy" | "commands";
