import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTasksCommand, ECSClient, RunTaskCommand, type Task } from "@aws-sdk/client-ecs";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { Client } from "pg";
import { jobTargetOf, runNow } from "../../cli/job/runNow";
import { accessOf } from "../../cli/localAccess";
import { take } from "../../cli/tours/intervalProcessing";
import { systemClock } from "../../local/base/clock";
import { leakingLines, logLines } from "../support/logLines";
import { familyOf } from "../support/processes";
import { rejection } from "../support/rejection";
import { tourLines } from "../support/tourLines";
import { until } from "../support/until";
import { type RunningProgram, runWith } from "./intervalProcessingUnderTest";

const DUE = "2026-03-29T03:00:00Z";

describe("the system interval-processing, run on this machine", function () {
  this.timeout(240_000);

  let program: RunningProgram;
  let ecs: ECSClient;
  let s3: S3Client;
  let database: Client;

  before(async () => {
    program = await runWith({ leaseSeconds: 5 });
    const { endpoint, region, credentials } = accessOf(program.cloud.services);
    ecs = new ECSClient({ endpoint, region, credentials });
    s3 = new S3Client({ endpoint, region, credentials });
    database = await connect();
  });
  after(async () => {
    await database?.end();
    ecs?.destroy();
    s3?.destroy();
    await program?.stop();
  });

  async function connect(): Promise<Client> {
    const { databaseEndpoint, databaseName, databaseSecretArn } = program.outputs;
    const [host, port] = databaseEndpoint.split(":");
    const { username, password } = JSON.parse(program.cloud.services.secretsManager.value(databaseSecretArn));
    const ca = readFileSync(program.cloud.services.rds.caFile ?? "", "utf8");
    const place = { host, port: Number(port), database: databaseName, user: username, password };
    const client = new Client({ ...place, ssl: { ca } });
    // The server may end before a test that failed has closed it.
    client.on("error", () => undefined);
    await client.connect();
    return client;
  }

  /** Runs a job as its schedule does. */
  async function deliver(job: string, scheduledTime: string, more: Record<string, string> = {}): Promise<string> {
    const { outputs } = program;
    const variables = { JOB_SCHEDULED_TIME: scheduledTime, ...more };
    const environment = Object.entries(variables).map(([name, value]) => ({ name, value }));
    const { tasks = [] } = await ecs.send(
      new RunTaskCommand({
        cluster: outputs.clusterName,
        taskDefinition: outputs.jobs[job]?.taskDefinitionArn,
        networkConfiguration: {
          awsvpcConfiguration: { subnets: outputs.subnetIds, securityGroups: [outputs.securityGroupId] },
        },
        overrides: { containerOverrides: [{ name: "job", environment }] },
      }),
    );
    return tasks[0]?.taskArn ?? "";
  }

  async function described(taskArn: string): Promise<Task | undefined> {
    const { tasks } = await ecs.send(
      new DescribeTasksCommand({ cluster: program.outputs.clusterName, tasks: [taskArn] }),
    );
    return tasks?.[0];
  }

  async function exitCode(taskArn: string): Promise<number | undefined> {
    const { containers } = await until(
      () => described(taskArn),
      (task) => task?.lastStatus === "STOPPED",
    );
    return containers?.[0]?.exitCode;
  }

  const sum = async () => Number((await database.query("SELECT sum(quantity) FROM records")).rows[0].sum);

  it("does the work of a run once, although it is delivered three times, two of them at once", async () => {
    const tasks = await Promise.all([deliver("HourlyDataChange", DUE), deliver("HourlyDataChange", DUE)]);
    const codes = await Promise.all(tasks.map(exitCode));
    codes.push(await exitCode(await deliver("HourlyDataChange", DUE)));

    expect(codes).to.deep.equal([0, 0, 0]);
    expect(await sum()).to.equal(40);
  });

  it("has done nothing of a run that was killed in its middle, and does it all when it is delivered again", async () => {
    const before = await sum();
    const due = "2026-03-29T04:00:00Z";
    const blocker = await connect();
    await blocker.query("BEGIN");
    // All records, so that the job has entered its run, and waits for the first of its records.
    await blocker.query("SELECT id FROM records FOR UPDATE");
    const started = familyOf(process.pid);
    const killed = await deliver("HourlyDataChange", due);
    await waiting(database);

    const job = familyOf(process.pid).filter((pid) => !started.includes(pid) && isJob(pid));
    for (const pid of job) process.kill(pid, "SIGKILL");
    expect(await exitCode(killed)).to.equal(137);
    await blocker.query("COMMIT");
    await blocker.end();

    expect(await sum()).to.equal(before);
    expect(await exitCode(await deliver("HourlyDataChange", due))).to.equal(0);
    expect(await sum()).to.equal(before + 40);
  });

  it("writes what the database holds to a file in the bucket, and points to it", async () => {
    expect(await exitCode(await deliver("FileGeneration", DUE))).to.equal(0);

    const read = async (Key: string) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: program.outputs.bucketName, Key }));
      return (await Body?.transformToString()) ?? "";
    };
    const latest = JSON.parse(await read("GeneratedFiles/latest.json"));
    const lines = (await read(latest.key)).split("\n");
    const { rows } = await database.query("SELECT id, name, quantity FROM records ORDER BY id");
    expect(latest).to.include({ records: 960, runId: `FileGeneration/${DUE}` });
    expect(lines.slice(1, -1).map((line) => line.split(",").slice(0, 3).join())).to.deep.equal(
      rows.map(({ id, name, quantity }) => `${id},${name},${quantity}`),
    );
  });

  it("runs a job by hand, prints its log, and tells its exit code", async () => {
    const before = await sum();
    const { endpoint, region, credentials } = accessOf(program.cloud.services);
    const logs = new CloudWatchLogsClient({ endpoint, region, credentials });
    const printed: string[] = [];
    const target = jobTargetOf("interval-processing", program.outputs);
    const deps = { ecs, logs, print: (line: string) => void printed.push(line), pause: aWhile };

    const code = await runNow(target, "QuarterHourlyDataChange", deps);
    logs.destroy();

    expect(code).to.equal(0);
    expect(await sum()).to.equal(before + 10);
    const messages = printed.slice(1, -1).map((line) => JSON.parse(line).message);
    expect(messages).to.deep.equal(["the job begins", "records are changed", "the job ends"]);
    expect(printed.at(-1)).to.equal("ended with exit code 0: Essential container in task exited");
    expect((await rejection(runNow(target, "Weekly", deps))).message).to.contain("there is no job Weekly (only File");
  });

  it("is shown by its tour, log lines short", async () => {
    const lines = await tourLines(take, program.cloud, "intervalProcessing");

    expect(lines).to.include.members([
      "   the job begins  job=QuarterHourlyDataChange  run=by hand",
      "   ended with exit code 0: Essential container in task exited",
    ]);
  });

  it("shows no secret in its logs", () => {
    expect(logLines(program.cloud).length).to.be.greaterThan(10);
    expect(leakingLines(program.cloud, [])).to.deep.equal([]);
  });

  it("says which jobs there are when it is asked for another one, and fails", async () => {
    const task = await deliver("HourlyDataChange", DUE, { processToRun: "WeeklyDataChange" });

    expect(await exitCode(task)).to.equal(64);
    expect(program.lines.join("\n")).to.contain(
      "processToRun must be one of FileGeneration, NightlyDataChange, HourlyDataChange, HalfHourlyDataChange, " +
        'QuarterHourlyDataChange, but it is "WeeklyDataChange"',
    );
  });
});

/** Resolves when a job waits for a record. */
async function waiting(database: Client): Promise<void> {
  const query = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'interval-jobs' AND wait_event_type = 'Lock'";
  await until(async () => (await database.query(query)).rowCount);
}

/** Passes between two looks: looking without a pause takes the processor from the job that is waited for. */
function aWhile(): Promise<void> {
  return new Promise((resolve) => systemClock.after(50, resolve));
}

function isJob(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.includes("main.js");
}
