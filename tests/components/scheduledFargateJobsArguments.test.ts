import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { ScheduledFargateJobs } from "../../components/scheduledFargateJobs";
import type { ScheduledFargateJobsArgs, ScheduledJob } from "../../components/scheduledFargateJobs/args";
import type { JobRun } from "../../functions/jobs/runJobs";
import { inputsOf, runProgram } from "../support/program";
import { NETWORK, runJob, runWith } from "./scheduledFargateJobsUnderTest";

const wrong: [Partial<ScheduledFargateJobsArgs>, string][] = [
  [{ jobs: {} }, "jobs must be 1 to 12 jobs, got 0"],
  [
    { jobs: Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`job-${i}`, { schedule: "rate(1 hour)" }])) },
    "jobs must be 1 to 12 jobs, got 13",
  ],
  [
    { jobs: { "a b": { schedule: "rate(1 hour)" } } },
    "jobs must be by names of 1 to 30 letters, digits and hyphens that start with a letter (with the component's, 46 characters), " +
      'got "a b"',
  ],
  [{ architecture: "riscv" as "arm64" }, 'architecture must be one of arm64, x86_64, got "riscv"'],
  [{ stopTimeoutSeconds: 1 }, "stopTimeoutSeconds must be a whole number from 2 to 120, got 1"],
  [{ leaseSeconds: 4 }, "leaseSeconds must be a whole number from 5 to 600, got 4"],
  [
    { logRetentionDays: 2 },
    "logRetentionDays must be one of 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, " +
      "2922, 3288, 3653, got 2",
  ],
];

const schedule = (expression: string, why: string): [Partial<ScheduledJob>, string] => [
  { schedule: expression },
  `schedule must be a schedule of EventBridge Scheduler, got "${expression}": ${why}`,
];

