import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Registry } from "../engine/registry";
import { construct } from "./construct";
import { answer, checkResponse, diffResponse, pluginService } from "./service";
import { changedProperties, fromStruct } from "./struct";

/**
 * Pulumi's provider protocol for a package of components, which has no resources of its own.
 *
 * @param version what the provider says it is
 */
export function componentService(registry: Registry, version: string): UntypedServiceImplementation {
  return {
    ...pluginService(version, { acceptsSecrets: true }),
    // Settings of the AWS provider go to that provider; a package of components has but its version.
    checkConfig: answer((request: proto.CheckRequest) => {
      const inputs = fromStruct(request.getNews());
      const settings = Object.keys(inputs).filter((property) => property !== "version" && !property.startsWith("__"));
      const reason = "is not supported by the local cloud: unset it for this stack";
      return checkResponse(
        inputs,
        settings.map((property) => ({ property, reason })),
      );
    }),
    diffConfig: answer((request: proto.DiffRequest) => {
      const changed = changedProperties(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
      return diffResponse({ changed, replaces: [], deleteBeforeReplace: false }, request);
    }),
    configure: answer(() => new proto.ConfigureResponse().setSupportspreview(true).setAcceptsecrets(true)),
    construct: answer((request: proto.ConstructRequest) => construct(request, registry)),
  };
}
