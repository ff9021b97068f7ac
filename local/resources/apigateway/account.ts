import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** `aws.apigateway.Account`: the role by which API Gateway writes logs, for all APIs of the account. */
export function account({ restApis }: Pick<Services, "restApis">): ResourceHandler {
  const put = (inputs: Properties): ResourceState => {
    const { cloudwatchRoleArn } = inputs as { cloudwatchRoleArn?: string };
    restApis.setLogRole(cloudwatchRoleArn);
    return { id: "api-gateway-account", state: { ...inputs, apiKeyVersion: "4", features: ["UsagePlans"] } };
  };
  return {
    type: "aws:apigateway/account:Account",
    properties: { cloudwatchRoleArn: "honoured" },
    replaceOn: [],
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    delete: async () => restApis.setLogRole(undefined),
  };
}
