import { isTransient } from "../shared/awsErrors";
import type { MessageContext } from "../shared/queueWorker/message";
import { type RetryOptions, retry } from "../shared/queueWorker/retry";
import { Unavailable } from "../shared/serviceErrors";
import { type Change, mark, type QuietTimes } from "./trackingRules";
import type { TrackingTable } from "./trackingTable";

export interface ChangeLogDependencies {
  table: Pick<TrackingTable, "step">;
  times: QuietTimes;
  retry: RetryOptions;
}

/** Writes down which entities have changed. */
export interface ChangeLog {
  /**
   * Resolves once the change is in the table.
   * @returns whether it was new
   */
  add(entityId: string, change: Change, context: MessageContext): Promise<boolean>;
}

interface Waiting {
  change: Change;
  resolve(isNew: boolean): void;
  reject(error: unknown): void;
}

/**
 * One write at a time for each entity. Changes that come meanwhile share the next one: what many small changes of one entity cost does
 * not grow with their number, and one handler is never its own rival for a record.
 */
export function createChangeLog({ table, times, retry: retryOptions }: ChangeLogDependencies): ChangeLog {
  const waiting = new Map<string, Waiting[]>();

  const writeNext = async (entityId: string): Promise<void> => {
    const changes = waiting.get(entityId) ?? [];
    if (changes.length === 0) {
      waiting.delete(entityId);
      return;
    }
    waiting.set(entityId, []);
    try {
      const isNew = await write(
        entityId,
        changes.map(({ change }) => change),
      );
      for (const { change, resolve } of changes) resolve(isNew.delete(change.delivery));
    } catch (error) {
      for (const { reject } of changes) reject(error);
    }
    await writeNext(entityId);
  };
  /** @returns those of the deliveries that were new */
  const write = async (entityId: string, changes: readonly Change[]): Promise<Set<string>> => {
    let repeats: readonly string[] = [];
    const never = new AbortController().signal;
    try {
      const step = (record: Parameters<typeof mark>[0], now: number) => {
        repeats = record?.deliveries ?? [];
        return mark(record, changes, now, times);
      };
      await table.step(entityId, step, never);
    } catch (error) {
      if (isTransient(error)) throw new Unavailable(`DynamoDB: ${String(error)}`, { cause: error });
      throw error;
    }
    return new Set(changes.map(({ delivery }) => delivery).filter((id) => !repeats.includes(id)));
  };

  return {
    add: (entityId, change, context) =>
      retry(
        retryOptions,
        { ...context, id: change.delivery },
        () =>
          new Promise<boolean>((resolve, reject) => {
            const changes = waiting.get(entityId);
            if (changes !== undefined) {
              changes.push({ change, resolve, reject });
              return;
            }
            waiting.set(entityId, [{ change, resolve, reject }]);
            void writeNext(entityId);
          }),
      ),
  };
}
