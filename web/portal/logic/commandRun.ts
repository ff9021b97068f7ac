import { type Api, ApiError, wordsOf } from "../api/client";
import type { Wait } from "../api/wait";

/** The state of something that a person told the system to do. */
export type CommandRun =
  | { phase: "sending" }
  /** `slow` once it takes longer than usual. */
  | { phase: "pending"; slow: boolean }
  | { phase: "done" }
  | { phase: "refused"; reason: string }
  /** The outcome is unknown: the command was not sent, or its state could not be read. */
  | { phase: "failed"; reason: string };

/** Milliseconds between two looks: commands take a second or two. */
const PAUSES_MS = [300, 500, 500, 1_000, 2_000, 3_000];

/** Looks after which a command is slow, and after which nobody waits for it any more (some five minutes). */
const SLOW_AFTER = 10;
const MOST_LOOKS = 100;

/** Failures in a row, of a kind that passes, before the outcome is given up. */
const MOST_FAILURES = 5;

export interface CommandRunOptions {
  api: Pick<Api, "command">;
  send(): Promise<{ command_id: string }>;
  wait: Wait;
  signal: AbortSignal;
  onChange(run: CommandRun): void;
}

/** Sends a command and follows it to its outcome, which is also what it resolves to. */
export async function runCommand({ api, send, wait, signal, onChange }: CommandRunOptions): Promise<CommandRun> {
  const change = (run: CommandRun) => {
    if (!signal.aborted) onChange(run);
    return run;
  };
  change({ phase: "sending" });
  try {
    const { command_id } = await send();
    change({ phase: "pending", slow: false });
    for (let look = 0, failures = 0; look < MOST_LOOKS; look++) {
      await wait(PAUSES_MS[Math.min(look, PAUSES_MS.length - 1)] as number, signal);
      try {
        const { status, reason } = await api.command(command_id, signal);
        failures = 0;
        if (status === "done") return change({ phase: "done" });
        if (status === "refused") return change({ phase: "refused", reason: reason ?? "no reason given" });
      } catch (error) {
        if (!(error instanceof ApiError && error.passing) || ++failures === MOST_FAILURES) throw error;
      }
      change({ phase: "pending", slow: look >= SLOW_AFTER });
    }
    return change({
      phase: "failed",
      reason: "It has been sent, but its outcome is not known yet. Look at the list of cards later.",
    });
  } catch (error) {
    return change({ phase: "failed", reason: wordsOf(error) });
  }
}
