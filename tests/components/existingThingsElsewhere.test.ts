import type * as aws from "@pulumi/aws";
import { expect } from "chai";
import { CardIngestStream } from "../../components/cardIngestStream";
import { DebounceTracker } from "../../components/debounceTracker";
import { EventAggregator } from "../../components/eventAggregator";
import { ScheduledFargateJobs } from "../../components/scheduledFargateJobs";
import { ValidatedIngest } from "../../components/validatedIngest";
import { WebhookQueue } from "../../components/webhookQueue";
import { PENDING_INDEX } from "../../functions/ingestion/entry";
import { inputsOf, type Run, runProgram } from "../support/program";
import {
  allowedOn,
  arnOf,
  attributesOf,
  existingCluster,
  existingKey,
  existingQueues,
  existingTable,
  NETWORK,
  namesOf,
  SHARED_KEY,
} from "./existingUnderTest";

const QUEUE = "aws:sqs/queue:Queue";
const TABLE = "aws:dynamodb/table:Table";

const QUEUE_ARN = arnOf("sqs", "shared-queue");
const DEAD_LETTERS_ARN = arnOf("sqs", "shared-dead-letters");
const DECRYPTS = `kms:Decrypt on ${SHARED_KEY}`;
const MAKES_DATA_KEYS = `kms:GenerateDataKey on ${SHARED_KEY}`;
const RECEIVES = ["ChangeMessageVisibility", "DeleteMessage", "ReceiveMessage"].map(
  (action) => `sqs:${action} on ${QUEUE_ARN}`,
);
const SENDS = [DECRYPTS, MAKES_DATA_KEYS];
const TASKS = "arn:aws:ecs:us-east-1:111122223333:task/shared-cluster-name/*";
const TAGS_TASKS = `ecs:TagResource on ${TASKS}`;
const PROTECTS_TASKS = [`ecs:GetTaskProtection on ${TASKS}`, `ecs:UpdateTaskProtection on ${TASKS}`];

interface Handed {
  component: string;
  make(key: aws.kms.Key): void;
  /** Queues and tables that are there in the end: those that were handed in, and those that nothing was given for. */
  queues: readonly string[];
  tables: readonly string[];
  /** All that each policy allows on what was handed in. */
  allowed: Readonly<Record<string, readonly string[]>>;
}

const TRACKING_ATTRIBUTES = attributesOf({ S: ["entityId"], N: ["shard", "dueAt"] });

const shared = { network: NETWORK, acceptsOtherSources: true, externalApiUrl: "https://api.example.com" };