const wrongOfJobs: [Partial<ScheduledJob>, string][] = [
  schedule("hourly", "it must be cron(...), rate(...) or at(...)"),
  schedule(
    "cron(0 2 * *)",
    "a cron expression has six fields (minutes hours day-of-month month day-of-week year; the year may be left out), not 4",
  ),
  schedule("cron(0 2 * * * *)", 'exactly one of day-of-month ("*") and day-of-week ("*") must be ?'),
  schedule("cron(0 24 * * ? *)", '"24" is wrong for hours: values are 0 to 23'),
  schedule("cron(0 2 ? * MOO *)", '"MOO" is wrong for day-of-week: values are 1 to 7 or SUN to SAT'),
  schedule("cron(0 2 30 2 ? *)", "it is never due"),
  schedule("rate(5 seconds)", "a rate is a positive whole number, and minutes, hours or days"),
  schedule("at(tomorrow)", "a time is yyyy-mm-ddThh:mm:ss"),
  [{ timezone: "Europe/Bärlin" }, 'timezone must be a name of the IANA time zone database, got "Europe/Bärlin"'],
  [{ cpu: 300 }, "cpu must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, got 300"],
  [{ memoryMb: 1_536 }, "memoryMb must be one of 512, 1024, 2048 with a cpu of 256, got 1536"],
  [{ cpu: 1024, memoryMb: 1_024 }, "memoryMb must be 2048 to 8192 in steps of 1024 with a cpu of 1024, got 1024"],
  [{ ephemeralStorageGb: 20 }, "ephemeralStorageGb must be a whole number from 21 to 200, got 20"],
  [{ retries: 186 }, "retries must be a whole number from 0 to 185, got 186"],
  [{ maxAgeSeconds: 59 }, "maxAgeSeconds must be a whole number from 60 to 86400, got 59"],
  [{ maxAgeSeconds: 3_600 }, "maxAgeSeconds must be less than the time between two runs (3600 seconds), got 3600"],
  [
    { schedule: "cron(0 1,2 * * ? *)", maxAgeSeconds: 3_600 },
    "maxAgeSeconds must be less than the time between two runs (3600 seconds), got 3600",
  ],
  [
    { schedule: "rate(1 minute)", retries: 1 },
    "retries must be absent or 0 where runs are 60 seconds apart: a retry would come after the next run, got 1",
  ],
  [
    { schedule: "rate(1 minute)", maxAgeSeconds: 60 },
    "maxAgeSeconds must be absent where there are no retries, got 60",
  ],
  [{ timeoutSeconds: 0 }, "timeoutSeconds must be a whole number from 1 to 86400, got 0"],
  [
    { catchUp: true, overlap: true },
    "catchUp must be absent or false where runs may overlap: nobody could tell a missed run from one that another task does, " +
      "got true",
  ],
  [
    { schedule: "at(2030-02-30T09:00:00)" },
    'schedule must be a schedule of EventBridge Scheduler, got "at(2030-02-30T09:00:00)": there is no 2030-02-30, 09:00:00',
  ],
  [
    { schedule: "at(2030-03-31T02:30:00)", timezone: "Europe/Berlin" },
    'schedule must be a schedule of EventBridge Scheduler, got "at(2030-03-31T02:30:00)": ' +
      "clocks in Europe/Berlin are put forward over this time: it never comes",
  ],
  [
    { schedule: "at(2020-01-01T00:00:00)" },
    'schedule must be a schedule of EventBridge Scheduler, got "at(2020-01-01T00:00:00)": ' +
      "this time has passed: take the job out, set enabled: false, or give it a time to come",
  ],
  [
    { schedule: "at(2030-01-01T00:00:00)", startAt: "2029-01-01T00:00:00Z" },
    'startAt must be absent for a job that is due once, got "2029-01-01T00:00:00Z"',
  ],
  [{ startAt: "2030-01-01" }, 'startAt must be a moment in UTC such as 2027-01-31T04:00:00Z, got "2030-01-01"'],
  [
    { endAt: "2030-02-30T00:00:99Z" },
    'endAt must be a moment in UTC such as 2027-01-31T04:00:00Z, got "2030-02-30T00:00:99Z"',
  ],
  [
    { startAt: "2030-01-02T00:00:00Z", endAt: "2030-01-02T00:00:00Z" },
    'endAt must be after startAt (2030-01-02T00:00:00Z), got "2030-01-02T00:00:00Z"',
  ],
  [{ flexibleWindowMinutes: 1_441 }, "flexibleWindowMinutes must be a whole number from 0 to 1440, got 1441"],
  [
    { flexibleWindowMinutes: 60 },
    "flexibleWindowMinutes must be less than the time between two runs (60 minutes), got 60",
  ],
  [
    { flexibleWindowMinutes: 30, maxAgeSeconds: 1_800 },
    "maxAgeSeconds must be less than the time between two runs, less the flexible window (1800 seconds), got 1800",
  ],
  [
    { catchUp: true, schedule: "at(2030-01-01T00:00:00)" },
    "catchUp must be absent or false for a job that is due once, got true",
  ],
];

