import { type Backoff, fullJitter, type Random } from "../backoff";
import { type Clock, sleep } from "../clock";
import { Refused, Throttled, Unavailable } from "../serviceErrors";
import type { Breaker } from "./breaker";
import type { MessageContext } from "./message";

export interface RetryOptions {
  clock: Clock;
  random: Random;
  breaker: Breaker;
  /** Calls for a message until it counts as failed. */
  attempts: number;
  /** Milliseconds after which a failure counts for all that are left. */
  timeLimitMs: number;
  /** Between the calls for one message. */
  backoff: Backoff;
}

/**
 * Calls a service for a message until it answers, or the message's attempts are used up.
 *
 * While the service is down, the attempts of messages that it could be down for are not counted, so that an outage costs no message
 * more than the receive that brought it here. A message that came back, or that failed before and after the service answered
 * others, is no proof of an outage and gets no grace: it could be the cause.
 *
 * @param attempt throws `Unavailable`, `Throttled` (after it made sure that the next call waits) or `Refused`
 * @throws the last attempt's error, or the reason of the `waitSignal`
 */
export async function retry<T>(
  { clock, random, breaker, attempts, timeLimitMs, backoff }: RetryOptions,
  { id, receiveCount, waitSignal }: Pick<MessageContext, "receiveCount" | "waitSignal"> & { id: string },
  attempt: () => Promise<T>,
): Promise<T> {
  const startedAt = clock.now();
  let failures = 0;
  let isSuspect = receiveCount > 1;
  let answersBefore: number | undefined;
  for (let again = false; ; again = true) {
    await breaker.admit(waitSignal, again);
    try {
      const result = await attempt();
      breaker.succeeded();
      return result;
    } catch (error) {
      if (error instanceof Refused || error instanceof Throttled) breaker.succeeded();
      if (error instanceof Throttled) continue;
      if (!(error instanceof Unavailable)) throw error;
      isSuspect ||= answersBefore !== undefined && breaker.answers !== answersBefore;
      answersBefore = breaker.answers;
      breaker.failed(isSuspect ? undefined : id);
      if (isSuspect || !breaker.open) {
        failures += 1;
        if (failures >= attempts || clock.now() - startedAt >= timeLimitMs) throw error;
      }
      await sleep(clock, fullJitter(backoff, Math.max(1, failures), random), waitSignal);
    }
  }
}
