import { DescribeServicesCommand, type ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { type Backoff, fullJitter, type Random } from "../shared/backoff";
import { type Clock, sleep } from "../shared/clock";

export interface EndingDependencies {
  ecs: ECSClient;
  /** Name or ARN. */
  cluster: string;
  /** Name or ARN. */
  service: string;
  clock: Clock;
  random: Random;
  log: { warn(text: string, ...details: Record<string, unknown>[]): void };
}

const BACKOFF: Backoff = { firstMs: 1000, maxMs: 30_000 };

/**
 * When a service's traffic ends: so long after the service was made. A task that ECS starts anew, in the place of one that died, reads
 * the same time, and so does one of a later deployment.
 *
 * @returns milliseconds since the Unix epoch
 * @throws Error when ECS does not say when the service was made
 */
export async function endOfTraffic(
  { ecs, cluster, service }: Pick<EndingDependencies, "ecs" | "cluster" | "service">,
  durationMs: number,
): Promise<number> {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const createdAt = services[0]?.createdAt;
  if (createdAt === undefined) throw new Error(`ECS knows no service ${service} in ${cluster}`);
  return createdAt.getTime() + durationMs;
}

/**
 * Lets the service have no tasks any more, this one included: ECS would start a task anew that ends by itself. Tries until it has
 * worked, or the signal aborts.
 */
export async function endService(
  { ecs, cluster, service, clock, random, log }: EndingDependencies,
  stopping: AbortSignal,
): Promise<void> {
  for (let failures = 1; !stopping.aborted; failures++) {
    try {
      await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 0 }));
      return;
    } catch (error) {
      const waitMs = fullJitter(BACKOFF, failures, random);
      log.warn("could not end the service yet; it sends nothing more", { error, retryInMs: Math.round(waitMs) });
      await sleep(clock, waitMs, stopping).catch(() => {});
    }
  }
}
