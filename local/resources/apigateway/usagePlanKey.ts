import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

interface UsagePlanKeyInputs {
  keyId: string;
  keyType: string;
  usagePlanId: string;
}

/** `aws.apigateway.UsagePlanKey`: puts a key into a usage plan. */
export function usagePlanKey({ restApis }: Pick<Services, "restApis">): ResourceHandler {
  return {
    type: "aws:apigateway/usagePlanKey:UsagePlanKey",
    properties: { keyId: "honoured", keyType: "honoured", usagePlanId: "honoured" },
    replaceOn: ["keyId", "keyType", "usagePlanId"],
    async create(_context, inputs) {
      const { keyId, keyType, usagePlanId } = inputs as unknown as UsagePlanKeyInputs;
      if (keyType !== "API_KEY") throw new Error(`keyType must be "API_KEY", got "${keyType}"`);
      restApis.keys.addToPlan(usagePlanId, keyId);
      return { id: keyId, state: inputs };
    },
    async delete(_context, { state }) {
      restApis.keys.removeFromPlan(String(state.usagePlanId), String(state.keyId));
    },
  };
}
