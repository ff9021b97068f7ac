import { AwsError } from "../../local/base/awsError";
import { Inventory } from "../../local/base/inventory";
import { silentReport } from "../../local/base/report";
import { Controlled } from "../../local/control/controlled";
import type { AwsService } from "../../local/edge/awsService";
import type { ResourceHandler } from "../../local/engine/resourceHandler";
import type { HeldClock } from "../support/heldClock";
import { answerOf, type Calls } from "./calls";
import type { Connect, ServiceName } from "./clients/client";
import type { Subject } from "./table";

/** The time at which every row begins. */
export const NOW = "2026-03-01T12:00:00.000Z";

/** An API that has just been made. */
export interface FreshApi {
  readonly api: AwsService;
  readonly clock: HeldClock;
  /** Steps of a row that are no calls of the API, such as one that asks what a target has received. */
  readonly steps?: Readonly<Record<string, (parameters: object) => unknown>>;
  stop?(): unknown;
}

/** Answers calls of an API that every row finds empty, behind one client. Waits move its clock. */
export async function startFreshApi(
  connect: Connect,
  service: ServiceName,
  make: () => FreshApi,
): Promise<Subject<Calls>> {
  let fresh = make();
  const client = await connect({ ...fresh.api, prepare: (call) => fresh.api.prepare(call) }, service);
  return {
    async answer(row) {
      await fresh.stop?.();
      fresh = make();
      const { clock, steps = {} } = fresh;
      return answerOf(
        row,
        {
          call: async (operation, parameters) =>
            Object.hasOwn(steps, operation) ? steps[operation]?.(parameters) : client.call(operation, parameters),
          async wait(seconds) {
            clock.advance(seconds * 1000);
            await new Promise((resolve) => setImmediate(resolve));
          },
        },
        {},
      );
    },
    async stop() {
      await client.close();
      await fresh.stop?.();
    },
  };
}

/** Resources that calls make by these handlers. @param code of the error for what a handler refuses */
export function controlledBy(
  handlers: readonly ResourceHandler[],
  code: string,
  inventory = new Inventory(silentReport),
): Controlled {
  return new Controlled(handlers, inventory, (message) => new AwsError(code, message));
}
