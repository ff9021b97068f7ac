import { DescribeTasksCommand, ECSClient, RunTaskCommand } from "@aws-sdk/client-ecs";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { z } from "zod";
import { jobTargetOf } from "../job/runNow";
import { databasePool, rowsOf } from "../load/database";
import { PATIENT_CLIENT, Patience, patiently } from "../load/patience";
import { pause } from "../load/poll";
import { tableOf } from "../load/report";
import type { LocalAccess } from "../localAccess";
import type { Account, Surroundings } from "./account";

const JOB = "HourlyDataChange";
const HOUR_MS = 3_600_000;
/** Before all runs: they are due in the past, where no schedule of today comes between. */
const FIRST_DUE = Date.UTC(2020, 0, 1);
const BEFORE_SCHEDULES = Date.UTC(2026, 0, 1);
const LOOK_MS = 500;
/** A schedule gives up, too; what it gives up on is for people. */
const DELIVERIES = 20;

const databaseSchema = z.object({
  databaseEndpoint: z.string(),
  databaseName: z.string(),
  databaseSecretArn: z.string(),
});

/**
 * Delivers runs of a job as its schedule does, each until a task ends well, and holds the ledger of runs and the records against them:
 * every run is in the ledger once, and has changed its records once.
 */
export async function loadJobRuns(
  outputs: object,
  access: LocalAccess,
  seconds: number,
  { clock, terminal }: Surroundings,
): Promise<Account> {
  const target = jobTargetOf("interval-processing", outputs);
  const ecs = new ECSClient({ ...PATIENT_CLIENT, ...access });
  const secrets = new SecretsManagerClient({ ...PATIENT_CLIENT, ...access });
  const pool = await databasePool(databaseSchema.parse(outputs), secrets, access, undefined);
  const patience = new Patience(clock);
  /** @returns the exit code of a run's task */
  const deliver = async (due: string): Promise<number | undefined> => {
    const environment = [{ name: "JOB_SCHEDULED_TIME", value: due }];
    const { tasks = [] } = await ecs.send(
      new RunTaskCommand({
        cluster: target.clusterName,
        taskDefinition: target.jobs[JOB]?.taskDefinitionArn,
        networkConfiguration: {
          awsvpcConfiguration: { subnets: target.subnetIds, securityGroups: [target.securityGroupId] },
        },
        overrides: { containerOverrides: [{ name: "job", environment }] },
      }),
    );
    for (;;) {
      const described = await ecs.send(
        new DescribeTasksCommand({ cluster: target.clusterName, tasks: [tasks[0]?.taskArn ?? ""] }),
      );
      const task = described.tasks?.[0];
      if (task === undefined || task.lastStatus === "STOPPED") return task?.containers?.[0]?.exitCode;
      await pause(clock, LOOK_MS);
    }
  };
  const run = async (due: string): Promise<boolean> => {
    for (let delivery = 1; delivery <= DELIVERIES; delivery++) {
      try {
        if ((await deliver(due)) === 0) {
          patience.heard();
          return true;
        }
      } catch (error) {
        patience.spend((error as Error).message);
      }
      await pause(clock, LOOK_MS);
    }
    return false;
  };

  try {
    const before = await patiently(clock, () => books(pool));
    const dues: string[] = [];
    let delivered = 0;
    // One after the other: a run of a job does not begin beside another one.
    for (const until = clock.now() + seconds * 1000; clock.now() < until; ) {
      const due = isoOf(before.last + HOUR_MS * (dues.length + 1));
      dues.push(due);
      if (await run(due)) delivered += 1;
    }
    const after = await patiently(clock, () => books(pool));
    const stored = await patiently(clock, () =>
      rowsOf(pool, "SELECT run_id FROM job_runs WHERE run_id = ANY($1)", [dues.map((due) => `${JOB}/${due}`)]),
    );
    const grown = after.sum - before.sum;
    const changed = after.changed - before.changed;
    const account = {
      sent: dues.length,
      stored: stored.length,
      lost: Math.max(0, delivered - stored.length),
      doubled: Math.abs(grown - changed),
      wrong: dues.length - delivered,
    };
    terminal.write(
      `${tableOf([
        ["runs", account.sent, `of ${JOB}, each delivered until a task ended well`],
        ["stored", account.stored, "of these in the ledger of runs"],
        ["lost", account.lost, "ended well, and not in the ledger"],
        ["doubled", account.doubled, "changes of records too many, or too few, for what the ledger says"],
        ["given up", account.wrong, "did not end well in twenty deliveries"],
      ])}\n`,
    );
    return { ...account, verdict: `${delivered} of ${dues.length} runs ended well, ${grown} changes of records` };
  } finally {
    ecs.destroy();
    secrets.destroy();
    await pool.end();
  }
}

/** The sum of all records, which each change of one raises by one; what the ledger says was changed; and when its last run was due. */
async function books(pool: Parameters<typeof rowsOf>[0]): Promise<{ sum: number; changed: number; last: number }> {
  const [row] = await rowsOf<{ sum: string; changed: string; last: Date | null }>(
    pool,
    // Sums over all jobs: their schedules may start some meanwhile.
    `SELECT (SELECT coalesce(sum(quantity), 0) FROM records) AS sum, coalesce(sum(records_changed), 0) AS changed,
            max(scheduled_at) FILTER (WHERE process = $1 AND scheduled_at < $2) AS last FROM job_runs`,
    [JOB, new Date(BEFORE_SCHEDULES)],
  );
  return { sum: Number(row?.sum ?? 0), changed: Number(row?.changed ?? 0), last: row?.last?.getTime() ?? FIRST_DUE };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
