import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { version } from "@pulumi/aws/package.json";
import { version as componentsVersion } from "@pulumi/awsx/package.json";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { version as keysVersion } from "@pulumi/tls/package.json";
import type { Registry } from "../engine/registry";
import { COMPONENTS, RESOURCES } from "./backingResource";
import { componentService } from "./componentService";
import { LARGEST_MESSAGE } from "./messageSize";
import { ResourceProvider } from "./resourceProvider";
import { providerService } from "./service";

/** The package whose resources live in the state of a stack alone. */
const KEYS = "tls";

export interface ProviderServer {
  /** Where the provider of resources is, on loopback. */
  readonly port: number;
  /** Where the provider of components is, on loopback. */
  readonly componentsPort: number;
  /** Where the provider of keys (`tls`) is, on loopback. */
  readonly keysPort: number;
  /** The value of `PULUMI_DEBUG_PROVIDERS` with which the Pulumi CLI attaches, such as `"aws:41234,awsx:41235,tls:41236"`. */
  readonly debugProviders: string;
  readonly provider: ResourceProvider;
  stop(): Promise<void>;
}

/**
 * Serves every type and function of the registry to Pulumi engines, over gRPC on loopback. Components have a provider of their own,
 * for the engine demands of theirs that it takes secrets, and the provider of resources is better off without. Resources of `tls` have a
 * second port: to an engine, a package is a provider.
 *
 * @param codeFolder where archives are unpacked
 */
export async function serveProvider(registry: Registry, codeFolder: string): Promise<ProviderServer> {
  const provider = new ResourceProvider(registry, codeFolder);
  const resources = await serve(providerService(provider, version));
  const components = await serve(componentService(componentsVersion));
  const keys = await serve(providerService(provider, keysVersion));
  return {
    port: resources.port,
    componentsPort: components.port,
    keysPort: keys.port,
    debugProviders: `${RESOURCES}:${resources.port},${COMPONENTS}:${components.port},${KEYS}:${keys.port}`,
    provider,
    async stop() {
      keys.server.forceShutdown();
      components.server.forceShutdown();
      resources.server.forceShutdown();
    },
  };
}

async function serve(service: UntypedServiceImplementation): Promise<{ server: Server; port: number }> {
  const server = new Server({
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  server.addService(ResourceProviderService, service);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { server, port };
}
