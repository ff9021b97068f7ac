import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { version } from "@pulumi/aws/package.json";
import { version as componentsVersion } from "@pulumi/awsx/package.json";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { version as keysVersion } from "@pulumi/tls/package.json";
import type { Registry } from "../engine/registry";
import { componentService } from "./componentService";
import { LARGEST_MESSAGE } from "./messageSize";
import { COMPONENTS, IMAGES, KEYS, PROVIDERS, RESOURCES } from "./packages";
import { ResourceProvider } from "./resourceProvider";
import { sameUserOnly } from "./sameUser";
import { schemaOf } from "./schema";
import { providerService } from "./service";

type Provider = (typeof PROVIDERS)[number];

export interface ProviderServer {
  /** Where the provider of resources is, on loopback. */
  readonly port: number;
  /** Where the provider of components is, on loopback. */
  readonly componentsPort: number;
  /** Where the provider of keys (`tls`) is, on loopback. */
  readonly keysPort: number;
  /** Where the provider of images (`docker-build`) is, on loopback. */
  readonly imagesPort: number;
  /** The value of `PULUMI_DEBUG_PROVIDERS` with which the Pulumi CLI attaches, such as `"aws:41234,awsx:41235,..."`. */
  readonly debugProviders: string;
  readonly provider: ResourceProvider;
  stop(): Promise<void>;
}

/**
 * Serves every type and function of the registry to Pulumi engines, over gRPC on loopback. Components have a provider of their own,
 * for the engine demands of theirs that it takes secrets, and the provider of resources is better off without. Resources of `tls` and of
 * `docker-build` have ports of their own: to an engine, a package is a provider.
 *
 * @param codeFolder where archives are unpacked
 * @param firstPort of one port in a row for each of {@link PROVIDERS}, so that they are the same in every start; 0 takes any free ones
 * @throws Error when a port is taken; nothing is left listening
 */
export async function serveProvider(registry: Registry, codeFolder: string, firstPort = 0): Promise<ProviderServer> {
  const provider = new ResourceProvider(registry, codeFolder);
  const portOf = (name: Provider) => (firstPort === 0 ? 0 : firstPort + PROVIDERS.indexOf(name));
  const served: Server[] = [];
  const serve = async (name: Provider, service: UntypedServiceImplementation) => {
    const { server, port } = await listen(service, portOf(name));
    served.push(server);
    return port;
  };
  const stop = async () => {
    for (const server of served.reverse()) server.forceShutdown();
  };
  try {
    const port = await serve(RESOURCES, providerService(provider, version, schemaOf(registry, RESOURCES, version)));
    const componentsPort = await serve(COMPONENTS, componentService(registry, componentsVersion));
    const keysPort = await serve(KEYS, providerService(provider, keysVersion, schemaOf(registry, KEYS, keysVersion)));
    // awsx brings it along: a program names no version of its own.
    const imagesPort = await serve(IMAGES, providerService(provider, "", schemaOf(registry, IMAGES, "")));
    const ports = { [RESOURCES]: port, [COMPONENTS]: componentsPort, [KEYS]: keysPort, [IMAGES]: imagesPort };
    const debugProviders = PROVIDERS.map((name) => `${name}:${ports[name]}`).join(",");
    return { port, componentsPort, keysPort, imagesPort, debugProviders, provider, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listen(
  service: UntypedServiceImplementation,
  wanted: number,
): Promise<{ server: Server; port: number }> {
  let listensOn = wanted;
  const server = new Server({
    interceptors: [sameUserOnly(() => listensOn)],
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  server.addService(ResourceProviderService, service);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${wanted}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(new Error(`a provider cannot listen on port ${wanted}: ${error.message}`)) : resolve(bound),
    );
  });
  listensOn = port;
  return { server, port };
}
