import type { JobRun } from "../../functions/jobs/runJobs";
import { isTimeZone, readTimetable, type Timetable } from "../../functions/shared/schedule/timetable";
import { checked, checkName, type Subject } from "../parts/arguments/arguments";
import { commonSettings } from "../parts/arguments/commonArgs";
import { numbers } from "../parts/arguments/numbers";
import { refusal } from "../parts/arguments/refusal";
import { existingKeyArn } from "../parts/existing/existingKey";
import { existingQueueOf } from "../parts/existing/existingQueue";
import { existingTable } from "../parts/existing/existingTable";
import { hasProgram, isProjectImage } from "../parts/workers/containerImage";
import { FARGATE_CPUS, fargateSizeOf } from "../parts/workers/fargateSize";
import { architectureOf } from "../parts/workers/workerArguments";
import type { ScheduledFargateJobsArgs, ScheduledJob } from "./args";

/** A role's name has 64 characters, of which a suffix takes 10 and Pulumi's auto-naming 8. */
const LONGEST_CHILD_NAME = 46;

/** The failure handler has all jobs in its environment, which takes 4 KB (Lambda quotas). */
const MOST_JOBS = 12;

const DAY_SECONDS = 86_400;
/** The shortest age that Scheduler knows (API reference, `RetryPolicy`). */
const SHORTEST_AGE_SECONDS = 60;

export type Settings = ReturnType<typeof settingsOf>;

/**
 * Checks the arguments, and puts defaults in the place of absent ones.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: ScheduledFargateJobsArgs) {
  const subject: Subject = { component: "ScheduledFargateJobs", name };
  checkName(subject);
  const jobs = Object.entries(args.jobs);
  checked(subject, "jobs", jobs.length, `1 to ${MOST_JOBS} jobs`, (count) => count > 0 && count <= MOST_JOBS);
  return {
    subject,
    network: args.network,
    code: codeOf(subject, args),
    jobs: jobs.map(([job, given]) => jobSettings(subject, job, given)),
    environment: args.environment ?? {},
    secrets: args.secrets ?? {},
    permissions: args.permissions ?? [],
    securityGroup: args.securityGroup,
    architecture: architectureOf(subject, args.architecture),
    ...numbers(subject, args, {
      stopTimeoutSeconds: { default: 60, min: 2, max: 120 },
      leaseSeconds: { default: 30, min: 5, max: 600 },
    }),
    existingCluster: args.cluster,
    runs: existingTable(subject, "runTable", args, { hashKey: "id" }),
    deadLetters: existingQueueOf(subject, "deadLetterQueue", args),
    keyArn: existingKeyArn(subject, args.key),
    deletionProtection: args.deletionProtection ?? true,
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

/** The image that tasks run, or the code that goes into one. */
function codeOf(subject: Subject, { image, jobs }: ScheduledFargateJobsArgs) {
  const path = (job: string) => `jobs.${job}.run`;
  if (image !== undefined) {
    for (const [name, { run }] of Object.entries(jobs)) {
      checked(subject, path(name), run, "absent with image", (known) => known === undefined);
    }
    checked(
      subject,
      "image",
      image,
      "a folder with a Dockerfile and src/main.ts, or one of this project's images",
      (known) => {
        return isProjectImage(known) || hasProgram(known);
      },
    );
    return { image };
  }
  const runs = Object.entries(jobs).map(([name, { run, command }]) => {
    checked(subject, path(name), run, "a function, unless there is an image", (known) => typeof known === "function");
    checked(subject, `jobs.${name}.command`, command, "absent with run", (known) => known === undefined);
    return [name, run as JobRun] as const;
  });
  return { runs: Object.fromEntries(runs) };
}

export type JobSettings = ReturnType<typeof jobSettings>;

function jobSettings(subject: Subject, name: string, job: ScheduledJob) {
  const room = LONGEST_CHILD_NAME - subject.name.length - 1;
  const longest = Math.min(30, room);
  checked(
    subject,
    "jobs",
    name,
    `by names of 1 to ${longest} letters, digits and hyphens that start with a letter (with the component's, ${LONGEST_CHILD_NAME} characters)`,
    (known) => /^[A-Za-z][A-Za-z0-9-]*$/.test(known) && known.length <= longest,
  );
  const path = `jobs.${name}`;
  const timezone = job.timezone ?? "UTC";
  checked(subject, `${path}.timezone`, timezone, "a name of the IANA time zone database", isTimeZone);
  const timetable = timetableOf(subject, path, job, timezone);
  return {
    name,
    schedule: job.schedule,
    timezone,
    command: job.command,
    environment: job.environment ?? {},
    permissions: job.permissions ?? [],
    ...fargateSizeOf(subject, job, { defaultCpu: 256, cpus: FARGATE_CPUS, path }),
    ...numbers(
      subject,
      job,
      { ephemeralStorageGb: { min: 21, max: 200 }, timeoutSeconds: { default: 3_600, min: 1, max: DAY_SECONDS } },
      path,
    ),
    ...spanOf(subject, path, job, timetable),
    ...retriesOf(subject, path, job, timetable),
    enabled: job.enabled ?? true,
    catchUp: catchUpOf(subject, path, job),
    overlap: job.overlap ?? false,
    spot: job.spot ?? false,
  };
}