describe("ScheduledFargateJobs' arguments", () => {
  for (const [args, message] of wrong) {
    it(`refuse ${JSON.stringify(args)} before anything is registered`, async () => {
      const run = await runWith(args);

      expect(run.errors).to.deep.equal([`ScheduledFargateJobs "reports": ${message}`]);
      expect(run.urns).to.deep.equal([]);
    });
  }

  for (const [changes, message] of wrongOfJobs) {
    it(`refuse a job with ${JSON.stringify(changes)} before anything is registered`, async () => {
      const run = await runJob(changes);

      expect(run.errors).to.deep.equal([`ScheduledFargateJobs "reports": jobs.hourly.${message}`]);
      expect(run.urns).to.deep.equal([]);
    });
  }

  it("say from when to when a job is due, and within how long", async () => {
    const span = { startAt: "2030-01-01T00:00:00Z", endAt: "2030-02-01T00:00:00Z", flexibleWindowMinutes: 15 };

    const run = await runJob(span);

    expect(run.errors).to.deep.equal([]);
    const { startDate, endDate, flexibleTimeWindow, target } = inputsOf(
      run,
      "aws:scheduler/schedule:Schedule",
      "reports-hourly-schedule",
    );
    expect({ startDate, endDate, flexibleTimeWindow }).to.deep.equal({
      startDate: span.startAt,
      endDate: span.endAt,
      flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 15 },
    });
    // Three quarters of the 45 minutes between the end of a window and the next run.
    expect(target).to.deep.include({ retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 2_025 } });
  });

  it("leave out the start of a cron that has come, for Scheduler would refuse it, and count a rate from its own", async () => {
    const startAt = "2020-01-01T00:00:00Z";
    const startDateOf = async (schedule: string) => {
      const run = await runJob({ schedule, startAt });
      expect(run.errors).to.deep.equal([]);
      return inputsOf(run, "aws:scheduler/schedule:Schedule", "reports-hourly-schedule").startDate;
    };

    expect(await startDateOf("cron(0 4 * * ? *)")).to.equal(undefined);
    expect(await startDateOf("rate(1 hour)")).to.equal(startAt);
  });

  it("take a time that has passed where the job is switched off", async () => {
    const run = await runJob({ schedule: "at(2020-01-01T00:00:00)", enabled: false });

    expect(run.errors).to.deep.equal([]);
  });

  it("refuse names that leave AWS no room for their children's", async () => {
    const name = "a".repeat(30);

    const run = await runProgram(() => {
      new ScheduledFargateJobs(name, {
        ...{ network: NETWORK, image: "webhook-worker" },
        jobs: { "sixteen-letters-": { schedule: "rate(1 hour)" } },
      });
    });

    expect(run.errors).to.deep.equal([
      `ScheduledFargateJobs "${name}": jobs must be by names of 1 to 15 letters, digits and hyphens that start with a letter ` +
        '(with the component\'s, 46 characters), got "sixteen-letters-"',
    ]);
  });
});

describe("ScheduledFargateJobs with code of one's own", () => {
  const run: JobRun = async ({ id }, { logger }) => logger.info("at work", { text: `marker of ${id}` });

  it("has the code of all jobs in one image", async () => {
    const own = await runWith({
      jobs: {
        hourly: { schedule: "rate(1 hour)", run },
        daily: { schedule: "rate(1 day)", run: async (_, { logger }) => logger.info("another marker") },
      },
    });

    expect(own.errors).to.deep.equal([]);
    const { context } = inputsOf(own, "awsx:ecr:Image", "reports-image");
    const main = readFileSync(path.join(context as string, "main.js"), "utf8");
    expect(main).to.include("marker of ").and.include("another marker");
  });

  it("is built from a folder of one's own as well", async () => {
    const own = await runWith({ image: "tests/support/jobImage" });

    expect(inputsOf(own, "awsx:ecr:Image", "reports-image")).to.include({
      context: "tests/support/jobImage",
      dockerfile: "tests/support/jobImage/Dockerfile",
    });
  });

  const hourly = { schedule: "rate(1 hour)" };
  for (const [args, message] of [
    [
      { jobs: { hourly: { ...hourly, run: 5 as unknown as JobRun } } },
      "jobs.hourly.run must be a function, unless there is an image, got 5",
    ],
    [
      { jobs: { hourly: { ...hourly, run }, daily: hourly } },
      "jobs.daily.run must be a function, unless there is an image, got undefined",
    ],
    [
      { image: "webhook-worker", jobs: { hourly: { ...hourly, run } } },
      "jobs.hourly.run must be absent with image, got a function",
    ],
    [
      { jobs: { hourly: { ...hourly, run, command: ["now"] } } },
      'jobs.hourly.command must be absent with run, got ["now"]',
    ],
    [
      { image: "nowhere" },
      'image must be a folder with a Dockerfile and src/main.ts, or one of this project\'s images, got "nowhere"',
    ],
  ] as [Partial<ScheduledFargateJobsArgs>, string][]) {
    it(`refuses ${JSON.stringify(args)} before anything is registered`, async () => {
      const refused = await runWith(args);

      expect(refused.errors).to.deep.equal([`ScheduledFargateJobs "reports": ${message}`]);
      expect(refused.urns).to.deep.equal([]);
    });
  }
});
