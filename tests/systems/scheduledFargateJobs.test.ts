import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { ChaosOptions } from "../../local/base/chaos";
import { KillableHost } from "../support/killableHost";
import { ProgramFolder } from "../support/programFolder";
import { received } from "../support/received";
import { outputOf, type RunningSystem, runSystem } from "../support/runningSystem";
import { until } from "../support/until";

const JOB_IMAGE = path.resolve(__dirname, "../support/jobImage");
const COMPONENTS = path.resolve(__dirname, "../../components");

/** A rate is due at once, and then not again while a test runs. */
const program = (jobs: object, others = "") => `
import { Network } from "${COMPONENTS}/network";
import { ScheduledFargateJobs } from "${COMPONENTS}/scheduledFargateJobs";

const network = new Network("net", { natGateways: "None" });
const jobs = new ScheduledFargateJobs("jobs", {
  network, image: "${JOB_IMAGE}", leaseSeconds: 5, deletionProtection: false, jobs: ${JSON.stringify(jobs)},
});
exports.jobs = { deadLetterQueueArn: jobs.deadLetterQueue.arn };
${others}`;

/** Jobs by code in the program itself, each its own, which captures a variable of it. */
const OWN_CODE = `
const message = "worked";
new ScheduledFargateJobs("code", {
  network, leaseSeconds: 5, deletionProtection: false,
  jobs: {
    written: {
      schedule: "rate(1 day)",
      run: async (_run: object, { logger }: any) => logger.info(message, { mode: process.env.MODE }),
      environment: { MODE: "fast" },
    },
    other: { schedule: "rate(1 day)", run: async (_run: object, { logger }: any) => logger.info(message) },
  },
});
`;

const DAILY = { schedule: "rate(1 day)" };

describe("scheduled Fargate jobs on the local cloud", function () {
  this.timeout(240_000);
  let folder: ProgramFolder;
  let system: RunningSystem;
  const markers = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-markers-")));
  after(() => rmSync(markers, { recursive: true, force: true }));
  afterEach(async function () {
    if (this.currentTest?.state === "failed") process.stderr.write(`${system.lines.slice(-40).join("\n")}\n`);
    await system.stop();
    folder.remove();
  });

  async function run(jobs: object, chaos: ChaosOptions, others?: string): Promise<void> {
    folder = new ProgramFolder(program(jobs, others));
    folder.write("Pulumi.local.yaml", "config:\n  aws:region: us-east-1\n");
    system = await runSystem(folder.path, chaos, { timeScale: 120 });
  }
  /** How often a job's work was worked through. */
  const worked = (job: string) =>
    system.lines.filter((line) => line.includes('"message":"worked"') && line.includes(`"run":"${job}/`)).length;
  const ended = (job: string) =>
    system.lines.filter((line) => line.includes('"message":"the job ends"') && line.includes(`"job":"${job}"`)).length;
  /** Tells if an alarm has begun, whether or not it has ended since. */
  const hasRung = (alarm: string) => system.lines.some((line) => line.startsWith(`alarms: ALARM ${alarm}-`));
  const deadLetters = () => received(system.cloud.services.sqs, outputOf(system, "jobs", "deadLetterQueueArn"));

  it("do a run once that is delivered twice, and one whose task is killed in mid-run, which raises the job's alarm", async () => {
    const dies = { ...DAILY, environment: { DIES_ONCE: path.join(markers, "dies") } };
    await run({ plain: DAILY, dies }, { seed: 1, duplicateInvocation: 1 }, OWN_CODE);

    // Each is delivered twice; the one that was killed is run again.
    await until(() => ended("plain") === 2 && ended("dies") === 2 && hasRung("jobs-dies-failed"));

    await until(() => ended("written") === 2 && ended("other") === 2);

    expect([worked("plain"), worked("dies"), worked("written"), worked("other")]).to.deep.equal([1, 1, 1, 1]);
    expect(system.lines.filter((line) => line.includes('"mode":"fast"'))).to.have.length(1);
    expect(hasRung("jobs-plain-failed")).to.equal(false);
    expect(system.lines.filter((line) => line.startsWith("iam:"))).to.deep.equal([]);
  });

  it("do a run again whose task ended with the local cloud, by the next one", async () => {
    folder = new ProgramFolder(program({ cut: DAILY }));
    folder.write("Pulumi.local.yaml", "config:\n  aws:region: us-east-1\n");
    const workFolder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-cut-")));
    const host = KillableHost.start({ folder: folder.path, workFolder, port: 0, printsLogs: true });
    await host.line((line) => line.includes('"message":"at work"'));
    host.kill();
    await host.ended();

    system = await runSystem(folder.path, undefined, { kept: workFolder });
    await until(() => ended("cut") === 1);

    expect(worked("cut")).to.equal(1);
    expect(system.lines.filter((line) => line.includes("its run is tried again"))).to.have.length(1);
    expect(system.lines.filter((line) => line.includes("TerminationNotice"))).to.have.length(1);
  });

  it("send a run to the dead-letter queue whose task fails again and again", async () => {
    await run({ fails: { ...DAILY, retries: 1, environment: { FAILS: "no disk" } } }, { seed: 1 });

    // A message that has been received is not visible, and rings no alarm.
    await until(() => hasRung("jobs-fails-failed") && hasRung("jobs-dead-letters-alarm"));
    const [letter] = await deadLetters();

    expect(JSON.parse(letter?.body ?? "{}")).to.include({ job: "fails", failures: 2 });
  });

  it("send a run to the dead-letter queue whose task finds no capacity, and raise the job's alarm", async () => {
    await run({ starved: { ...DAILY, retries: 1 } }, { seed: 1, refuseTask: 1 });

    const [letter] = await deadLetters();

    const { messageAttributes = {} } = letter ?? {};
    expect(messageAttributes.ERROR_CODE?.stringValue).to.equal("EcsRunTaskFailure");
    expect(messageAttributes.RETRY_ATTEMPTS?.stringValue).to.equal("1");
    expect(worked("starved")).to.equal(0);
    await until(() => hasRung("jobs-starved-not-started"));
  });
});
