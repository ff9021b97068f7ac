import type { Clock } from "../shared/clock";
import { type CodeLog, withFacts } from "../shared/ownCode/codeLog";
import { codeTime } from "../shared/ownCode/codeTime";
import type { RateLimit } from "../shared/queueWorker/rateLimit";
import { type RetryOptions, retry } from "../shared/queueWorker/retry";
import { Refused, Unavailable } from "../shared/serviceErrors";
import type { EntityStates } from "./entityStates";
import type { FetchState } from "./ownCode";

export interface OwnStatesOptions {
  fetchState: FetchState;
  /** Milliseconds that one call may take. */
  timeoutMs: number;
  rateLimit: RateLimit;
  retry: RetryOptions;
  clock: Clock;
  log: CodeLog;
  /** Hears of each call. */
  onRequest(): void;
}

/** States that code of one's own fetches. Whatever it throws, another try may mend: the entity, or the service that it asks, is at fault. */
export function createOwnStates({
  fetchState,
  timeoutMs,
  clock,
  log,
  onRequest,
  ...options
}: OwnStatesOptions): EntityStates {
  return {
    read: (entityId, context) =>
      retry(options.retry, { ...context, id: entityId }, async () => {
        await options.rateLimit.take(context.waitSignal);
        onRequest();
        const time = codeTime(clock, timeoutMs, context.signal, "externalApiTimeoutSeconds");
        try {
          const logger = withFacts(log, { entityId });
          const { signal, leftMs } = time;
          return jsonText(await time.bound(fetchState(entityId, { logger, signal, timeLeftMs: leftMs })));
        } catch (error) {
          if (context.signal.aborted) throw context.signal.reason;
          if (error instanceof Refused) throw error;
          throw new Unavailable(`fetchState: ${error instanceof Error ? error.message : error}`, { cause: error });
        } finally {
          time.end();
        }
      }),
  };
}

function jsonText(state: unknown): string | null {
  if (state === undefined || state === null) return null;
  const text: unknown = JSON.stringify(state);
  if (typeof text === "string") return text;
  throw new Refused(`fetchState returned a ${typeof state}, which JSON cannot write`);
}
