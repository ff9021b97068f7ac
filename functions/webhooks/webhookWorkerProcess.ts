import { SQSClient } from "@aws-sdk/client-sqs";
import { systemClock } from "../shared/clock";
import { codeLog } from "../shared/ownCode/codeLog";
import { openWorkerPool } from "../shared/postgres/workerDatabase";
import { startUp } from "../shared/queueWorker/startUp";
import { createTaskProtection } from "../shared/queueWorker/taskProtection";
import { keepWorkerHealth, runWorkerProcess, workUntil } from "../shared/queueWorker/workerProcess";
import type { MakeProcessor } from "./processor";
import { APP_ROLE, SCHEMA } from "./schema";
import { createWebhookWorker } from "./webhookWorker";
import { createWorkerMetrics } from "./workerMetrics";
import { readWorkerSettings } from "./workerSettings";

/**
 * Works until SIGTERM or SIGINT, then exits with 0; with 1 when it could not start.
 * @param makeProcessor reads what the processor needs of the environment
 */
export function workWith({
  name,
  makeProcessor,
}: {
  name: string;
  makeProcessor: () => MakeProcessor;
}): Promise<never> {
  return runWorkerProcess(name, async (log, stopping, serviceName) => {
    const settings = readWorkerSettings(process.env);
    const processor = makeProcessor();
    const clock = systemClock;
    const health = keepWorkerHealth(name, { clock, log });
    const metrics = createWorkerMetrics(clock, Math.random, {
      serviceName,
      namespace: process.env.POWERTOOLS_METRICS_NAMESPACE ?? "Sluice",
    });
    const database = { schema: SCHEMA, programFolder: __dirname, role: APP_ROLE, applicationName: serviceName };
    const pool = await startUp({ clock, random: Math.random, log, signal: stopping }, () =>
      openWorkerPool(settings, database, log),
    );
    const protection = createTaskProtection({
      agentUri: settings.ECS_AGENT_URI,
      callMs: settings.CALL_TIMEOUT_SECONDS * 1000,
      stopTimeoutMs: settings.STOP_TIMEOUT_SECONDS * 1000,
      fetch,
      clock,
      log,
    });
    const { worker, isServiceDown } = createWebhookWorker({
      settings,
      sqs: new SQSClient({}),
      pool,
      makeProcessor: processor,
      clock,
      random: Math.random,
      log: codeLog(log),
      metrics,
      onInHand: (count) => protection.inHand(count),
      intake: protection.intake,
      onReceived: health.heard,
    });
    health.waitsWhile(() => isServiceDown() || worker.inHand >= settings.MESSAGES_AT_ONCE);

    log.info("working", { messagesAtOnce: settings.MESSAGES_AT_ONCE });
    await workUntil(stopping, worker, {
      clock,
      log,
      stopTimeoutSeconds: settings.STOP_TIMEOUT_SECONDS,
      leftBehind: "messages are still in hand: SQS shows them again in time",
    });
    health.stop();
    metrics.stop();
    await pool.end();
    log.info("stopped");
  });
}
