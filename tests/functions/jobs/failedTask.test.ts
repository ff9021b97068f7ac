import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { ECSClient, RunTaskCommand, RunTaskCommandOutput } from "@aws-sdk/client-ecs";
import type { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { createFailedTaskHandler } from "../../../functions/jobs/failedTask";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { silenceTelemetry } from "../support/telemetry";

const RUN = "2026-03-01T12:00:00Z";
const TASK = "arn:aws:ecs:us-east-1:000000000000:task/jobs/1";

interface Changes {
  task?: string;
  family?: string;
  exitCode?: number | undefined;
  stopCode?: string;
  scheduledTime?: string | undefined;
}

function stopped(changes: Changes = {}) {
  const {
    task = TASK,
    family = "jobs-hourly",
    exitCode,
    stopCode = "EssentialContainerExited",
    scheduledTime,
  } = { exitCode: 1, scheduledTime: RUN, ...changes };
  return {
    detail: {
      ...{ clusterArn: "arn:cluster", taskArn: task, lastStatus: "STOPPED", stopCode },
      taskDefinitionArn: `arn:aws:ecs:us-east-1:000000000000:task-definition/${family}:3`,
      containers: [{ name: "job", ...(exitCode !== undefined && { exitCode }) }],
      overrides: {
        containerOverrides: [
          {
            name: "job",
            ...(scheduledTime !== undefined && {
              environment: [{ name: "JOB_SCHEDULED_TIME", value: scheduledTime }],
            }),
          },
        ],
      },
    },
  };
}

describe("the handler of failed tasks", () => {
  let engine: DynamoEngine;
  let tables = 0;
  let calls: RunTaskCommand[] = [];
  let sent: SendMessageCommand[] = [];
  /** Answers of `RunTask`, one after the other, before it starts a task each. */
  let answers: (Partial<RunTaskCommandOutput> | Error)[] = [];
  const ecs = {
    async send(command: RunTaskCommand) {
      calls.push(command);
      const answer = answers.shift() ?? { tasks: [{}], failures: [] };
      if (answer instanceof Error) throw answer;
      return answer;
    },
  } as unknown as ECSClient;
  const sqs = { send: async (command: SendMessageCommand) => void sent.push(command) } as unknown as SQSClient;
  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
  });
  after(() => engine.stop());
  beforeEach(() => {
    calls = [];
    sent = [];
    answers = [];
  });

  async function setUp({ now = "2026-03-01T12:10:00Z" } = {}) {
    tables += 1;
    const runTable = `runs-${tables}`;
    await engine.createTable(runTable, "id");
    const handle = createFailedTaskHandler({
      ...{ dynamo: engine.client, ecs, sqs, runTable },
      deadLetterQueueUrl: "https://dead",
      jobs: {
        "jobs-hourly": {
          job: "hourly",
          taskDefinition: "arn:definition:4",
          retries: 2,
          maxAgeSeconds: 2_700,
          spot: true,
        },
      },
      ...{ subnets: ["subnet-1"], securityGroup: "sg-1", now: () => Date.parse(now) },
    });
    return { handle, runTable };
  }
  const retries = () => calls.map(({ input }) => input);
  const letters = () => sent.map(({ input }) => JSON.parse(input.MessageBody ?? ""));

  it("tries a run again as it was, from the job's newest definition", async () => {
    const { handle } = await setUp();

    expect(await handle(stopped())).to.equal("tried again");

    const [{ clientToken, ...retry } = { clientToken: undefined }, ...more] = retries();
    expect(clientToken).to.match(/^[0-9a-f]{32}$/);
    expect(more).to.deep.equal([]);
    expect(retry).to.deep.equal({
      ...{ cluster: "arn:cluster", taskDefinition: "arn:definition:4", count: 1 },
      capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
      networkConfiguration: {
        awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: "DISABLED" },
      },
      overrides: {
        containerOverrides: [{ name: "job", environment: [{ name: "JOB_SCHEDULED_TIME", value: RUN }] }],
      },
      ...{ propagateTags: "TASK_DEFINITION", enableECSManagedTags: true },
    });
  });

  it("gives a run up after its retries, and says why", async () => {
    const { handle } = await setUp();

    const outcomes = [];
    for (const task of ["1", "2", "3"]) outcomes.push(await handle(stopped({ task, exitCode: 137 })));

    expect(outcomes).to.deep.equal(["tried again", "tried again", "given up"]);
    expect(retries()).to.have.length(2);
    expect(letters()).to.deep.equal([
      {
        ...{ job: "hourly", run: RUN, failures: 3, task: "3" },
        reason: "exit code 137: it was killed, for want of memory or otherwise: EssentialContainerExited",
      },
    ]);
  });

  it("counts an event that comes twice once", async () => {
    const { handle } = await setUp();

    await handle(stopped({ task: "1" }));
    await handle(stopped({ task: "1" }));
    await handle(stopped({ task: "1" }));

    expect(letters()).to.deep.equal([]);
    expect(new Set(retries().map(({ clientToken }) => clientToken))).to.have.property("size", 1);
  });

  it("gives a run up that is too old", async () => {
    const { handle } = await setUp({ now: "2026-03-01T12:45:01Z" });

    expect(await handle(stopped())).to.equal("given up");
    expect(retries()).to.deep.equal([]);
  });

  it("says of a task whose host failed that it was cut off", async () => {
    const { handle } = await setUp({ now: "2026-03-01T12:45:01Z" });

    await handle(stopped({ exitCode: undefined, stopCode: "TerminationNotice" }));

    expect(letters().map(({ reason }) => reason)).to.deep.equal(["it was cut off: TerminationNotice"]);
  });

  it("gives a run up that finds no capacity, or may not be started", async () => {
    const { handle } = await setUp();
    answers = [{ failures: [{ reason: "no capacity" }] }, new Error("denied")];

    await handle(stopped({ task: "1" }));
    await handle(stopped({ task: "2" }));

    expect(letters().map(({ reason }) => reason)).to.deep.equal([
      "its retry could not be started: no capacity",
      "its retry could not be started: denied",
    ]);
  });

  it("leaves a run alone that was done although its task failed", async () => {
    const { handle, runTable } = await setUp();
    await engine.client.send(new PutItemCommand({ TableName: runTable, Item: { id: { S: `done/hourly/${RUN}` } } }));

    expect(await handle(stopped())).to.equal("done before");
    expect([...retries(), ...letters()]).to.deep.equal([]);
  });

  it("does not try what a person has started", async () => {
    const { handle } = await setUp();

    expect(await handle(stopped({ scheduledTime: undefined }))).to.equal("not a run");
    expect([...retries(), ...letters()]).to.deep.equal([]);
  });

  it("takes a task that did not start for a failure, and one that ended well, or is no job's, for none", async () => {
    const { handle, runTable } = await setUp();

    expect(await handle(stopped({ exitCode: undefined }))).to.equal("tried again");
    expect(await handle(stopped({ exitCode: 0, task: "2" }))).to.equal("no failure");
    expect(await handle(stopped({ family: "other", task: "3" }))).to.equal("no failure");

    const { Item } = await engine.client.send(
      new GetItemCommand({ TableName: runTable, Key: { id: { S: `failed/hourly/${RUN}` } } }),
    );
    expect(Item?.tasks).to.deep.equal({ SS: [TASK] });
  });
});