function timetableOf(
  { component, name }: Subject,
  path: string,
  { schedule, enabled = true }: ScheduledJob,
  timezone: string,
): Timetable {
  try {
    const timetable = readTimetable(schedule, timezone);
    if (timetable.kind === "rate" || timetable.next(Date.now()) !== undefined) return timetable;
    if (timetable.kind === "cron") throw new Error("it is never due");
    if (timetable.next(Number.NEGATIVE_INFINITY) === undefined) {
      throw new Error(`clocks in ${timezone} are put forward over this time: it never comes`);
    }
    if (!enabled) return timetable;
    throw new Error("this time has passed: take the job out, set enabled: false, or give it a time to come");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(
      `${component} ${JSON.stringify(name)}: ${path}.schedule must be a schedule of EventBridge Scheduler, got ${JSON.stringify(schedule)}: ${why}`,
    );
  }
}

/** A moment as EventBridge Scheduler takes it, in UTC (API Reference, `CreateSchedule`, `StartDate`). */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** Checks the arguments that say between which moments, and how freely, a job is due. */
function spanOf(subject: Subject, path: string, job: ScheduledJob, timetable: Timetable) {
  const { startAt, endAt } = job;
  const isOnce = timetable.kind === "at";
  for (const [argument, value] of Object.entries({ startAt, endAt })) {
    checked(subject, `${path}.${argument}`, value, "absent for a job that is due once", (known) => {
      return known === undefined || !isOnce;
    });
    checked(subject, `${path}.${argument}`, value, "a moment in UTC such as 2027-01-31T04:00:00Z", (known) => {
      return known === undefined || (MOMENT.test(known) && !Number.isNaN(Date.parse(known)));
    });
  }
  checked(subject, `${path}.endAt`, endAt, `after startAt (${startAt})`, (known) => {
    return known === undefined || startAt === undefined || Date.parse(known) > Date.parse(startAt);
  });
  const { flexibleWindowMinutes } = numbers(
    subject,
    job,
    { flexibleWindowMinutes: { default: 0, min: 0, max: 1_440 } },
    path,
  );
  const gapMinutes = (timetable.shortestGapMs ?? Number.POSITIVE_INFINITY) / 60_000;
  const rule = `less than the time between two runs (${gapMinutes} minutes)`;
  checked(subject, `${path}.flexibleWindowMinutes`, flexibleWindowMinutes, rule, (known) => known < gapMinutes);
  return { startAt: startOf(timetable, startAt), endAt, flexibleWindowMinutes };
}

/**
 * The start to tell Scheduler of. It refuses one that lies more than five minutes back (getmoto/moto, pull request 8172), so that a job could not
 * be deployed again once it has begun. A `cron` job has no use for it any more; the runs of a `rate` are counted from it.
 */
function startOf({ kind }: Timetable, startAt: string | undefined): string | undefined {
  const isOver = startAt !== undefined && Date.parse(startAt) <= Date.now();
  return isOver && kind === "cron" ? undefined : startAt;
}

/** Checks the arguments of retries: the last retry must be over before the next run is due. */
function retriesOf(subject: Subject, path: string, job: ScheduledJob, { shortestGapMs }: Timetable) {
  const windowSeconds = 60 * (job.flexibleWindowMinutes ?? 0);
  // A run may start as late as its window allows, and its retries count from then on.
  const gapSeconds = shortestGapMs === undefined ? DAY_SECONDS + 1 : shortestGapMs / 1000 - windowSeconds;
  const latest = Math.min(DAY_SECONDS, gapSeconds - 1);
  if (latest < SHORTEST_AGE_SECONDS) {
    const rule = `absent or 0 where runs are ${gapSeconds} seconds apart: a retry would come after the next run`;
    checked(subject, `${path}.retries`, job.retries ?? 0, rule, (known) => known === 0);
    checked(subject, `${path}.maxAgeSeconds`, job.maxAgeSeconds, "absent where there are no retries", (known) => {
      return known === undefined;
    });
    return { retries: 0, maxAgeSeconds: SHORTEST_AGE_SECONDS };
  }
  const defaultAgeSeconds = Math.max(SHORTEST_AGE_SECONDS, Math.min(DAY_SECONDS, Math.floor(gapSeconds * 0.75)));
  const { maxAgeSeconds, retries } = numbers(
    subject,
    job,
    {
      maxAgeSeconds: { default: defaultAgeSeconds, min: SHORTEST_AGE_SECONDS, max: DAY_SECONDS },
      retries: { default: 2, min: 0, max: 185 },
    },
    path,
  );
  checked(
    subject,
    `${path}.maxAgeSeconds`,
    maxAgeSeconds,
    `less than the time between two runs${windowSeconds > 0 ? ", less the flexible window" : ""} (${gapSeconds} seconds)`,
    (known) => known <= latest,
  );
  return { retries, maxAgeSeconds };
}

function catchUpOf(
  subject: Subject,
  path: string,
  { catchUp = false, overlap = false, schedule }: ScheduledJob,
): boolean {
  const rule = "absent or false where runs may overlap: nobody could tell a missed run from one that another task does";
  checked(subject, `${path}.catchUp`, catchUp, rule, (known) => !(known && overlap));
  checked(subject, `${path}.catchUp`, catchUp, "absent or false for a job that is due once", (known) => {
    return !(known && schedule.startsWith("at("));
  });
  return catchUp;
}
