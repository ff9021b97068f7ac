import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { version } from "@pulumi/aws/package.json";
import { version as componentsVersion } from "@pulumi/awsx/package.json";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Registry } from "../engine/registry";
import { COMPONENTS, RESOURCES } from "./carrier";
import { componentService } from "./componentService";
import { LARGEST_MESSAGE } from "./messageSize";
import { ResourceProvider } from "./resourceProvider";
import { providerService } from "./service";

export interface ProviderServer {
  /** Where the provider of resources is, on loopback. */
  readonly port: number;
  /** Where the provider of components is, on loopback. */
  readonly componentsPort: number;
  /** The value of `PULUMI_DEBUG_PROVIDERS` with which the Pulumi CLI attaches, such as `"aws:41234,awsx:41235"`. */
  readonly debugProviders: string;
  readonly provider: ResourceProvider;
  stop(): Promise<void>;
}

/**
 * Serves every type and function of the registry to Pulumi engines, over gRPC on loopback. Components have a provider of their own,
 * for the engine demands of theirs that it takes secrets, and the provider of resources is better off without.
 *
 * @param codeFolder where archives are unpacked
 */
export async function serveProvider(registry: Registry, codeFolder: string): Promise<ProviderServer> {
  const provider = new ResourceProvider(registry, codeFolder);
  const resources = await serve(providerService(provider, version));
  const components = await serve(componentService(componentsVersion));
  return {
    port: resources.port,
    componentsPort: components.port,
    debugProviders: `${RESOURCES}:${resources.port},${COMPONENTS}:${components.port}`,
    provider,
    async stop() {
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
