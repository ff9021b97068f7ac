import type { Clock } from "../shared/clock";
import type { AnsweredReceive, WorkerLog } from "../shared/queueWorker/worker";
import type { WorkerRoster } from "./workerRoster";

export interface IdleShutdownDependencies {
  clock: Clock;
  log: WorkerLog;
  roster: Pick<WorkerRoster, "announce" | "withdraw">;
  /** Receives in a row that bring nothing, before a worker thinks of leaving. */
  emptyPolls: number;
  /** Messages that the worker has in hand now. */
  inHand(): number;
  /** Takes no more messages, and ends. */
  leave(): void;
}

/** Hears of every receive, and ends the worker when its queue has stayed empty. */
export interface IdleShutdown {
  received(receive: AnsweredReceive): void;
}

type State = { name: "working" } | { name: "announcing" } | { name: "leaving"; announcedAt: number };

/**
 * Lets a worker go without leaving a message behind that has just arrived, of which the starter thinks that this worker takes it.
 *
 * The worker first says that it leaves, and then looks into the queue once more; the starter does not count a worker that has said so.
 * A message that arrives before the last look began is seen by it. One that arrives later is counted by a starter that runs later
 * still, and that one reads the notice, which is older than both. So nobody relies on a worker that is gone.
 */
export function createIdleShutdown(deps: IdleShutdownDependencies): IdleShutdown {
  let state: State = { name: "working" };
  let empty = 0;
  let last: Promise<unknown> = Promise.resolve();
  /** Notices are written and taken back one after the other: one that is taken back must not outlive the next. */
  const inOrder = (tell: () => Promise<void>): Promise<void> => {
    const told = last.then(tell);
    last = told.catch(() => undefined);
    return told;
  };

  const announce = async (): Promise<void> => {
    const announcing: State = { name: "announcing" };
    state = announcing;
    try {
      await inOrder(() => deps.roster.announce());
      if (state === announcing) state = { name: "leaving", announcedAt: deps.clock.now() };
    } catch (error) {
      deps.log.warn("could not say that this worker leaves: it stays for now", { error });
      if (state === announcing) state = { name: "working" };
      empty = 0;
    }
  };
  const stay = (): void => {
    const { name } = state;
    state = { name: "working" };
    empty = 0;
    if (name === "working") return;
    inOrder(() => deps.roster.withdraw()).catch((error: unknown) => {
      // The starter may start one worker more than it needs to.
      deps.log.warn("could not say that this worker stays", { error });
    });
  };

  return {
    received({ count, startedAt, othersUnderWay }) {
      if (count > 0) return stay();
      if (deps.inHand() > 0 || othersUnderWay > 0) return;
      empty += 1;
      if (state.name === "working" && empty >= deps.emptyPolls) void announce();
      else if (state.name === "leaving" && startedAt > state.announcedAt) deps.leave();
    },
  };
}
