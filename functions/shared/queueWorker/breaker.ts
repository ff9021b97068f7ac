import type { Clock, Timer } from "../clock";

export interface BreakerOptions {
  /** Different messages that must fail, with no success between them, before the service counts as down. @default 5 */
  threshold?: number;
  /** Milliseconds between probes of a service that is down: at first, and at most. @default 500 to 5000 */
  probe?: { firstMs: number; maxMs: number };
  /** Hears of every change: down, or up again. */
  onChange?(open: boolean): void;
}

/** How many messages a worker may take from its queue now. */
export interface Intake {
  /** Grants at most `wanted`; what is granted counts as taken. */
  grant(wanted: number): number;
  /** Calls back whenever more may be granted. */
  onMore(callback: () => void): void;
}

/**
 * Knows whether a service is down. While it is (the breaker is *open*), calls wait instead of failing, one probe at a time goes
 * through, and the worker takes one new message a probe.
 *
 * The reason is that SQS counts receives: messages that fail one after the other while the service is down would use up their
 * receives and end in the dead-letter queue. Those in hand wait, those in the queue stay there. The one new message a probe is there
 * to tell an outage from a handful of messages that fail by themselves: one that succeeds closes the breaker.
 */
export interface Breaker {
  readonly open: boolean;
  /** How often the service has answered so far. */
  readonly answers: number;
  readonly intake: Intake;
  /**
   * Waits until a call may be made.
   * @param again the call failed before: those that did not go first
   * @throws the signal's reason, as soon as it aborts
   */
  admit(signal: AbortSignal, again: boolean): Promise<void>;
  /** The service answered. */
  succeeded(): void;
  /** The service did not answer, or said that it cannot. @param evidence the id of a message that is above suspicion itself */
  failed(evidence: string | undefined): void;
}

interface Waiter {
  enter(): void;
}

export function createBreaker(clock: Clock, options: BreakerOptions = {}): Breaker {
  const { threshold = 5, probe = { firstMs: 500, maxMs: 5000 }, onChange = () => undefined } = options;
  const failing = new Set<string>();
  const waiting: Waiter[] = [];
  const listeners: (() => void)[] = [];
  let open = false;
  let answers = 0;
  let timer: Timer | undefined;
  /** A probe that found nobody waiting: the next call is it. */
  let probeDue = false;
  let newcomerDue = false;

  const tellMore = () => {
    for (const listener of listeners) listener();
  };
  const scheduleProbe = (delayMs: number) => {
    timer = clock.after(delayMs, () => {
      scheduleProbe(Math.min(delayMs * 2, probe.maxMs));
      const next = waiting.shift();
      if (next) next.enter();
      else probeDue = true;
      newcomerDue = true;
      tellMore();
    });
  };
  const close = () => {
    open = false;
    timer?.cancel();
    for (const { enter } of waiting.splice(0)) enter();
    onChange(false);
    tellMore();
  };

  return {
    get open() {
      return open;
    },
    get answers() {
      return answers;
    },
    intake: {
      grant(wanted) {
        if (!open) return wanted;
        if (!newcomerDue || wanted === 0) return 0;
        newcomerDue = false;
        return 1;
      },
      onMore: (callback) => void listeners.push(callback),
    },
    admit(signal, again) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (!open) return Promise.resolve();
      if (probeDue) {
        probeDue = false;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const abort = () => {
          waiting.splice(waiting.indexOf(waiter), 1);
          reject(signal.reason);
        };
        const waiter: Waiter = {
          enter() {
            signal.removeEventListener("abort", abort);
            resolve();
          },
        };
        signal.addEventListener("abort", abort, { once: true });
        if (again) waiting.push(waiter);
        else waiting.unshift(waiter);
      });
    },
    succeeded() {
      answers += 1;
      failing.clear();
      if (open) close();
    },
    failed(evidence) {
      if (open || evidence === undefined) return;
      failing.add(evidence);
      if (failing.size < threshold) return;
      open = true;
      probeDue = false;
      newcomerDue = false;
      scheduleProbe(probe.firstMs);
      onChange(true);
    },
  };
}
