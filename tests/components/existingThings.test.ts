import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { AlarmDrivenWorkers } from "../../components/alarmDrivenWorkers";
import type { AlarmDrivenWorkersArgs } from "../../components/alarmDrivenWorkers/args";
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
const CLUSTER = "aws:ecs/cluster:Cluster";
const KEY = "aws:kms/key:Key";

/** All that was handed in, and what the key encrypts. */
const SHARED = /shared/;

describe("things that are there already", () => {
  describe("handed to AlarmDrivenWorkers", () => {
    let run: Run<unknown>;
    const program = (args: (key: aws.kms.Key) => Partial<AlarmDrivenWorkersArgs>) =>
      runProgram(() => new AlarmDrivenWorkers("jobs", { network: NETWORK, ...args(existingKey()) }));

    before(async () => {
      run = await program((key) => ({
        key,
        ...existingQueues(key),
        table: existingTable("shared-items", key, { hashKey: "id" }),
        cluster: existingCluster(),
        process: async () => {},
      }));
      expect(run.errors).to.deep.equal([]);
    });

    it("are used in place of its own", () => {
      expect(namesOf(run, QUEUE)).to.have.members(["shared-queue", "shared-dead-letters"]);
      expect(namesOf(run, TABLE)).to.have.members(["shared-items", "jobs-leaving"]);
      expect(namesOf(run, CLUSTER)).to.deep.equal(["shared-cluster"]);
      expect(namesOf(run, KEY)).to.deep.equal(["shared-key"]);
      expect(namesOf(run, "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")).to.deep.equal([]);
    });

    it("are granted to the workers exactly, with their key", () => {
      expect(allowedOn(run, "jobs-worker-task-policy", SHARED)).to.deep.equal([
        `dynamodb:GetItem on ${arnOf("dynamodb", "shared-items")}`,
        `dynamodb:PutItem on ${arnOf("dynamodb", "shared-items")}`,
        `kms:Decrypt on ${SHARED_KEY}`,
        `sqs:ChangeMessageVisibility on ${arnOf("sqs", "shared-queue")}`,
        `sqs:DeleteMessage on ${arnOf("sqs", "shared-queue")}`,
        `sqs:ReceiveMessage on ${arnOf("sqs", "shared-queue")}`,
      ]);
    });

    it("are granted to the starter as far as it counts messages and notices", () => {
      expect(allowedOn(run, "jobs-starter-policy", /:(kms|sqs|dynamodb):/)).to.deep.equal([
        `dynamodb:BatchGetItem on ${arnOf("dynamodb", "jobs-leaving")}`,
        `dynamodb:DeleteItem on ${arnOf("dynamodb", "jobs-leaving")}`,
        `dynamodb:PutItem on ${arnOf("dynamodb", "jobs-leaving")}`,
        `kms:Decrypt on ${SHARED_KEY}`,
        `sqs:GetQueueAttributes on ${arnOf("sqs", "shared-queue")}`,
      ]);
    });

    it("are watched, and the key encrypts what the component makes", () => {
      expect(inputsOf(run, "aws:cloudwatch/metricAlarm:MetricAlarm", "jobs-dead-letters").dimensions).to.deep.equal({
        QueueName: "shared-dead-letters-name",
      });
      expect(inputsOf(run, TABLE, "jobs-leaving").serverSideEncryption).to.deep.equal({
        enabled: true,
        kmsKeyArn: SHARED_KEY,
      });
      expect(inputsOf(run, "aws:sns/topic:Topic", "jobs-topic").kmsMasterKeyId).to.equal(SHARED_KEY);
    });

    it("names its task definitions in a cluster of others after stack and component as well", () => {
      expect(inputsOf(run, "aws:ecs/taskDefinition:TaskDefinition", "jobs-worker-definition").family).to.equal(
        "shared-cluster-name-sluice-test-AlarmDrivenWorkers-jobs",
      );
    });

    it("counts no tasks in a cluster of others that another stack's component of its name has started", async () => {
      const startedBy = async (stack: string, name: string) => {
        const made = await runProgram(
          () => new AlarmDrivenWorkers(name, { network: NETWORK, cluster: existingCluster() }),
          { stack },
        );
        expect(made.errors).to.deep.equal([]);
        const { environment } = inputsOf(made, "aws:lambda/function:Function", `${name}-starter`);
        return (environment as { variables: Record<string, string> }).variables.STARTED_BY;
      };

      const [ofTest, ofProduction] = [await startedBy("test", "jobs"), await startedBy("production", "jobs")];
      expect(ofTest).to.not.equal(ofProduction);
      // The most that ECS takes.
      expect(await startedBy("test", "j".repeat(36))).to.have.lengthOf(36);
    });

    it("passes in a preview that knows nothing of them", async () => {
      const preview = await runProgram(
        () => {
          const key = existingKey();
          const table = existingTable("shared-items", key, { hashKey: "id" });
          new AlarmDrivenWorkers("jobs", { network: NETWORK, key, ...existingQueues(key), table });
        },
        { preview: true },
      );

      expect(preview.errors).to.deep.equal([]);
    });

    const refusals: [string, (key: aws.kms.Key) => Partial<AlarmDrivenWorkersArgs>, string][] = [
      [
        "a table with another key",
        (key) => ({ table: existingTable("shared-items", key, { hashKey: "pk" }) }),
        'table must be a table with the partition key id, a string, and no sort key, got {"hashKey":"pk"}',
      ],
      [
        "a table whose key is a number",
        (key) => ({
          table: existingTable("shared-items", key, { hashKey: "id", attributes: attributesOf({ N: ["id"] }) }),
        }),
        'table must be a table with the partition key id, a string, and no sort key, got {"hashKey":"id","hashKeyType":"N"}',
      ],
      [
        "a table with a sort key",
        (key) => ({ table: existingTable("shared-items", key, { hashKey: "id", rangeKey: "at" }) }),
        'table must be a table with the partition key id, a string, and no sort key, got {"hashKey":"id","rangeKey":"at"}',
      ],
      [
        "a queue without its dead-letter queue",
        (key) => ({ queue: existingQueues(key).queue }),
        'queue must be given with deadLetterQueue, and deadLetterQueue with it, got "queue alone"',
      ],
      [
        "a FIFO queue",
        (key) => existingQueues(key, { fifoQueue: true }),
        'queue must be a standard queue, got "a FIFO queue"',
      ],
      [
        "a queue whose messages go to another dead-letter queue",
        (key) => existingQueues(key, { redrivePolicy: JSON.stringify({ deadLetterTargetArn: "arn:other" }) }),
        `deadLetterQueue must be the one that the redrivePolicy of queue names as its deadLetterTargetArn, got "${arnOf("sqs", "shared-dead-letters")}, where it names arn:other"`,
      ],
      [
        "an argument of queues of its own",
        (key) => ({ ...existingQueues(key), maxReceiveCount: 3 }),
        "maxReceiveCount must be absent with queue, got 3",
      ],
      [
        "a transform of a queue of its own",
        (key) => ({ ...existingQueues(key), transform: { queue: { delaySeconds: 5 } } }),
        'transform.queue must be absent with queue, got {"delaySeconds":5}',
      ],
      [
        "a transform of a table of its own",
        (key) => ({
          table: existingTable("shared-items", key, { hashKey: "id" }),
          transform: { table: { billingMode: "PROVISIONED" } },
        }),
        'transform.table must be absent with table, got {"billingMode":"PROVISIONED"}',
      ],
      [
        "a cluster that does not count its tasks",
        () => ({ cluster: new aws.ecs.Cluster("shared-cluster", {}) }),
        "cluster must be a cluster with the setting containerInsights enabled, or enhanced: alarms and scaling count its tasks, got []",
      ],
      [
        "a key that keeps alarms out of the topic",
        () => ({ key: new aws.kms.Key("other-key", { policy: "{}" }) }),
        'key must be a key whose policy lets cloudwatch.amazonaws.com use it, as that of AlarmTopic\'s does, got "another"',
      ],
    ];
    for (const [what, args, message] of refusals) {
      it(`refuses ${what}`, async () => {
        const { errors } = await runProgram(
          () => new AlarmDrivenWorkers("jobs", { network: NETWORK, ...args(existingKey()) }),
          { untilFailure: true },
        );

        expect(errors).to.have.lengthOf(1);
        expect(errors[0]).to.include(`AlarmDrivenWorkers "jobs": ${message}`);
      });
    }

    it("grants the key that a queue names by its id", async () => {
      const named = await program((key) => existingQueues(key, { kmsMasterKeyId: "1234abcd" }));

      expect(allowedOn(named, "jobs-worker-task-policy", /:kms:/)).to.deep.equal([
        "kms:Decrypt on arn:aws:kms:us-east-1:111122223333:key/1234abcd",
      ]);
    });

    it("grants the key that a queue names by an alias of its own region", async () => {
      const call = (token: string, _: unknown, provider: string) =>
        token === "aws:kms/getAlias:getAlias" ? { targetKeyArn: `key of ${provider.split("::")[3]}` } : {};
      const named = await runProgram(
        () => {
          const provider = new aws.Provider("ireland", { region: "eu-west-1" });
          const deadLetterQueue = new aws.sqs.Queue("shared-dead-letters", {}, { provider });
          const redrivePolicy = pulumi.jsonStringify({ deadLetterTargetArn: deadLetterQueue.arn, maxReceiveCount: 3 });
          const queue = new aws.sqs.Queue(
            "shared-queue",
            { kmsMasterKeyId: "alias/platform", redrivePolicy },
            { provider },
          );
          new AlarmDrivenWorkers("jobs", { network: NETWORK, queue, deadLetterQueue }, { provider });
        },
        { call },
      );

      expect(named.errors).to.deep.equal([]);
      expect(allowedOn(named, "jobs-worker-task-policy", /^key of/)).to.deep.equal(["kms:Decrypt on key of ireland"]);
    });

    it("grants no key where AWS's own encrypts", async () => {
      const named = await program((key) => existingQueues(key, { kmsMasterKeyId: "alias/aws/sqs" }));

      expect(named.errors).to.deep.equal([]);
      expect(allowedOn(named, "jobs-worker-task-policy", /:kms:/)).to.deep.equal([]);
    });
  });
});