const HANDED: readonly Handed[] = [
  {
    component: "EventAggregator",
    make: (key) => {
      const stream = { streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" };
      new EventAggregator("sums", {
        eventTable: existingTable("shared-events", key, { hashKey: "eventId", ...stream }),
        summaryTable: existingTable("shared-summaries", key, { hashKey: "SummaryID" }),
        failureQueue: existingQueues(key).deadLetterQueue,
      });
    },
    queues: ["shared-queue", "shared-dead-letters"],
    tables: ["shared-events", "shared-summaries"],
    allowed: {
      "sums-producer-policy": [`dynamodb:PutItem on ${arnOf("dynamodb", "shared-events")}`, DECRYPTS],
      "sums-aggregator-policy": [
        ...["DescribeStream", "GetRecords", "GetShardIterator"].map(
          (action) => `dynamodb:${action} on ${arnOf("dynamodb", "shared-events")}/stream/2026-01-01T00:00:00.000`,
        ),
        `dynamodb:UpdateItem on ${arnOf("dynamodb", "shared-summaries")}`,
        ...SENDS,
        `sqs:SendMessage on ${DEAD_LETTERS_ARN}`,
      ],
      "sums-summary-reader-policy": [
        `dynamodb:GetItem on ${arnOf("dynamodb", "shared-summaries")}`,
        `dynamodb:Scan on ${arnOf("dynamodb", "shared-summaries")}`,
        DECRYPTS,
      ],
    },
  },
  {
    component: "WebhookQueue",
    make: (key) => {
      new WebhookQueue("hooks", { ...shared, ...existingQueues(key), key, cluster: existingCluster() });
    },
    queues: ["hooks-quarantine", "shared-queue", "shared-dead-letters"],
    tables: [],
    allowed: {
      "hooks-api-sender-policy": [...SENDS, `sqs:SendMessage on ${QUEUE_ARN}`],
      "hooks-worker-task-policy": [
        ...PROTECTS_TASKS,
        ...SENDS,
        ...[...RECEIVES, `sqs:GetQueueAttributes on ${QUEUE_ARN}`].sort(),
      ],
      "hooks-worker-exec-policy": [],
    },
  },
  {
    component: "DebounceTracker",
    make: (key) => {
      const index = { name: "due", hashKey: "shard", rangeKey: "dueAt", projectionType: "ALL" };
      new DebounceTracker("orders", {
        ...shared,
        ...existingQueues(key),
        cluster: existingCluster(),
        trackingTable: existingTable("shared-tracking", key, {
          hashKey: "entityId",
          attributes: TRACKING_ATTRIBUTES,
          globalSecondaryIndexes: [index],
        }),
      });
    },
    queues: ["orders-quarantine", "shared-queue", "shared-dead-letters"],
    tables: ["shared-tracking"],
    allowed: {
      "orders-api-sender-policy": [...SENDS, `sqs:SendMessage on ${QUEUE_ARN}`],
      "orders-handler-task-policy": [
        ...["GetItem", "PutItem", "UpdateItem"].map((action) => `dynamodb:${action} on ${tracking()}`),
        DECRYPTS,
        ...RECEIVES,
      ],
      "orders-processor-task-policy": [
        ...["DeleteItem", "GetItem", "PutItem"].map((action) => `dynamodb:${action} on ${tracking()}`),
        `dynamodb:Query on ${tracking()}/index/due`,
        ...PROTECTS_TASKS,
        DECRYPTS,
      ],
    },
  },
  {
    component: "ScheduledFargateJobs",
    make: (key) => {
      new ScheduledFargateJobs("reports", {
        network: NETWORK,
        cluster: existingCluster(),
        runTable: existingTable("shared-runs", key, { hashKey: "id" }),
        deadLetterQueue: existingQueues(key).deadLetterQueue,
        jobs: { nightly: { schedule: "cron(0 4 * * ? *)", run: async () => {} } },
      });
    },
    queues: ["shared-queue", "shared-dead-letters"],
    tables: ["shared-runs"],
    allowed: {
      "reports-nightly-task-policy": [
        ...["GetItem", "PutItem", "UpdateItem"].map(
          (action) => `dynamodb:${action} on ${arnOf("dynamodb", "shared-runs")}`,
        ),
        DECRYPTS,
      ],
      "reports-nightly-run-policy": [TAGS_TASKS, ...SENDS, `sqs:SendMessage on ${DEAD_LETTERS_ARN}`],
      "reports-failure-policy": [
        ...["GetItem", "UpdateItem"].map((action) => `dynamodb:${action} on ${arnOf("dynamodb", "shared-runs")}`),
        TAGS_TASKS,
        ...SENDS,
        `sqs:SendMessage on ${DEAD_LETTERS_ARN}`,
      ],
    },
  },
  {
    component: "ValidatedIngest",
    make: (key) => {
      const index = { name: PENDING_INDEX, hashKey: "pending", rangeKey: "created_at", projectionType: "ALL" };
      new ValidatedIngest("signups", {
        table: existingTable("shared-entries", key, {
          hashKey: "id",
          attributes: attributesOf({ S: ["id", "pending", "created_at"] }),
          globalSecondaryIndexes: [index],
        }),
      });
    },
    queues: ["signups-questions", "signups-questions-dead-letters"],
    tables: ["shared-entries"],
    allowed: {
      "signups-intake-policy": [
        ...["GetItem", "PutItem"].map((action) => `dynamodb:${action} on ${arnOf("dynamodb", "shared-entries")}`),
        DECRYPTS,
      ],
      "signups-door-policy": [
        `dynamodb:Query on ${arnOf("dynamodb", "shared-entries")}/index/${PENDING_INDEX}`,
        `dynamodb:Scan on ${arnOf("dynamodb", "shared-entries")}`,
        DECRYPTS,
      ],
      "signups-asker-policy": [`dynamodb:UpdateItem on ${arnOf("dynamodb", "shared-entries")}`, DECRYPTS],
      "signups-decider-policy": [
        ...["GetItem", "UpdateItem"].map((action) => `dynamodb:${action} on ${arnOf("dynamodb", "shared-entries")}`),
        DECRYPTS,
      ],
      "signups-settler-policy": [
        ...["GetItem", "UpdateItem"].map((action) => `dynamodb:${action} on ${arnOf("dynamodb", "shared-entries")}`),
        DECRYPTS,
      ],
      "signups-validator-policy": [],
      "signups-digest-policy": [],
    },
  },
];

function tracking(): string {
  return arnOf("dynamodb", "shared-tracking");
}

describe("things that are there already, handed to other components", () => {
  for (const { component, make, queues, tables, allowed } of HANDED) {
    describe(component, () => {
      let run: Run<unknown>;
      before(async () => {
        run = await runProgram(() => make(existingKey()));
        expect(run.errors).to.deep.equal([]);
      });

      it("has no queue, table or cluster of its own beside them", () => {
        expect(
          namesOf(run, QUEUE).filter((name) => queues.includes(name) || !name.startsWith("shared")),
        ).to.have.members([...queues]);
        expect(namesOf(run, TABLE)).to.have.members([...tables]);
        expect(namesOf(run, "aws:ecs/cluster:Cluster").every((name) => name === "shared-cluster")).to.equal(true);
      });

      for (const [policy, lines] of Object.entries(allowed)) {
        it(`lets ${policy} do with them exactly what it needs`, () => {
          expect(allowedOn(run, policy, /shared/)).to.deep.equal(lines);
        });
      }
    });
  }

  it("refuses a table without the stream that the aggregator reads", async () => {
    const { errors } = await runProgram(
      () => new EventAggregator("sums", { eventTable: existingTable("events", existingKey(), { hashKey: "eventId" }) }),
      { untilFailure: true },
    );

    expect(errors[0]).to.include(
      "eventTable must be a table with the partition key eventId, a string, and no sort key, and a stream of NEW_IMAGE or NEW_AND_OLD_IMAGES",
    );
  });

  it("refuses a table without the index that the processors query", async () => {
    const { errors } = await runProgram(
      () => {
        const trackingTable = existingTable("tracking", existingKey(), { hashKey: "entityId" });
        new DebounceTracker("orders", { ...shared, trackingTable });
      },
      { untilFailure: true },
    );

    expect(errors[0]).to.include(
      "and the index due(shard: N, dueAt: N) with overdueSince, lastSentAt, firstChangeAt, got",
    );
  });

  const wrongIndexes = [
    {
      what: "keys of another type",
      attributes: attributesOf({ S: ["entityId", "dueAt"], N: ["shard"] }),
      index: { projectionType: "ALL" },
      found: "due(shard: N, dueAt: S) with overdueSince, lastSentAt, firstChangeAt",
    },
    {
      what: "its keys alone",
      attributes: TRACKING_ATTRIBUTES,
      index: { projectionType: "KEYS_ONLY" },
      found: "due(shard: N, dueAt: N) with its keys alone",
    },
    {
      what: "too few attributes",
      attributes: TRACKING_ATTRIBUTES,
      index: { projectionType: "INCLUDE", nonKeyAttributes: ["lastSentAt"] },
      found: "due(shard: N, dueAt: N) with lastSentAt",
    },
  ];
  for (const { what, attributes, index, found } of wrongIndexes) {
    it(`refuses a table whose index has ${what}, which the processors would not find their work by`, async () => {
      const { errors } = await runProgram(
        () => {
          const globalSecondaryIndexes = [{ name: "due", hashKey: "shard", rangeKey: "dueAt", ...index }];
          const args = { hashKey: "entityId", attributes, globalSecondaryIndexes };
          new DebounceTracker("orders", { ...shared, trackingTable: existingTable("tracking", existingKey(), args) });
        },
        { untilFailure: true },
      );

      expect(errors[0]).to.include(`got {"hashKey":"entityId","index":"${found}"}`);
    });
  }

  it("encrypts the secrets of a WebhookQueue, which its workers' roles may then read and write", async () => {
    const run = await runProgram(() => new WebhookQueue("hooks", { ...shared, key: existingKey() }));

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, "aws:secretsmanager/secret:Secret", "hooks-worker-database-role").kmsKeyId).to.equal(
      SHARED_KEY,
    );
    expect(allowedOn(run, "hooks-worker-task-policy", /shared/)).to.deep.equal(SENDS);
  });

  it("encrypts all of a CardIngestStream, whose services its policy must let in", async () => {
    const areas = { hq: { gates: ["north"] } };
    const { errors } = await runProgram(
      () => new CardIngestStream("cards", { areas, devices: ["lobby"], key: existingKey() }),
      { untilFailure: true },
    );

    expect(errors[0]).to.include(
      "key must be a key whose policy lets cloudwatch.amazonaws.com and sns.amazonaws.com and s3.amazonaws.com and cloudfront.amazonaws.com use it",
    );
  });
});
