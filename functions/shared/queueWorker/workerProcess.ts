import { Logger } from "@aws-lambda-powertools/logger";

/**
 * The life of a worker's process: works until SIGTERM or SIGINT, then exits with 0; with 1 when it could not start or failed.
 * @param run works until the signal aborts, and a while longer, to finish or hand back what is in hand
 */
export async function runWorkerProcess(
  serviceName: string,
  run: (log: Logger, stopping: AbortSignal) => Promise<void>,
): Promise<never> {
  const log = new Logger({ serviceName });
  const stopping = new AbortController();
  const stopOn = (signal: NodeJS.Signals) => process.on(signal, () => stopping.abort(new Error(`got ${signal}`)));
  stopOn("SIGTERM");
  stopOn("SIGINT");
  try {
    await run(log, stopping.signal);
    process.exit(0);
  } catch (error) {
    if (stopping.signal.aborted) process.exit(0);
    log.error("the worker ends", { error });
    process.exit(1);
  }
}
