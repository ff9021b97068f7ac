import path from "node:path";
import { systemClock } from "./base/clock";
import { Ends } from "./base/ends";
import { allowLoopbackOnly } from "./base/loopbackOnly";
import { claimWorkFolder } from "./base/workFolder";
import { Registry } from "./engine/registry";
import { invokeHandlers } from "./invokes/index";
import { type ProviderServer, serveProvider } from "./provider/serve";
import { componentHandlers, resourceHandlers } from "./resources/index";
import type { Services } from "./services";
import { type ServiceOptions, startServices } from "./startServices";

/** A local cloud without a program: Pulumi's own engine makes the resources. */
export interface CloudForPulumi {
  readonly services: Services;
  readonly server: ProviderServer;
  /** Ends everything, the resources too; no process is left. */
  stop(): Promise<void>;
}

/**
 * Starts a local cloud to which the Pulumi CLI attaches (`PULUMI_DEBUG_PROVIDERS`).
 *
 * @throws Error with a message for the person at the laptop; nothing is left running
 */
export async function startForPulumi(options: Omit<ServiceOptions, "clock">): Promise<CloudForPulumi> {
  const ends = new Ends();
  try {
    ends.add(claimWorkFolder(options.workFolder));
    allowLoopbackOnly();
    const { services, stop } = await startServices({ ...options, clock: systemClock });
    ends.add(stop);
    const registry = new Registry(resourceHandlers(services), invokeHandlers(services), componentHandlers);
    // After the edge's, so that one number tells them all.
    const firstPort = options.port === 0 ? 0 : options.port + 1;
    const server = await serveProvider(registry, path.join(options.workFolder, "code"), firstPort);
    ends.add(() => server.stop());
    return { services, server, stop: () => ends.run() };
  } catch (error) {
    await ends.run();
    throw error;
  }
}
