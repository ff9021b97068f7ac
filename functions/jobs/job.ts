import { type Clock, sleep } from "../shared/clock";
import { keepLease } from "../shared/lease";
import { readTimetable } from "../shared/schedule/timetable";
import type { JobSettings } from "./jobSettings";
import type { Claim, RunTable } from "./runTable";

/** One run of a job: what its schedule was due for, however often it is delivered. */
export interface Run {
  /** Job and scheduled time: the same for each delivery and each retry. */
  id: string;
  /** When it was due, in milliseconds since the Unix epoch. */
  scheduledAt: number;
}

export interface JobDependencies {
  settings: JobSettings;
  table: RunTable;
  clock: Clock;
  /** The name of this process, which no other has. */
  owner: string;
  log: Pick<Console, "info" | "warn">;
  /** The process is to end: the run in hand is given up, for another task to take. */
  stopping: AbortSignal;
}

/**
 * The outcome of a delivery: its run is done now, or had been; another task is at it, or at another run of the job, which may not
 * overlap.
 */
export type Outcome = "done" | "done before" | "at work elsewhere" | "left out";

/** The run took longer than its job may. */
export class TimedOut extends Error {
  override name = "TimedOut";

  constructor(seconds: number) {
    super(`the run took longer than its ${seconds} seconds`);
  }
}

/** Missed runs that one run makes up for at most. */
const MOST_MISSED = 100;

/** Margin for clocks that differ from task to task. */
const CLOCK_MARGIN_MS = 500;

/**
 * Does the work of a run once, however many tasks are started for it: who claims it renews a lease for as long as it works, a task
 * that is killed stops doing so, and whoever comes then takes over.
 *
 * The work must be safe to do again: a task may be killed after the work and before the book on it is written.
 *
 * @param work does the work of one run; `signal` aborts where it has to end: out of time, out of its lease, or told to stop
 * @throws what the work throws, {@link TimedOut}, LeaseLost, or the reason for which the process stops
 */
export async function runJob(
  deps: JobDependencies,
  work: (run: Run, signal: AbortSignal) => Promise<void>,
): Promise<Outcome> {
  const { settings, table, clock, log } = deps;
  const { JOB_NAME: job, JOB_OVERLAP: overlaps } = settings;
  const runTime = settings.JOB_SCHEDULED_TIME ?? isoTime(clock.now());
  if (await table.isDone(job, runTime)) return "done before";

  const lock = overlaps ? `lock/${job}/${runTime}` : `lock/${job}`;
  const attempt = await claimOrWait(deps, lock, runTime);
  if (!attempt.claimed) return attempt.holder.runTime === runTime ? "at work elsewhere" : "left out";

  const leaseMs = settings.JOB_LEASE_SECONDS * 1000;
  const lease = keepLease({
    ...{ clock, leaseMs, leaseUntil: attempt.leaseUntil },
    renew: async () => {
      const until = clock.now() + leaseMs;
      return (await table.renew(lock, deps.owner, until)) ? until : undefined;
    },
    onFailure: (error) => log.warn("could not renew the lease", { error }),
  });
  try {
    // Another task may have done it while this one waited for its lease to end.
    if (await table.isDone(job, runTime)) {
      await table.release(lock, deps.owner);
      return "done before";
    }
    const failures = await workThrough(deps, runTime, attempt.doneUntil, lease.lost, work);
    await table.release(lock, deps.owner, Math.max(attempt.doneUntil ?? 0, Date.parse(runTime)));
    if (failures.length > 0) throw failures[0];
    return "done";
  } catch (error) {
    // Where the work may still be going on, nobody else may begin before the lease has run out.
    if (isOver(error, deps, lease.lost)) {
      await table.release(lock, deps.owner).catch((failure: unknown) => {
        log.warn("could not release the lock: the next run waits until the lease is over", { lock, error: failure });
      });
    }
    throw error;
  } finally {
    lease.stop();
  }
}

