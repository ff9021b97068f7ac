import { createHash } from "node:crypto";
import { REGION } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ownIdentifierOf } from "../apigatewayv2/identifier";

interface ApiKeyInputs {
  name?: string;
  value?: string;
  enabled?: boolean;
}

/** `aws.apigateway.ApiKey`: what a client sends as `x-api-key`. */
export function apiKey(services: Pick<Services, "restApis" | "clock">): ResourceHandler {
  const put = (context: ResourceContext, properties: Properties, current?: ResourceState): ResourceState => {
    const { name, value: given, enabled = true } = properties as ApiKeyInputs;
    const id = current?.id ?? ownIdentifierOf(context, 10);
    const value = given ?? String(current?.state.value ?? generatedValue(context));
    if (value.length < 20 || value.length > 128) {
      throw new Error(`value must have from 20 to 128 characters, got ${value.length}`);
    }
    services.restApis.keys.putKey({ id, value, enabled });
    const now = new Date(services.clock.now()).toISOString();
    return {
      id,
      state: {
        ...properties,
        ...{ name: context.physicalName(name, 1024), value, enabled },
        arn: `arn:aws:apigateway:${REGION}::/apikeys/${id}`,
        createdDate: current?.state.createdDate ?? now,
        lastUpdatedDate: now,
      },
    };
  };
  return {
    type: "aws:apigateway/apiKey:ApiKey",
    properties: {
      name: "honoured",
      value: "honoured",
      enabled: "honoured",
      description: { noEffect: "a text for people" },
      customerId: { noEffect: "a text for AWS Marketplace" },
    },
    replaceOn: ["value"],
    create: async (context, inputs) => put(context, inputs),
    update: async (context, current, inputs) => put(context, inputs, current),
    delete: async (_context, { id }) => services.restApis.keys.deleteKey(id),
  };
}

/** It follows from the URN, so that a command to paste works after the next start too; there is nothing here to keep secret. */
function generatedValue(context: ResourceContext): string {
  const digest = createHash("sha256")
    .update(`${context.urn}\n${context.physicalName(undefined, 255)}\nvalue`)
    .digest("hex");
  return digest.slice(0, 40);
}
