import { Agent } from "undici";
import { z } from "zod";
import { type Clock, systemClock } from "../../../local/base/clock";
import type { Authorize } from "../authorization";
import { backoffMs } from "../patience";
import { pause } from "../poll";
import type { EntityRequests } from "./account";

const answerSchema = z.object({
  requests: z.array(
    z.object({
      entityId: z.string(),
      answered: z.array(z.object({ at: z.number(), change: z.number() })),
      failed: z.number(),
    }),
  ),
});

/** The most entities that the API takes in one call. */
const CHANGES_AT_ONCE = 500;
const REQUESTS_AT_ONCE = 100;
/** For about 45 s. */
const ATTEMPTS = 24;

/** The simulated API that knows the entities, seen from those who change them: `stacks/simulatedApi.ts`. */
export class EntityApi {
  private readonly agent = new Agent({ connections: 10, headersTimeout: 60_000, bodyTimeout: 60_000 });

  /**
   * @param endpoint base URL of the entities, without a slash at its end
   * @param authorize absent for an API that lets everybody in
   */
  constructor(
    private readonly endpoint: string,
    private readonly authorize?: Authorize,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Changes entities; returns once it has. @throws Error where the API does not take it */
  async change(entities: readonly { entityId: string; change: number }[]): Promise<void> {
    for (let index = 0; index < entities.length; index += CHANGES_AT_ONCE) {
      await this.call("PUT", "", { entities: entities.slice(index, index + CHANGES_AT_ONCE) });
    }
  }

  /** Reads when each entity was asked for. */
  async requestsFor(entityIds: readonly string[]): Promise<EntityRequests[]> {
    const all: EntityRequests[] = [];
    for (let index = 0; index < entityIds.length; index += REQUESTS_AT_ONCE) {
      const text = await this.call("POST", "/requests", {
        entityIds: entityIds.slice(index, index + REQUESTS_AT_ONCE),
      });
      all.push(...answerSchema.parse(JSON.parse(text)).requests);
    }
    return all;
  }

  close(): Promise<void> {
    return this.agent.close();
  }

  /** Both calls may be repeated: they come to the same. */
  private async call(method: "PUT" | "POST", path: string, body: object): Promise<string> {
    let fault = "";
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (attempt > 1) await pause(this.clock, backoffMs(attempt - 1));
      try {
        const request = {
          ...{ method, url: this.endpoint + path, body: JSON.stringify(body) },
          headers: { "content-type": "application/json" },
        };
        const reply = await this.agent.request({
          ...originAndPath(request.url),
          ...{ method, body: request.body },
          headers: this.authorize === undefined ? request.headers : await this.authorize(request),
        });
        const text = await reply.body.text();
        if (reply.statusCode === 200) return text;
        fault = `${reply.statusCode} ${text.slice(0, 200)}`;
        if (reply.statusCode === 403)
          fault += " (it wants requests signed by credentials that have execute-api:Invoke)";
        if (reply.statusCode < 500 && reply.statusCode !== 429) break;
      } catch (error) {
        fault = (error as Error).message;
      }
    }
    throw new Error(`the entities' API at ${this.endpoint} does not take ${method} ${path || "/"}: ${fault}`);
  }
}

function originAndPath(url: string): { origin: string; path: string } {
  const { origin, pathname } = new URL(url);
  return { origin, path: pathname };
}
