import { useCallback, useEffect, useRef, useState } from "react";
import { wait } from "../api/wait";
import { type CommandRun, runCommand } from "../logic/commandRun";
import { reasonInWords } from "../logic/reasons";
import { usePortal } from "./portal";

/** One thing a person told the system to do. */
export interface Command {
  key: number;
  /** `Register card C-1 for Ada Lovelace` */
  title: string;
  run: CommandRun;
}

export type SendCommand = (title: string, send: () => Promise<{ command_id: string }>) => Promise<CommandRun>;

/** The commands of this page, newest first. They go on when the page is left, though nobody watches them any more. */
export function useCommands(): { commands: readonly Command[]; send: SendCommand; dismiss(key: number): void } {
  const { api, announce } = usePortal();
  const [commands, setCommands] = useState<readonly Command[]>([]);
  const keys = useRef(0);
  const left = useRef(new AbortController());
  useEffect(() => {
    left.current = new AbortController();
    return () => left.current.abort();
  }, []);
  const send = useCallback<SendCommand>(
    async (title, sendIt) => {
      const key = ++keys.current;
      const { signal } = left.current;
      const outcome = await runCommand({
        api,
        send: sendIt,
        wait,
        signal,
        onChange: (run) =>
          setCommands((all) =>
            all.some((command) => command.key === key)
              ? all.map((command) => (command.key === key ? { ...command, run } : command))
              : [{ key, title, run }, ...all],
          ),
      });
      if (!signal.aborted) announce(`${title}: ${wordsFor(outcome)}`);
      return outcome;
    },
    [api, announce],
  );
  const dismiss = (key: number) => setCommands((all) => all.filter((command) => command.key !== key));
  return { commands, send, dismiss };
}

/** Shows what became of the commands, until each is dismissed. */
export function CommandList({ commands, dismiss }: { commands: readonly Command[]; dismiss(key: number): void }) {
  if (commands.length === 0) return null;
  return (
    <section aria-labelledby="commands">
      <h2 id="commands">What you asked for</h2>
      <ul className="commands">
        {commands.map(({ key, title, run }) => (
          <li key={key} className={`command ${run.phase}`}>
            <span className="commandTitle">{title}</span>
            <span className="commandState">
              {(run.phase === "sending" || run.phase === "pending") && <span className="spinner" aria-hidden="true" />}
              {wordsFor(run)}
            </span>
            <button type="button" className="quiet" aria-label={`Dismiss: ${title}`} onClick={() => dismiss(key)}>
              Dismiss
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function wordsFor(run: CommandRun): string {
  switch (run.phase) {
    case "sending":
      return "Sending…";
    case "pending":
      return run.slow ? "Taking longer than usual, still waiting…" : "Waiting for the outcome…";
    case "done":
      return "Done";
    case "refused":
      return `Refused: ${reasonInWords(run.reason)}`;
    case "failed":
      return run.reason;
  }
}
