import type { Logger } from "@aws-lambda-powertools/logger";
import { ECSClient } from "@aws-sdk/client-ecs";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { systemClock } from "../../../functions/shared/clock";
import { startUp } from "../../../functions/shared/queueWorker/startUp";
import { runWorkerProcess } from "../../../functions/shared/queueWorker/workerProcess";
import { endOfTraffic, endService } from "../../../functions/traffic/ending";
import { readSimulatorSettings, type SimulatorSettings } from "../../../functions/traffic/settings";
import { simulate } from "../../../functions/traffic/simulator";
import { submissions } from "../../../functions/traffic/submissions";
import { httpTarget, streamTarget } from "../../../functions/traffic/targets";

/** Sends until the service's traffic ends, ends the service, and waits for SIGTERM: a task that exits would be started anew. */
async function run(log: Logger, stopping: AbortSignal): Promise<void> {
  const settings = readSimulatorSettings(process.env);
  const clock = systemClock;
  const random = Math.random;
  const ending = { ecs: new ECSClient({}), cluster: settings.CLUSTER, service: settings.SERVICE, clock, random, log };
  const endsAt = await startUp({ clock, random, log, signal: stopping }, () =>
    endOfTraffic(ending, settings.DURATION_SECONDS * 1000),
  );
  if (clock.now() < endsAt) {
    log.info("sends traffic", { until: new Date(endsAt).toISOString() });
    const account = await simulate(
      {
        next: submissions(settings.FIELDS, settings.INVALID_PERCENT),
        send: targetOf(settings),
        requestsPerSecond: settings.REQUESTS_PER_SECOND,
        clock,
        random,
        report: (soFar) => log.info("sends", { account: soFar }),
      },
      endsAt,
      stopping,
    );
    log.info("has sent", { account });
  }
  if (stopping.aborted) return;
  log.info("the traffic is over: ends the service");
  await endService(ending, stopping);
  await stopped(stopping);
}

function targetOf(settings: SimulatorSettings) {
  const { TARGET_URL, STREAM_NAME, METHOD, HEADERS, REQUEST_TIMEOUT_SECONDS } = settings;
  if (STREAM_NAME !== undefined) {
    return streamTarget(new KinesisClient({ requestHandler: new NodeHttpHandler(), maxAttempts: 2 }), STREAM_NAME);
  }
  const timeoutMs = REQUEST_TIMEOUT_SECONDS * 1000;
  return httpTarget({ url: TARGET_URL ?? "", method: METHOD, headers: HEADERS, timeoutMs, fetch });
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  // A pending promise alone would let the process end.
  const alive = setInterval(() => {}, 60_000);
  return new Promise((resolve) => {
    signal.addEventListener(
      "abort",
      () => {
        clearInterval(alive);
        resolve();
      },
      { once: true },
    );
  });
}

void runWorkerProcess("traffic-simulator", run);
