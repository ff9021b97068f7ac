import { Server, ServerCredentials } from "@grpc/grpc-js";
import { version } from "@pulumi/aws/package.json";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Registry } from "../engine/registry";
import { ResourceProvider } from "./resourceProvider";
import { providerService } from "./service";

export interface ProviderServer {
  /** On loopback. */
  readonly port: number;
  /** The value of `PULUMI_DEBUG_PROVIDERS` with which the Pulumi CLI attaches, such as `"aws:41234"`. */
  readonly debugProviders: string;
  readonly provider: ResourceProvider;
  stop(): Promise<void>;
}

/** Functions travel with their code: Pulumi's own limit (`sdk/go/common/util/rpcutil`), in bytes. */
const LARGEST_MESSAGE = 400 * 1024 * 1024;

/**
 * Serves every type and function of the registry to Pulumi engines, over gRPC on loopback.
 *
 * @param codeFolder where archives are unpacked
 */
export async function serveProvider(registry: Registry, codeFolder: string): Promise<ProviderServer> {
  const provider = new ResourceProvider(registry, codeFolder);
  const server = new Server({
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  server.addService(ResourceProviderService, providerService(provider, version));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    debugProviders: packagesOf(registry)
      .map((name) => `${name}:${port}`)
      .join(),
    provider,
    stop: async () => server.forceShutdown(),
  };
}

/** `aws` of `aws:sqs/queue:Queue`: a Pulumi package has a provider of its own. */
function packagesOf(registry: Registry): readonly string[] {
  const tokens = [...registry.resources.map(({ type }) => type), ...registry.invokes.map(({ token }) => token)];
  return [...new Set(tokens.map((token) => token.split(":")[0] ?? token))].sort();
}
