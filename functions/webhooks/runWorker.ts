import { runContainer } from "../shared/queueWorker/containerEntry";
import type { WebhookProcess } from "./process";

/** The program's name: its logs, its metrics and its connections to Postgres have it. */
const NAME = "webhook-worker";

/**
 * The program of a webhook worker with code of one's own: `src/main.ts` of an image for `WebhookQueue`'s argument `image`. It takes webhooks
 * from the queue, checks their signatures, and writes down which are processed; `node main.js health` is its health check.
 *
 * @example
 * runWorker({
 *   process: async (delivery, { database, logger }) => {
 *     await database.query("INSERT INTO orders (id) VALUES ($1)", [delivery.id]);
 *     logger.info("stored");
 *   },
 * });
 */
export function runWorker(code: WorkerCode): void {
  runWorkerOf(() => code);
}

/** The caller's part of a worker. */
export interface WorkerCode {
  process: WebhookProcess;
}

/** The same, with code that is loaded where it is to work: not for a health check. */
export function runWorkerOf(load: () => WorkerCode): void {
  runContainer(NAME, () => {
    const { workWith } = require("./webhookWorkerProcess") as typeof import("./webhookWorkerProcess");
    const { ownProcessor } = require("./ownProcessor") as typeof import("./ownProcessor");
    return workWith({ name: NAME, makeProcessor: () => ownProcessor(load().process) });
  });
}

/** The program of a webhook worker that posts each webhook to an external API. */
export function runApiWorker(): void {
  runContainer(NAME, () => {
    const { workWith } = require("./webhookWorkerProcess") as typeof import("./webhookWorkerProcess");
    const { apiProcessor } = require("./apiProcessor") as typeof import("./apiProcessor");
    const { readApiSettings } = require("./apiSettings") as typeof import("./apiSettings");
    return workWith({ name: NAME, makeProcessor: () => apiProcessor(readApiSettings(process.env), fetch) });
  });
}
