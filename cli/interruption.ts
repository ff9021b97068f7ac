/** Pause between two looks at whether the process that started this one still lives. */
const PARENT_CHECK_MS = 1000;

/**
 * Turns the ways in which a person ends a command into one signal: Ctrl-C, SIGTERM, a closed terminal, and the end of the process
 * that started it (`kill` on npm reaches npm alone, and would leave the local cloud behind).
 */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  const interrupt = () => {
    // The second time, somebody wants it at once: children end by themselves when this process is gone.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort(new Error("interrupted"));
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt).on("SIGHUP", interrupt);
  // Without npm in between, the parent is a shell, which may end while this goes on in the background.
  if (process.env.npm_lifecycle_event === undefined) return interrupted.signal;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    interrupted.abort(new Error("the process that started this one has ended"));
  }, PARENT_CHECK_MS);
  watch.unref();
  return interrupted.signal;
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