/** Claims the lock, or waits to see whether its holder is dead: one lease tells, for the living renew theirs. */
async function claimOrWait(
  { settings, table, clock, owner, stopping, log }: JobDependencies,
  lock: string,
  runTime: string,
): Promise<{ claimed: true; leaseUntil: number; doneUntil?: number } | { claimed: false; holder: Claim }> {
  const attempt = async () => {
    const leaseUntil = clock.now() + settings.JOB_LEASE_SECONDS * 1000;
    return { leaseUntil, ...(await table.claim(lock, { owner, runTime, leaseUntil }, clock.now())) };
  };
  const first = await attempt();
  if (first.claimed) return first;
  const waitMs = first.holder.leaseUntil - clock.now() + CLOCK_MARGIN_MS;
  log.info("another task holds the job: waiting whether it lives", { run: first.holder.runTime, waitMs });
  await sleep(clock, Math.max(0, waitMs), stopping);
  return attempt();
}

/**
 * Missed runs first, in their order. One that fails keeps the others from nothing, and is not tried again.
 * @returns why missed runs failed
 */
async function workThrough(
  deps: JobDependencies,
  runTime: string,
  doneUntil: number | undefined,
  lost: AbortSignal,
  work: (run: Run, signal: AbortSignal) => Promise<void>,
): Promise<unknown[]> {
  const { settings, table, clock, log } = deps;
  const { JOB_NAME: job } = settings;
  const scheduledAt = Date.parse(runTime);
  const failures: unknown[] = [];
  for (const missedAt of missedBefore(settings, doneUntil, scheduledAt)) {
    const missed = isoTime(missedAt);
    if (await table.isDone(job, missed)) continue;
    log.info("making up for a missed run", { run: missed });
    try {
      await within(deps, lost, (signal) => work({ id: runId(job, missed), scheduledAt: missedAt }, signal));
      await table.markDone(job, missed, clock.now());
    } catch (error) {
      if (!isOver(error, deps, lost)) throw error;
      log.warn("a missed run failed", { run: missed, error });
      failures.push(error);
    }
  }
  await within(deps, lost, (signal) => work({ id: runId(job, runTime), scheduledAt }, signal));
  await table.markDone(job, runTime, clock.now());
  return failures;
}

function missedBefore(settings: JobSettings, doneUntil: number | undefined, scheduledAt: number): number[] {
  if (!settings.JOB_CATCH_UP || doneUntil === undefined) return [];
  const timetable = readTimetable(settings.JOB_SCHEDULE, settings.JOB_TIMEZONE);
  const missed: number[] = [];
  for (let at = timetable.next(doneUntil); at !== undefined && at < scheduledAt; at = timetable.next(at)) {
    missed.push(at);
    if (missed.length > MOST_MISSED) missed.shift();
  }
  return missed;
}

/** Ends the wait for the work with its time, its lease or its process, whether the work heeds the signal or not. */
async function within(
  { settings, clock, stopping }: JobDependencies,
  lost: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const timeout = new AbortController();
  const timer = clock.after(settings.JOB_TIMEOUT_SECONDS * 1000, () =>
    timeout.abort(new TimedOut(settings.JOB_TIMEOUT_SECONDS)),
  );
  const signal = AbortSignal.any([timeout.signal, lost, stopping]);
  let abort = () => {};
  const ended = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    signal.throwIfAborted();
    await Promise.race([work(signal), ended]);
  } finally {
    timer.cancel();
    signal.removeEventListener("abort", abort);
    ended.catch(() => {});
  }
}

/** Tells whether the work itself has ended, and not only the wait for it. */
function isOver(error: unknown, { stopping }: JobDependencies, lost: AbortSignal): boolean {
  return !(error instanceof TimedOut) && error !== lost.reason && error !== stopping.reason;
}

function runId(job: string, runTime: string): string {
  return `${job}/${runTime}`;
}

function isoTime(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
