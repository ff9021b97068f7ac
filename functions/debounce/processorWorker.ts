import type { Pool } from "pg";
import type { Random } from "../shared/backoff";
import type { Clock } from "../shared/clock";
import type { CodeLog } from "../shared/ownCode/codeLog";
import { createBreaker, type Intake } from "../shared/queueWorker/breaker";
import { createRateLimit } from "../shared/queueWorker/rateLimit";
import type { RetryOptions } from "../shared/queueWorker/retry";
import { createEntityStates } from "./entityStates";
import { createEntityStore } from "./entityStore";
import type { ProcessorCode } from "./ownCode";
import { createOwnStates } from "./ownStates";
import { createOwnStore } from "./ownStore";
import { createProcessor, type Processor } from "./processor";
import type { ProcessorSettings } from "./settings";
import type { TrackingTable } from "./trackingTable";

export const PROCESSOR_COUNTS = [
  "StateRequests",
  "RequestsSaved",
  "EntitiesStored",
  "EntitiesGone",
  "StaleStates",
  "ProcessingFailed",
  "LeasesLost",
  "ProcessorHandedBack",
] as const;

type ProcessorCount = (typeof PROCESSOR_COUNTS)[number];

export interface ProcessorWorkerDependencies {
  settings: ProcessorSettings;
  code?: ProcessorCode;
  table: TrackingTable;
  /** Up to when handlers have seen what was sent. */
  handledUntil(signal: AbortSignal): Promise<number>;
  pool: Pick<Pool, "query" | "connect">;
  fetch: typeof fetch;
  /** A name that no other claim has. */
  newOwner(): string;
  clock: Clock;
  random: Random;
  log: CodeLog;
  count(name: ProcessorCount, by?: number): void;
  onInHand?(count: number): void;
  /** Limits how much is taken, besides the breakers of what is called. */
  intake?: Intake;
  onLooked?(): void;
}

export interface ProcessorWorker {
  processor: Processor;
  /** The external API or Postgres is down, and next to nothing is claimed. */
  isServiceDown(): boolean;
}

/** The record itself remembers how often its entity has failed, so one try a claim will do. */
const API_ATTEMPTS = 1;
/** Another claim would ask for the state again. */
const DATABASE_ATTEMPTS = 4;
const RETRY_BACKOFF = { firstMs: 500, maxMs: 8000 };
const TIME_LIMIT_MS = 60_000;
/** The part of the stop timeout that is kept for handing back what could not be finished. */
const HAND_BACK_MS = 3000;

const OUTCOMES = { failed: "ProcessingFailed", handedBack: "ProcessorHandedBack", lost: "LeasesLost" } as const;

/** Puts a processor together: tracking table, external API, Postgres. */
export function createProcessorWorker(deps: ProcessorWorkerDependencies): ProcessorWorker {
  const { settings, clock, random, log, count, code: { fetchState, store: storeEntity } = {} } = deps;
  const breakerOf = (service: string) =>
    createBreaker(clock, {
      onChange: (isDown) =>
        isDown ? log.warn(`${service} is down: entities wait for it`) : log.info(`${service} is up again`),
    });
  const breakers = { api: breakerOf("the external API"), database: breakerOf("Postgres") };
  const retrying = (breaker: RetryOptions["breaker"], attempts: number): RetryOptions => ({
    clock,
    random,
    breaker,
    attempts,
    timeLimitMs: TIME_LIMIT_MS,
    backoff: RETRY_BACKOFF,
  });
  const asking = {
    timeoutMs: settings.EXTERNAL_API_TIMEOUT_SECONDS * 1000,
    rateLimit: createRateLimit(clock, { perSecond: settings.EXTERNAL_API_RATE_LIMIT }),
    retry: retrying(breakers.api, API_ATTEMPTS),
    onRequest: () => count("StateRequests"),
  };
  const states = fetchState
    ? createOwnStates({ ...asking, fetchState, clock, log })
    : createEntityStates({
        ...asking,
        baseUrl: apiUrlOf(settings),
        headers: settings.headers,
        fetch: deps.fetch,
        maxPauseMs: settings.EXTERNAL_API_MAX_PAUSE_SECONDS * 1000,
        maxAnswerBytes: settings.EXTERNAL_API_MAX_ANSWER_BYTES,
      });
  const storing = { pool: deps.pool, retry: retrying(breakers.database, DATABASE_ATTEMPTS) };
  const store = storeEntity
    ? createOwnStore({ ...storing, store: storeEntity, poolSize: settings.DATABASE_POOL_SIZE, clock, log })
    : createEntityStore(storing);

  const processor = createProcessor({
    table: deps.table,
    handledUntil: (signal) => deps.handledUntil(signal),
    times: { quietMs: settings.QUIET_SECONDS * 1000, maxWaitMs: settings.MAX_WAIT_SECONDS * 1000 },
    leaseMs: settings.LEASE_SECONDS * 1000,
    entitiesAtOnce: settings.ENTITIES_AT_ONCE,
    async process(entityId, { born, claim }, context) {
      context.assertLease();
      const state = await states.read(entityId, context);
      // A state that was read before another's claim must not be written after it.
      context.assertLease();
      const update = { entityId, state, claimVersion: claim.version, born, changes: claim.changes };
      // A processor that stops still writes what it has asked for, as long as there is time.
      const isNew = await store.save(update, { ...context, waitSignal: context.signal });
      count(isNew ? "EntitiesStored" : "StaleStates");
      if (isNew && state === null) count("EntitiesGone");
    },
    newOwner: deps.newOwner,
    drainMs: Math.max(0, settings.STOP_TIMEOUT_SECONDS * 1000 - HAND_BACK_MS),
    clock,
    random,
    log,
    intakes: [...(deps.intake ? [deps.intake] : []), breakers.api.intake, breakers.database.intake],
    observer: {
      ...(deps.onInHand && { inHand: deps.onInHand }),
      ...(deps.onLooked && { looked: deps.onLooked }),
      settled(outcome, { claim, settledChanges, attempts }) {
        if (outcome !== "processed") return count(OUTCOMES[outcome]);
        // Without debouncing, each change would have cost a request.
        count("RequestsSaved", Math.max(0, claim.changes - settledChanges - 1 - attempts));
      },
    },
  });
  return { processor, isServiceDown: () => breakers.api.open || breakers.database.open };
}

function apiUrlOf({ EXTERNAL_API_URL: url }: ProcessorSettings): string {
  if (url !== undefined) return url;
  throw new Error("The debounce processor has no EXTERNAL_API_URL, and no code of one's own that fetches states");
}
