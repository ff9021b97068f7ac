import { ACCOUNT_ID } from "../base/arn";
import type { InvokeHandler } from "../engine/resourceHandler";
import { REGISTRY } from "../resources/ecr/repository";

const [USER, PASSWORD] = ["AWS", "local"];

/** `aws.ecr.getAuthorizationToken`: credentials for a registry that asks for none. */
export const getAuthorizationToken: InvokeHandler = {
  token: "aws:ecr/getAuthorizationToken:getAuthorizationToken",
  invoke: async ({ registryId = ACCOUNT_ID }) => {
    if (registryId !== ACCOUNT_ID) {
      throw new Error(
        `registryId must be ${ACCOUNT_ID}, the local cloud's own account, got ${JSON.stringify(registryId)}`,
      );
    }
    return {
      id: registryId,
      registryId,
      authorizationToken: Buffer.from(`${USER}:${PASSWORD}`).toString("base64"),
      userName: USER,
      password: PASSWORD,
      proxyEndpoint: `https://${REGISTRY.slice(0, -1)}`,
      // No token runs out: the image's inputs would differ at every evaluation.
      expiresAt: "9999-12-31T23:59:59Z",
    };
  },
};
