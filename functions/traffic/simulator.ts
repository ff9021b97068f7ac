import type { Random } from "../shared/backoff";
import type { Clock } from "../shared/clock";
import type { Submission } from "./submissions";

/** The outcome of one submission: a status, or what a stream said; `"none"` where there was no answer. */
export type Answer = string;

export interface SimulatorDependencies {
  next(random: Random): Submission;
  /** Never rejects. */
  send(submission: Submission): Promise<Answer>;
  requestsPerSecond: number;
  clock: Clock;
  random: Random;
  /** Told now and then. */
  report(account: Account): void;
}

/** How often each kind was sent, by the answer to it. */
export interface Account {
  sent: number;
  /** Left out, because too many earlier ones had no answer yet. */
  skipped: number;
  answers: Record<string, Record<Answer, number>>;
}

/** Requests under way: an endpoint that does not answer must not fill the task's memory. */
const MOST_UNDER_WAY = 200;
const REPORT_EVERY_MS = 10_000;

/**
 * Sends at a steady rate until a time, whatever the answers are: load that slows down with its target hides that it is slow.
 *
 * @param endsAt milliseconds since the Unix epoch
 * @returns when everything that was sent has its answer, after the end or the signal
 */
export async function simulate(
  { next, send, requestsPerSecond, clock, random, report }: SimulatorDependencies,
  endsAt: number,
  stopping: AbortSignal,
): Promise<Account> {
  const account: Account = { sent: 0, skipped: 0, answers: {} };
  const underWay = new Set<Promise<void>>();
  const startedAt = clock.now();
  let reportAt = startedAt + REPORT_EVERY_MS;

  const sendOne = async (): Promise<void> => {
    const submission = next(random);
    account.sent += 1;
    const answer = await send(submission);
    const ofKind = account.answers[submission.kind] ?? {};
    ofKind[answer] = (ofKind[answer] ?? 0) + 1;
    account.answers[submission.kind] = ofKind;
  };

  for (let count = 0; !stopping.aborted; count++) {
    // Counted from the start, so that a late timer costs none of the rate.
    const due = startedAt + (count * 1000) / requestsPerSecond;
    if (due >= endsAt) break;
    if (!(await reached(clock, due, stopping))) break;
    if (underWay.size >= MOST_UNDER_WAY) {
      account.skipped += 1;
    } else {
      const sending = sendOne().finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
    if (clock.now() >= reportAt) {
      reportAt += REPORT_EVERY_MS;
      report(account);
    }
  }
  await Promise.all(underWay);
  return account;
}

/** @returns whether the time has come; false where the signal came first */
function reached(clock: Clock, time: number, stopping: AbortSignal): Promise<boolean> {
  const delayMs = time - clock.now();
  if (delayMs <= 0) return Promise.resolve(!stopping.aborted);
  return new Promise((resolve) => {
    const abort = () => {
      timer.cancel();
      resolve(false);
    };
    const timer = clock.after(delayMs, () => {
      stopping.removeEventListener("abort", abort);
      resolve(true);
    });
    stopping.addEventListener("abort", abort, { once: true });
  });
}
