import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { ownIdentifierOf } from "../apigatewayv2/identifier";
import { apiIdOf } from "./place";

/** `aws.apigateway.Deployment`: a snapshot of an API; what changes after it is not served before the next. */
export function deployment(services: Pick<Services, "restApis" | "clock">): ResourceHandler {
  return {
    type: "aws:apigateway/deployment:Deployment",
    properties: {
      restApi: "honoured",
      triggers: "honoured",
      description: { noEffect: "a text for people" },
    },
    replaceOn: ["restApi", "triggers"],
    async create(context, inputs) {
      const id = ownIdentifierOf(context, 7);
      services.restApis.createDeployment(apiIdOf(inputs), id);
      return { id, state: { ...inputs, createdDate: new Date(services.clock.now()).toISOString() } };
    },
    update: async (_context, { id, state }, inputs) => ({ id, state: { ...state, ...inputs } }),
    delete: async (_context, { id, state }) => services.restApis.deleteDeployment(apiIdOf(state), id),
  };
}
